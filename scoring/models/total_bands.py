"""All points are added up; the total falls in a band, and the band gives one amount.

The shape of Norfolk's tables for children's short breaks. What no band covers has no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import FigureOf, OnTotals, Row, Section, Worked, row_problems
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem
from scoring.trace import Term

if TYPE_CHECKING:
    from scoring.scheme import Domain


class Band(Row):
    """One band, with the name it is published under."""

    name: Annotated[str, Field(min_length=1)]


class TotalBands(OnTotals):
    """`bands`, from 0 points up. They may end before the most points there can be: that is outside the table."""

    model: Literal["total_bands"]
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        yield from row_problems(("bands",), self.bands, None, self.monotonic)

    def worked(self, totals: Sequence[int]) -> Worked | None:
        total = totals[0]
        band = next((one for one in self.bands if one.points.first <= total <= one.points.last), None)
        if band is None:
            return None
        after = next((one for one in self.bands if one.points.first > total and one.amount > band.amount), None)
        more = after.points.first - total if after else 0
        return Worked(
            points=total,
            terms=(Term(amount=band.amount),),
            rule=self._words(band),
            figures=(FigureOf(f"{band.name}, {band.points.words}", decimal_string(band.amount), band.source),),
            next=f"{more} more {'point' if more == 1 else 'points'} would make it {self.money(after.amount)}."
            if after
            else None,
            source=band.source,
        )

    def outside(self, totals: Sequence[int] | None) -> str:
        last = self.bands[-1].points.last
        came = f"Your answers come to {totals[0]} points. " if totals else ""
        return f"{came}The published table ends at {last} points, so it gives no figure here."

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        rows = tuple((band.points.words, band.name, pounds(band.amount)) for band in self.bands)
        words = (
            "Each answer gives points. All points are added up. The total falls in one band, and the band gives "
            "one amount.",
            self.outside(None),
        )
        yield Section("How it works", words, ("Points", "Band", "Amount"), rows)

    def _words(self, band: Band) -> str:
        amount = self.money(band.amount) if band.amount else "no money"
        return f"{band.points.words.capitalize()} in all: {band.name}. This band gives {amount}."
