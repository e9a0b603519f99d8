"""Messages that are more than one plain answer: two answers at once, good and bad days, an earlier answer to change.

No bar was set for these; the report gives what is found. The lines are in `data/evaluation/{two,days,changes}.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.heard import Heard, hear
from evaluation.lines import ROOT
from scoring.loading import Schemes
from scoring.meaning import SchemeMeanings, key_of
from scoring.reader import Reader
from scoring.understanding import Limits, Reading, Understood, is_meant, read_answer

FOLDER = ROOT / "data/evaluation"


@dataclass(frozen=True)
class Mixed:
    """Shares of lines, each with how many lines there were."""

    two: int
    first_right: float
    """The open question's answer was recorded right, or asked about with the right one."""
    other_right: float
    """The other answer was heard and kept for its question."""
    other_wrong: float
    days: int
    told: float
    """Both kinds of day were noticed, and the scheme's rule was said."""
    asked_both: float
    """Both options stood among those asked about."""
    one_recorded: float
    """One of the two was recorded as if it were all."""
    changes: int
    read_as_change: float
    opened_right: float
    """The earlier question was opened."""
    opened_wrong: float


def measure_mixed(
    schemes: Schemes, meanings: Mapping[str, SchemeMeanings], reader: Reader, model: Path, limits: Limits
) -> Mixed:
    """Read all of them as the running system does."""
    two, days, changes = (_rows(FOLDER / name) for name in ("two.tsv", "days.tsv", "changes.tsv"))
    heard = hear([row[-1] for row in (*two, *days, *changes)], reader, model)
    first_right = other_right = other_wrong = told = both = one = read_as = right = wrong = 0
    for (key, option, other, other_option, _), read in zip(two, heard, strict=False):
        found = _answer(schemes, meanings, key, read, limits)
        first_right += option in found.options if found else False
        other_right += found is not None and found.heard.get(other) == other_option
        other_wrong += found is not None and any(found.heard.get(name) != other_option for name in found.heard)
    for (key, good, bad, _), read in zip(days, heard[len(two) :], strict=False):
        found = _answer(schemes, meanings, key, read, limits)
        told += found is not None and found.good_and_bad_days
        both += found is not None and {good, bad} <= set(found.options)
        one += found is not None and found.kind == "clear"
    for (scheme_id, question, text), read in zip(changes, heard[len(two) + len(days) :], strict=True):
        scheme = schemes.get(scheme_id)
        meant = read.intent == "command_change" and is_meant("change", text, read.confidence, None, limits.intents)
        named = meanings[key_of(scheme)].named(scheme.questions, read.vectors[0]) if meant == "yes" else None
        read_as += meant == "yes"
        right += named == question
        wrong += named not in (None, question)
    return Mixed(
        len(two), first_right / len(two), other_right / len(two), other_wrong / len(two),
        len(days), told / len(days), both / len(days), one / len(days),
        len(changes), read_as / len(changes), right / len(changes), wrong / len(changes),
    )  # fmt: skip


def _answer(
    schemes: Schemes, meanings: Mapping[str, SchemeMeanings], key: str, read: Heard, limits: Limits
) -> Understood | None:
    scheme_id, question_id = key.split("/")
    scheme = schemes.get(scheme_id)
    reading = Reading(read.text, read.intent, read.confidence, read.vectors)
    return read_answer(scheme.questions[question_id], reading, meanings[key_of(scheme)], limits)


def _rows(path: Path) -> list[list[str]]:
    return [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()]


def report(found: Mixed) -> list[str]:
    """As lines of the report."""
    return [
        "## More than one plain answer",
        "",
        f"- {found.two} messages answer the open question and another one. The first is right, or asked about with the",
        f"  right one, in {found.first_right:.2f}; the other is heard in {found.other_right:.2f}, and wrongly in",
        f"  {found.other_wrong:.2f}. What is not heard is simply asked when its question comes.",
        f"- {found.days} messages tell of good days and bad ones. Both kinds are noticed and the rule is said in",
        f"  {found.told:.2f}; both options are offered in {found.asked_both:.2f}; one is recorded in {found.one_recorded:.2f}.",
        f"- {found.changes} messages want an earlier answer changed. {found.read_as_change:.2f} are read so; the right one is",
        f"  opened in {found.opened_right:.2f} and a wrong one in {found.opened_wrong:.2f}; else we ask which.",
        "",
    ]
