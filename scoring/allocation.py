"""From answers to an indicative amount, with the lines that made it."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import add

from scoring.models import lines as lines_of
from scoring.pounds import Money, in_words
from scoring.scheme import SKIPPED, UNKNOWN, Answers, Scheme
from scoring.trace import Adjustment, Line, Reason, Source, _Part

__all__ = ["Adjustment", "Allocation", "Line", "Reason", "SchemeName", "Source", "allocate", "statement"]

CAVEATS = (
    "This is a starting point. It is not an offer and not a cap.",
    "Only your council or the NHS can decide. They must look at your own needs.",
    "You can ask to be told how any amount was worked out.",
)
ILLUSTRATIVE = "The money in this scheme is made up to show how it works. No council or NHS body uses it."


class SchemeName(_Part):
    """Which scheme and version made the figure."""

    id: str
    version: str
    title: str
    status: str


class Allocation(_Part):
    """An indicative amount and its whole trace. `agreed` is for an amount that a body has settled."""

    scheme: SchemeName
    indicative: Money
    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...] = ()
    unanswered: tuple[str, ...]
    statement: str
    caveats: tuple[str, ...]
    agreed: Money | None = None


def allocate(scheme: Scheme, answers: Answers, on: dt.date) -> Allocation:
    """Work out the indicative amount.

    Args:
        scheme: the scheme whose rules count.
        answers: question id to option id. Answers to questions off this person's way do not count.
        on: the date whose figures count.

    Returns:
        The allocation. Lines and adjustments add up to `indicative`, low and high, to the penny.
        What is unanswered, not sure, not said or skipped makes a range.

    Raises:
        UnknownAnswer: for a question or option that the scheme does not have.
        NoFigures: when no figures were in force on that date.
    """
    scheme.check_answers(answers)
    table = scheme.money_on(on)
    lines = tuple(lines_of(table, scheme, answers))
    total = reduce(add, (line.amount for line in lines), Money(low=0, high=0, period=table.period))
    unanswered = tuple(
        question.id for question in scheme.asked(answers) if answers.get(question.id, SKIPPED) in UNKNOWN
    )
    caveats = (ILLUSTRATIVE, *CAVEATS) if table.status == "illustrative" else CAVEATS
    return Allocation(
        scheme=SchemeName(id=scheme.id, version=scheme.version, title=scheme.title, status=table.status),
        indicative=total,
        lines=lines,
        unanswered=unanswered,
        statement=statement(total),
        caveats=caveats,
    )


def statement(total: Money) -> str:
    """The amount as one plain sentence that promises nothing."""
    if total.high == 0:
        return "From your answers, this scheme would not put any money in your budget. You can still ask for help."
    return f"From your answers, this looks like {in_words(total)}."
