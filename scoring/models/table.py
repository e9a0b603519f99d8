"""What every money table has, whatever its model, and the two kinds of model.

`PerDomain`: each area of life leads to an amount of its own; the amounts are added up.
`OnTotals`: the points of several areas are added up first; the totals lead to one amount.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from scoring.adjustments import AdjustmentRule
from scoring.pounds import PERIOD_WORDS, Period, PoundsInFile, pounds
from scoring.strict_yaml import Place, Problem, Strict
from scoring.trace import Source, Term

if TYPE_CHECKING:
    from scoring.scheme import Domain, Option

Chosen = Mapping[str, "Option"]
"""Question id to the option that was chosen. Every question asked is there; none is unknown."""


class PointRange(NamedTuple):
    """Both ends belong to the range."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def words(self) -> str:
        """`1 point`, `4 to 6 points`."""
        if self.first == self.last:
            return f"{self.first} {'point' if self.first == 1 else 'points'}"
        return f"{self.first} to {self.last} points"


def _point_range(value: object) -> PointRange:
    if isinstance(value, PointRange):
        return value
    found = re.fullmatch(r"\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*", str(value))
    if not found:
        raise ValueError(f"{value!r} is not a number of points. Write it like 4 or 4-6")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError(f"{value} runs backwards. Write the smaller number first")
    return PointRange(first, last)


PointsInFile = Annotated[
    PointRange,
    BeforeValidator(_point_range),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": ["integer", "string"], "description": "A number of points, like 4 or 4-6."}),
]
Amount = Annotated[PoundsInFile, Field(ge=0, le=10_000_000_00)]
Percent = Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=3)]


class Row(Strict):
    """One row of a table: so many points give this amount."""

    points: PointsInFile
    amount: Amount
    source: Source | None = None


def row_problems(place: Place, rows: Sequence[Row], most: int | None, rises: bool) -> Iterator[Problem]:
    """Rows meet without gap or overlap from 0; up to `most` unless that is None; never fall when `rises`."""
    expected = 0
    for r, row in enumerate(rows):
        here = (*place, r, "points")
        if row.points.first < expected and r:
            before = rows[r - 1].points
            yield Problem(
                here,
                f"points {row.points} overlaps {before} on line {{line}}.",
                "Make the ranges meet without sharing a number.",
                (*place, r - 1, "points"),
            )
        elif row.points.first > expected:
            yield Problem(here, f"nothing is said for {expected} points.", f"Start this row at {expected}.")
        if rises and r and row.amount < rows[r - 1].amount:
            yield falls((*place, r, "amount"))
        expected = max(expected, row.points.last + 1)
    if most is not None and expected <= most:
        yield Problem(
            (*place, len(rows) - 1, "points"),
            f"the rows end at {expected - 1} points, but the answers can give {most}.",
            f"Add a row that reaches {most}.",
        )


def falls(place: Place) -> Problem:
    """More need would give less."""
    return Problem(place, "more need would give less here.", "Let the amount rise, or say `monotonic: false`.")


class FigureOf(NamedTuple):
    """A figure as a table knows it; the allocation adds file and date. `source` None is the table's own.

    `points`: it is the points of an answer, which stand in `questions.yml`.
    """

    name: str
    value: str
    source: Source | None = None
    points: bool = False


@dataclass(frozen=True)
class Worked:
    """What one line comes to for one whole way of answering."""

    points: int
    terms: tuple[Term, ...]
    rule: str
    figures: tuple[FigureOf, ...]
    next: str | None = None
    source: Source | None = None

    @property
    def pence(self) -> int:
        """The amount of the line."""
        return sum(term.pence for term in self.terms)


class SetAside(Strict):
    """A part of the amount that is kept for hard times. It is the person's; it is not added or taken off."""

    title: Annotated[str, Field(min_length=1)]
    percent: Annotated[Decimal, Field(gt=0, le=50)]
    source: Source | None = None


