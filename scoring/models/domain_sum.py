"""Points in a domain lead to an amount for that domain; the amounts are added up.

The shape of the Croydon personal health budget pilot (Alakeson and Perkins, 2012).
A domain may give nothing. The domains never limit how the money is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import (
    Chosen,
    FigureOf,
    PerDomain,
    Row,
    Section,
    Worked,
    most_points,
    names_problems,
    points_in,
    row_problems,
)
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem
from scoring.trace import Term

if TYPE_CHECKING:
    from scoring.scheme import Domain


class DomainSum(PerDomain):
    """`domains`: for each domain, rows of points and the amount they give."""

    model: Literal["domain_sum"]
    domains: Mapping[str, Annotated[tuple[Row, ...], Field(min_length=1)]]

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        yield from names_problems(self, "domains", self.domains, domains, "rows")
        for domain in domains:
            if domain.id in self.domains:
                place = ("domains", domain.id)
                yield from row_problems(place, self.domains[domain.id], most_points(domain), self.monotonic)

    def has_line(self, domain: Domain) -> bool:
        return domain.id in self.domains

    def worked(self, domain: Domain, chosen: Chosen) -> Worked:
        rows = self.domains[domain.id]
        points = points_in(domain, chosen)
        place = next(r for r, row in enumerate(rows) if row.points.first <= points <= row.points.last)
        row = rows[place]
        after = next((one for one in rows[place + 1 :] if one.amount > row.amount), None)
        more = after.points.first - points if after else 0
        return Worked(
            points=points,
            terms=(Term(amount=row.amount),),
            rule=self._words(row),
            figures=(FigureOf(f"{domain.title}, {row.points.words}", decimal_string(row.amount), row.source),),
            next=f"{more} more {'point' if more == 1 else 'points'} here would make it {self.money(after.amount)}."
            if after
            else None,
            source=row.source,
        )

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        yield Section(
            "How it works",
            (
                "Each answer gives points. The points of an area lead to an amount for that area. The amounts are "
                "added up. Not every area gives money. You do not have to spend the money in the area that it came "
                "from.",
            ),
        )
        for domain in filter(self.has_line, domains):
            rows = tuple((row.points.words, pounds(row.amount)) for row in self.domains[domain.id])
            yield Section(domain.title, (), ("Points", "Amount"), rows, domain.id)

    def _words(self, row: Row) -> str:
        amount = self.money(row.amount) if row.amount else "no money in this area"
        return f"{row.points.words.capitalize()} {'gives' if row.points.words == '1 point' else 'give'} {amount}."
