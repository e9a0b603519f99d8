"""All points are added up; each number of points has an amount of its own.

The shape of Kensington and Chelsea's scheme of 2009, as two points of it are known from *R (Savva) v RBKC*
[2010] EWCA Civ 1209. What is between two published points is not worked out from them: it has no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import Amount, FigureOf, OnTotals, Section, Worked, falls, most_points
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem
from scoring.trace import Term

if TYPE_CHECKING:
    from scoring.scheme import Domain


class PointsCurve(OnTotals):
    """`curve`: number of points to amount. `whole: false` says that only some points are published."""

    model: Literal["points_curve"]
    curve: Annotated[Mapping[Annotated[int, Field(ge=0, le=100_000)], Amount], Field(min_length=1)]
    whole: bool = True

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        if self.monotonic:
            for (_, before), (points, amount) in pairwise(sorted(self.curve.items())):
                if amount < before:
                    yield falls(("curve", points))
        missing = [n for n in range(sum(map(most_points, domains)) + 1) if n not in self.curve]
        if self.whole and missing:
            what = f"nothing is said for {missing[0]} points."
            yield Problem(("curve",), what, "Add it, or say `whole: false` if only some points are published.")

    def worked(self, totals: Sequence[int]) -> Worked | None:
        total = totals[0]
        if total not in self.curve:
            return None
        amount = self.curve[total]
        after = next((points for points in sorted(self.curve) if points > total and self.curve[points] > amount), None)
        more = after - total if after else 0
        return Worked(
            points=total,
            terms=(Term(amount=amount),),
            rule=f"{total} {'point' if total == 1 else 'points'} in all give {self.money(amount)}.",
            figures=(FigureOf(f"{total} points", decimal_string(amount)),),
            next=f"{more} more {'point' if more == 1 else 'points'} would make it {self.money(self.curve[after])}."
            if after
            else None,
        )

    def outside(self, totals: Sequence[int] | None) -> str:
        came = f"Your answers come to {totals[0]} points. " if totals else ""
        return f"{came}The published curve has no figure for every number of points, and none for this."

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        words = "Each answer gives points. All points are added up. Each number of points has its own amount."
        rows = tuple((str(points), pounds(amount)) for points, amount in sorted(self.curve.items()))
        note = () if self.whole else ("Only some points are published. For the others there is no figure.",)
        yield Section("How it works", (words, *note), ("Points", "Amount"), rows)
