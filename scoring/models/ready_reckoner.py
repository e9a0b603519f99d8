"""Two totals of points, each a level; the two levels together name one of a few set amounts.

The small matrix of In Control's "RAS challenge" (2013): simple enough to see how it was reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import Amount, FigureOf, OnTotals, PointsInFile, Section, Worked, falls, most_points
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem, Strict
from scoring.trace import Term

if TYPE_CHECKING:
    from scoring.scheme import Domain


class Level(Strict):
    """One level of an axis, from so many points to so many."""

    name: Annotated[str, Field(min_length=1)]
    points: PointsInFile


class Axis(Strict):
    """One side of the matrix: the domains whose points count, and the levels they lead to."""

    title: Annotated[str, Field(min_length=1)]
    domains: Annotated[tuple[str, ...], Field(min_length=1)]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]

    def level(self, points: int) -> Level:
        """The level of these points."""
        return next(one for one in self.levels if one.points.first <= points <= one.points.last)


class ReadyReckoner(OnTotals):
    """`amounts`: row level to column level to amount."""

    model: Literal["ready_reckoner"]
    rows: Axis
    columns: Axis
    amounts: Mapping[str, Mapping[str, Amount]]

    @property
    def slots(self) -> int:
        return 2

    def slot_of(self, domain: Domain) -> int:
        return 0 if domain.id in self.rows.domains else 1

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        known = {domain.id: domain for domain in domains}
        named = (*self.rows.domains, *self.columns.domains)
        for name in known:
            if named.count(name) != 1:
                yield Problem((), f"the domain {name} must stand on one side of the matrix.", "Name it once.")
        for side, axis in (("rows", self.rows), ("columns", self.columns)):
            for name in axis.domains:
                if name not in known:
                    yield Problem((side, "domains"), f"questions.yml has no domain {name}.", "Correct the name.")
            most = sum(most_points(known[name]) for name in axis.domains if name in known)
            yield from _level_problems((side, "levels"), axis.levels, most)
        for row in self.rows.levels:
            cells = self.amounts.get(row.name, {})
            for column in self.columns.levels:
                if column.name not in cells:
                    what = f"there is no amount for {row.name} and {column.name}."
                    yield Problem(("amounts", row.name), what, "Add it, 0 if it gives none.")
        strange = set(self.amounts) - {level.name for level in self.rows.levels}
        for name in strange:
            yield Problem(("amounts", name), "no row has this level.", "Correct the name or take it out.")
        if self.monotonic:
            yield from self._falling()

    def _falling(self) -> Iterator[Problem]:
        def amount(row: Level, column: Level) -> int:
            return self.amounts.get(row.name, {}).get(column.name, 0)

        for row in self.rows.levels:
            for before, after in pairwise(self.columns.levels):
                if amount(row, after) < amount(row, before):
                    yield falls(("amounts", row.name, after.name))
        for column in self.columns.levels:
            for before, after in pairwise(self.rows.levels):
                if amount(after, column) < amount(before, column):
                    yield falls(("amounts", after.name, column.name))

    def worked(self, totals: Sequence[int]) -> Worked | None:
        row, column = self.rows.level(totals[0]), self.columns.level(totals[1])
        amount = self.amounts[row.name][column.name]
        given = self.money(amount) if amount else "no money"
        return Worked(
            points=totals[0] + totals[1],
            terms=(Term(amount=amount),),
            rule=f"{self.rows.title}: {row.name} ({row.points.words}). {self.columns.title}: {column.name} "
            f"({column.points.words}). Together they give {given}.",
            figures=(FigureOf(f"{row.name} and {column.name}", decimal_string(amount)),),
            next=self._next(row, column),
        )

    def _next(self, row: Level, column: Level) -> str | None:
        now = self.amounts[row.name][column.name]
        found = []
        for axis, level in ((self.rows, row), (self.columns, column)):
            place = axis.levels.index(level) + 1
            if place < len(axis.levels):
                higher = axis.levels[place]
                cell = (higher.name, column.name) if axis is self.rows else (row.name, higher.name)
                amount = self.amounts[cell[0]][cell[1]]
                if amount > now:
                    found.append(f"{axis.title}: {higher.name} would make it {self.money(amount)}.")
        return " ".join(found) or None

    def outside(self, totals: Sequence[int] | None) -> str:
        return "The matrix has an amount for every pair of levels."

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        titles = {domain.id: domain.title for domain in domains}
        for axis in (self.rows, self.columns):
            words = f"The points of {' and '.join(titles[name] for name in axis.domains)} are added up."
            rows = tuple((level.points.words, level.name) for level in axis.levels)
            yield Section(axis.title, (words,), ("Points", "Level"), rows)
        cells = tuple(
            (row.name, *(pounds(self.amounts[row.name][column.name]) for column in self.columns.levels))
            for row in self.rows.levels
        )
        headings = (f"{self.rows.title} / {self.columns.title}", *(column.name for column in self.columns.levels))
        yield Section("What the two levels give", (), headings, cells)


def _level_problems(place: tuple[str, str], levels: Sequence[Level], most: int) -> Iterator[Problem]:
    expected = 0
    for n, level in enumerate(levels):
        if level.points.first != expected:
            yield Problem((*place, n), f"the level should start at {expected} points.", "Make the levels meet.")
        expected = level.points.last + 1
    if expected <= most:
        yield Problem(place, f"the levels end at {expected - 1} points, but the answers can give {most}.", "Add one.")
