"""What the last twelve months' services cost, as rows of count and unit cost, with what is likely next year.

How Ann's budget in Northamptonshire was made (Alakeson and Perkins, 2012). A clinician's view of next year is an
adjustment of kind `professional_view`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import Amount, Chosen, FigureOf, Percent, PerDomain, Section, Worked, names_problems
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem, Strict
from scoring.trace import Source, Term, share

if TYPE_CHECKING:
    from scoring.scheme import Domain


class NextYear(Strict):
    """How much of a service is likely next year, in per cent of last year, by an answer in the same area."""

    question: str
    percent: Mapping[str, Percent]


class Service(Strict):
    """One service: the number question that counts it, what one costs, and what is likely next year."""

    count: str
    each: Amount
    unit: Annotated[str, Field(min_length=1)]
    next_year: NextYear | None = None
    source: Source | None = None


class PastCost(PerDomain):
    """A service for each domain."""

    counts_points = False
    by_points = False

    model: Literal["past_cost"]
    services: Mapping[str, Service]

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        yield from names_problems(self, "services", self.services, domains, "service")
        for domain in domains:
            service = self.services.get(domain.id)
            if service is None:
                continue
            own = {question.id: question for question in domain.questions}
            place = ("services", domain.id)
            if service.count not in own or own[service.count].kind != "number":
                yield Problem((*place, "count"), f"{service.count} is no number question in this area.", "Name one.")
            if service.next_year:
                asked = own.get(service.next_year.question)
                if asked is None or asked.kind != "choice":
                    what = f"{service.next_year.question} is no question with options in this area."
                    yield Problem((*place, "next_year", "question"), what, "Name one.")
                elif set(service.next_year.percent) != {option.id for option in asked.options}:
                    yield Problem((*place, "next_year", "percent"), "it must name every option once.", "Add the rest.")

    def has_line(self, domain: Domain) -> bool:
        return domain.id in self.services

    def worked(self, domain: Domain, chosen: Chosen) -> Worked:
        service = self.services[domain.id]
        counted = chosen.get(service.count)
        count = int(counted.id) if counted else 0
        likely = chosen.get(service.next_year.question) if service.next_year else None
        percent = service.next_year.percent[likely.id] if service.next_year and likely else Decimal(100)
        if not count:
            return Worked(0, (), "Nothing was used in the last twelve months.", ())
        words = f"{count} × {pounds(service.each)} for {service.unit}."
        figures = [FigureOf(f"{domain.title}, each", decimal_string(service.each), service.source)]
        if service.next_year and likely:
            words += f" Next year: {likely.label.lower()}, so {percent.normalize():f}% of it."
            figures.append(FigureOf(f"{domain.title}, next year", str(percent)))
        return Worked(
            points=0,
            terms=(Term(amount=service.each, times=Decimal(count), percent=percent),),
            rule=words,
            figures=tuple(figures),
            next=f"One more ({service.unit}) would be {pounds(share(service.each, percent))} more."
            if percent
            else None,
            source=service.source,
        )

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        words = (
            "The amount is what the last twelve months' services cost. For each service, the number is multiplied "
            "by the cost of one. Then it is asked how much of it is likely next year."
        )
        rows = tuple(
            (domain.title, f"{pounds(self.services[domain.id].each)} for {self.services[domain.id].unit}")
            for domain in filter(self.has_line, domains)
        )
        yield Section("How it works", (words,), ("Service", "Cost of one"), rows)
        for domain in filter(self.has_line, domains):
            following = self.services[domain.id].next_year
            if following:
                asked = next(one for one in domain.questions if one.id == following.question)
                shares = tuple((o.label, f"{following.percent[o.id].normalize():f}%") for o in asked.options)
                yield Section(domain.title, (asked.text,), ("Answer", "Of last year's cost"), shares, domain.id)
