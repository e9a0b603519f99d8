"""The lines that teach and the lines that measure are apart, and the measure itself is right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evaluation.bars import Bar, interval
from evaluation.lines import BUILD, KEPT_BACK, MEASURE, Line, kept_back, read_lines
from evaluation.places import rates
from scoring.safety import Sign
from scoring.scheme import normalise
from scoring.second_opinion import KINDS

TAUGHT, KEPT, MEASURED = read_lines(BUILD), read_lines(KEPT_BACK), read_lines(MEASURE)


def test_no_voice_and_no_text_is_in_both() -> None:
    for one, other in ((TAUGHT, MEASURED), (KEPT, MEASURED), (TAUGHT, KEPT)):
        assert not {line.voice for line in one} & {line.voice for line in other}
        assert not {normalise(line.text) for line in one} & {normalise(line.text) for line in other}


def test_there_are_as_many_as_were_asked_for() -> None:
    assert sum(line.needs_help for line in TAUGHT) >= 600
    assert sum(not line.needs_help for line in TAUGHT) >= 1200
    assert sum(line.needs_help for line in MEASURED) >= 400
    harmless = [line for line in MEASURED if not line.needs_help]
    assert len(harmless) >= 600
    assert sum(line.detail != "ordinary" for line in harmless) >= len(harmless) / 2
    assert set(Counter(line.kind for line in MEASURED)) == {*KINDS, "none"}


def test_limits_are_set_on_voices_that_taught_nothing() -> None:
    voices = {line.voice for line in TAUGHT}
    assert len(voices) / 10 <= len(kept_back(TAUGHT)) <= len(voices) / 6
    assert kept_back(TAUGHT) == kept_back(list(reversed(TAUGHT)))


@pytest.mark.parametrize(
    "row", ["life\texplicit", "life\texplicit\t ", "live\texplicit\tx", "none\tplain\tx", "a\tb\tc\td"]
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "somebody.tsv").write_text(f"none\tordinary\tok\n{row}\n")
    with pytest.raises(ValueError, match=r"somebody\.tsv:2"):
        read_lines(tmp_path)


def test_rates_and_intervals_by_hand() -> None:
    signs = [Sign("life", "clear"), Sign("life", "possible"), None, None]
    assert (rates(signs).any, rates(signs).clear) == (0.5, 0.25)
    low, high = interval(0.5, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)
    assert interval(0, 0) == (0.0, 1.0)
    assert Bar("x", 0.95, True, 0.95, 10).met
    assert not Bar("x", 0.95, True, 0.949, 10).met
    assert Bar("x", 0.08, False, 0.08, 10).met
    assert not Bar("x", 0.08, False, 0.081, 10).met


def test_labels_keep_hard_and_ordinary_apart() -> None:
    assert (
        len({Line("v", *rest, "x").label for rest in (("none", "ordinary"), ("none", "past"), ("life", "indirect"))})
        == 3
    )
