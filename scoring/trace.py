"""The trace: every line of an allocation with the answers, points, figures and sources that made it.

An amount at either end of a range is the amount of one whole way of answering (the least and the most that
the open answers allow). So each end has its own terms and steps, and `recompute` gives the totals from them alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from scoring.pounds import Money, Pence
from scoring.strict_yaml import Strict

T = TypeVar("T")


class Source(Strict):
    """Where a figure comes from."""

    title: Annotated[str, Field(min_length=1)]
    href: Annotated[str, Field(pattern=r"^(https?://[^\s]+|[a-z0-9][\w./#@-]*)$")]
    """A web address, or a place in this repository."""


class Part(BaseModel):
    """A piece of what an allocation gives out. Does not change once made."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)


class Figure(Part):
    """One number that touched the amount. `value` is as the file writes it, pounds as `"450.00"`.

    `from` is None for the points of an answer: `questions.yml` has a version instead of a date.
    """

    name: str
    value: str
    file: str
    from_: Annotated[dt.date | None, Field(alias="from")]
    source: Source


class Points(Part):
    """Points, at the low and at the high end."""

    low: int
    high: int


class Reason(Part):
    """One answer behind a line. `points` is None when the answer is not known."""

    question_id: str
    question: str
    answer: str
    points: int | None


class Term(Part):
    """`amount` times `times`, of which `percent` counts; rounded to the penny, half a penny up."""

    amount: Pence
    times: Decimal = Decimal(1)
    percent: Decimal = Decimal(100)

    @property
    def pence(self) -> int:
        """What the term comes to."""
        return share(self.amount * self.times, self.percent)


class Step(Part):
    """What an adjustment does to the amount so far."""

    kind: Literal["add", "percent", "at_least", "at_most", "nothing"]
    value: str
    """Pounds as a decimal string; per cent of the amount so far for `percent` (minus takes off)."""

    def change(self, so_far: int) -> int:
        """What is added to `so_far` (pence); below zero when taken off."""
        if self.kind == "nothing":
            return 0
        if self.kind == "percent":
            return share(so_far, Decimal(self.value))
        pence = int(Decimal(self.value) * 100)
        if self.kind == "add":
            return pence
        return max(so_far, pence) - so_far if self.kind == "at_least" else min(so_far, pence) - so_far


def share(pence: int | Decimal, percent: int | Decimal) -> int:
    """So many per cent of an amount, in whole pence, half a penny up (away from nothing)."""
    return int((Decimal(pence) * Decimal(percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))


class Ends(Part, Generic[T]):
    """The same thing at the low and at the high end."""

    low: T
    high: T


class Line(Part):
    """What one area gives. `stream` tells whose money it is; `from` is the date of the figures."""

    domain: str
    title: str
    stream: str = "health"
    points: Points
    amount: Money
    because: tuple[Reason, ...]
    rule: str
    next: str | None = None
    """What would have to be different for the next amount, when all answers are known."""
    source: Source
    from_: Annotated[dt.date, Field(alias="from")]
    terms: Ends[tuple[Term, ...]]
    figures: tuple[Figure, ...] = ()


class Adjustment(Part):
    """Something added to or taken off the sum so far, by a published rule."""

    title: str
    kind: str
    amount: Money
    rule: str
    source: Source
    because: tuple[Reason, ...] = ()
    step: Ends[Step]
    figures: tuple[Figure, ...] = ()


def recompute(lines: Iterable[Line], adjustments: Iterable[Adjustment]) -> tuple[int, int]:
    """The low and the high total in pence, from the terms and steps of the trace and nothing else."""
    low = high = 0
    for line in lines:
        low += sum(term.pence for term in line.terms.low)
        high += sum(term.pence for term in line.terms.high)
    for one in adjustments:
        low += one.step.low.change(low)
        high += one.step.high.change(high)
    return low, high
