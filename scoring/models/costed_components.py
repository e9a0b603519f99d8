"""Hours of help with each area, at an hourly rate, less what unpaid help covers; the costs are added up.

The shape that Devon and Newcastle publish: consistent rules, stated rates, no scores. Rates may differ by kind of help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.models.table import (
    Amount,
    Chosen,
    FigureOf,
    Percent,
    PerDomain,
    Section,
    Worked,
    names_problems,
    points_in,
)
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem, Strict
from scoring.trace import Source, Term, share

if TYPE_CHECKING:
    from scoring.scheme import Domain


class Rate(Strict):
    """What one unit of help costs."""

    title: Annotated[str, Field(min_length=1)]
    amount: Amount
    unit: Annotated[str, Field(min_length=1)] = "hour"
    source: Source | None = None


class LessHelp(Strict):
    """The part of this help that somebody gives without pay, by the answer to a question of the same area."""

    question: str
    percent: Mapping[str, Annotated[Percent, Field(le=100)]]


class Component(Strict):
    """How the answers of an area become units of help. A point is `units_per_point` units."""

    rate: str
    units_per_point: Annotated[Decimal, Field(gt=0, le=168)] = Decimal(1)
    most_units: Annotated[Decimal, Field(gt=0)] | None = None
    less: LessHelp | None = None


class CostedComponents(PerDomain):
    """`rates` by name, and a component for each domain."""

    counts_points = True
    by_points = False

    model: Literal["costed_components"]
    rates: Annotated[Mapping[str, Rate], Field(min_length=1)]
    components: Mapping[str, Component]

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        yield from names_problems(self, "components", self.components, domains, "component")
        for domain in domains:
            component = self.components.get(domain.id)
            if component is None:
                continue
            place = ("components", domain.id)
            if component.rate not in self.rates:
                known = ", ".join(self.rates)
                yield Problem((*place, "rate"), f"there is no rate {component.rate}.", f"Choose from {known}.")
            if component.less:
                asked = {question.id: question for question in domain.questions}.get(component.less.question)
                if asked is None or asked.kind != "choice":
                    what = f"{component.less.question} is no question with options in this area."
                    yield Problem((*place, "less", "question"), what, "Name one of its own.")
                elif set(component.less.percent) != {option.id for option in asked.options}:
                    yield Problem((*place, "less", "percent"), "it must name every option once.", "Give 0 for none.")
        used = {component.rate for component in self.components.values()}
        for name in set(self.rates) - used:
            yield Problem(("rates", name), "no component uses this rate.", "Use it or take it out.")

    def has_line(self, domain: Domain) -> bool:
        return domain.id in self.components

    def worked(self, domain: Domain, chosen: Chosen) -> Worked:
        component = self.components[domain.id]
        rate = self.rates[component.rate]
        less = component.less
        points = points_in(domain, chosen, less.question if less else None)
        wanted = points * component.units_per_point
        units = min(wanted, component.most_units) if component.most_units is not None else wanted
        helped = chosen.get(less.question) if less else None
        off = less.percent[helped.id] if less and helped else Decimal(0)
        figures = [
            FigureOf(rate.title, decimal_string(rate.amount), rate.source),
            FigureOf(f"{domain.title}, {rate.unit}s for a point", str(component.units_per_point)),
        ]
        words = f"{_plain(units)} {rate.unit}s at {pounds(rate.amount)} ({rate.title.lower()})."
        if units != wanted:
            figures.append(FigureOf(f"{domain.title}, most {rate.unit}s", str(component.most_units)))
            words += f" This area counts at most {_plain(units)} {rate.unit}s."
        if helped:
            figures.append(FigureOf(f"{domain.title}, less for unpaid help", str(off)))
        if off and units:
            words += f" Help that is not paid for covers {_plain(off)}% of it."
        more = share(rate.amount, 100 - off)
        room = component.most_units is None or wanted + 1 <= component.most_units
        return Worked(
            points=points,
            terms=(Term(amount=rate.amount, times=units, percent=100 - off),),
            rule=words if units else "No help is counted in this area.",
            figures=tuple(figures) if units else (),
            next=f"One more {rate.unit} would be {pounds(more)} more." if more and room else None,
            source=rate.source,
        )

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        words = "Your answers show how much help each area takes. The help is costed at the rates below and added up."
        rates = tuple((rate.title, f"{pounds(rate.amount)} for each {rate.unit}") for rate in self.rates.values())
        yield Section("How it works", (words,), ("Kind of help", "Rate"), rates)
        for domain in filter(self.has_line, domains):
            component = self.components[domain.id]
            rate = self.rates[component.rate]
            said = [f"Each point is {_plain(component.units_per_point)} {rate.unit}s of {rate.title.lower()}."]
            if component.most_units is not None:
                said.append(f"At most {_plain(component.most_units)} {rate.unit}s count.")
            rows: tuple[tuple[str, ...], ...] = ()
            if component.less:
                asked = next(one for one in domain.questions if one.id == component.less.question)
                said.append(f"Help that is not paid for makes it less: “{asked.text}”")
                rows = tuple((o.label, f"{_plain(component.less.percent[o.id])}% less") for o in asked.options)
            yield Section(domain.title, tuple(said), ("Answer", "Less") if rows else (), rows, domain.id)


def _plain(number: Decimal) -> str:
    """`10.50` as `10.5`, `21.00` as `21`."""
    return f"{number.normalize():f}"
