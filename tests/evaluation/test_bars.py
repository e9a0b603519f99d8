"""What was asked of the check for danger holds, on the voices that nothing was made from."""

from __future__ import annotations

import pytest

from evaluation import understanding
from evaluation.bars import Bar
from evaluation.safety import REPORT, bars_of, measure


@pytest.fixture(scope="module")
def bars() -> dict[str, Bar]:
    return {bar.name: bar for bar in bars_of(measure())}


@pytest.mark.parametrize(
    "name",
    [
        "needs help: any reply",
        "needs help, said outright: any reply",
        "ordinary answers: any reply",
        "ordinary answers: a clear reply",
        "hard but harmless: any reply",
        "hard but harmless: a clear reply",
        "answers in a talk: any reply",
        "answers in a talk: a clear reply",
    ],
)
def test_the_bar_is_met_and_the_report_says_the_same(bars: dict[str, Bar], name: str) -> None:
    assert bars[name].met, bars[name].row()
    assert bars[name].row() in REPORT.read_text(encoding="utf-8"), "run `make evaluate` to write the report anew"


@pytest.fixture(scope="module")
def understood() -> dict[str, Bar]:
    return {bar.name: bar for bar in understanding.bars_of(understanding.measure())}


@pytest.mark.parametrize(
    "name",
    [
        "intents: accuracy",
        "intents: macro F1",
        "answers: recorded right, or asked right",
        "answers: recorded wrong",
        "read as stop, back, restart or delete, and was not",
    ],
)
def test_words_are_understood_as_well_as_was_asked_and_the_report_says_the_same(
    understood: dict[str, Bar], name: str
) -> None:
    assert understood[name].met, understood[name].row()
    assert understood[name].row() in understanding.REPORT.read_text(encoding="utf-8"), "run `make evaluate`"