class Stream(Strict):
    """One public purse. Either every stream has a `percent` of the amount, or each has its `domains`."""

    title: Annotated[str, Field(min_length=1)]
    percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    domains: tuple[str, ...] = ()


def _weeks(value: object) -> Fraction:
    try:
        weeks = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is no number of weeks. Write 52 or 365/7") from None
    if not 52 <= weeks <= 53:
        raise ValueError(f"{value} weeks is no year. Write 52 or 365/7")
    return weeks


Weeks = Annotated[
    Fraction,
    BeforeValidator(_weeks),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": ["number", "string"], "description": "52, or 365/7."}),
]


class Table(Strict):
    """The figures from one date on."""

    counts_points: ClassVar[bool] = True
    """Whether answers need points."""
    by_points: ClassVar[bool] = True
    """Whether a domain's points are all that matters of its answers."""

    model: str
    status: Literal["illustrative", "published"]
    from_: Annotated[dt.date, Field(alias="from", strict=True)]
    period: Period = "year"
    weeks_in_year: Weeks | None = None
    """How a weekly amount is turned into a yearly one, and the other way. None: it is not."""
    source: Source
    monotonic: bool = True
    """Whether more need never lowers the amount. Checked by the loader."""
    adjustments: tuple[AdjustmentRule, ...] = ()
    set_aside: SetAside | None = None
    streams: Mapping[str, Stream] = {}

    @abstractmethod
    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        """What a loader should refuse in this table, for these questions."""

    @abstractmethod
    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        """All its rules, for a person to read."""

    def money(self, pence: int) -> str:
        """`£450 a year`, as the table's period has it."""
        period = PERIOD_WORDS[self.period]
        return f"{pounds(pence)} {period}" if self.period != "once" else pounds(pence)


class PerDomain(Table):
    """Each domain leads to its own amount."""

    def has_line(self, domain: Domain) -> bool:
        """Whether an area has money of its own. One that only an adjustment looks at has not."""
        return True

    @abstractmethod
    def worked(self, domain: Domain, chosen: Chosen) -> Worked:
        """The line of a domain that has one. `chosen` holds only the questions asked."""


class OnTotals(Table):
    """Totals of points lead to one amount."""

    title: Annotated[str, Field(min_length=1)] = "All areas together"

    def slot_of(self, domain: Domain) -> int:
        """To which total the points of a domain are added."""
        return 0

    @property
    def slots(self) -> int:
        """How many totals there are."""
        return 1

    @abstractmethod
    def worked(self, totals: Sequence[int]) -> Worked | None:
        """The one line. None: the published table has no figure for this."""

    @abstractmethod
    def outside(self, totals: Sequence[int] | None) -> str:
        """What is said where the table has no figure; None when the totals are not certain."""


@dataclass(frozen=True)
class Section:
    """A part of a scheme's rules to read: words, then a table."""

    title: str
    words: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    domain: str | None = None


def points_in(domain: Domain, chosen: Chosen, leave: str | None = None) -> int:
    """The points of the answers to a domain's questions; the question `leave` is not counted."""
    return sum(chosen[q.id].points or 0 for q in domain.questions if q.id in chosen and q.id != leave)


def most_points(domain: Domain, leave: str | None = None) -> int:
    """The most points that a domain can come to."""
    return sum(max(o.points or 0 for o in q.graded) for q in domain.questions if q.id != leave)


def names_problems(
    table: Table, field: str, names: Mapping[str, Any], domains: Sequence[Domain], mend: str
) -> Iterator[Problem]:
    """A mapping by domain must name every domain of questions.yml, and no other.

    It may leave out a domain that only adjustments look at.
    """
    known = {domain.id for domain in domains}
    for name in names:
        if name not in known:
            yield Problem((field, name), "questions.yml has no such domain.", "Correct the name or take it out.")
    looked_at = {rule.asks for rule in table.adjustments}
    for domain in domains:
        if domain.id not in names and any(question.id not in looked_at for question in domain.questions):
            yield Problem((field,), f"the domain {domain.id} has no {mend}.", "Add it, with amount 0 if it gives none.")
