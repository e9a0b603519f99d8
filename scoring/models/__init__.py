"""The seven allocation models: how answers become pounds. A `money.yml` names one with `model:`.

To add a model: write a module with a table (a `PerDomain` or an `OnTotals`) and put it into `MODELS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from scoring.adjustments import adjustment_problems
from scoring.models.costed_components import CostedComponents
from scoring.models.domain_sum import DomainSum
from scoring.models.one_off import OneOff
from scoring.models.past_cost import PastCost
from scoring.models.points_curve import PointsCurve
from scoring.models.ready_reckoner import ReadyReckoner
from scoring.models.table import OnTotals, PerDomain
from scoring.models.total_bands import TotalBands
from scoring.strict_yaml import Problem

if TYPE_CHECKING:
    from scoring.scheme import Domain

MoneyTable = Annotated[
    DomainSum | TotalBands | PointsCurve | CostedComponents | ReadyReckoner | PastCost | OneOff,
    Field(discriminator="model"),
]
MODELS: dict[str, type[PerDomain] | type[OnTotals]] = {
    "domain_sum": DomainSum,
    "total_bands": TotalBands,
    "points_curve": PointsCurve,
    "costed_components": CostedComponents,
    "ready_reckoner": ReadyReckoner,
    "past_cost": PastCost,
    "one_off": OneOff,
}


def problems_with_money(table: MoneyTable, domains: Sequence[Domain]) -> Iterator[Problem]:
    """What is wrong with a table for these questions; nothing when all is well."""
    yield from table.problems(domains)
    questions = {question.id: question for domain in domains for question in domain.questions}
    yield from adjustment_problems(table.adjustments, questions, table.monotonic)
    if table.streams:
        yield from _stream_problems(table, {domain.id for domain in domains})
    if table.period == "once" and table.weeks_in_year is not None:
        yield Problem(("weeks_in_year",), "a sum that is given once has no weeks.", "Take this line out.")


def _stream_problems(table: MoneyTable, domains: set[str]) -> Iterator[Problem]:
    shares = [stream.percent for stream in table.streams.values()]
    if all(share is not None for share in shares):
        if sum(share or 0 for share in shares) != 100:
            yield Problem(("streams",), "the shares of the streams are not 100% together.", "Correct them.")
        return
    if any(share is not None for share in shares):
        yield Problem(("streams",), "some streams have a per cent and some do not.", "Use one way for all.")
        return
    if isinstance(table, OnTotals):
        yield Problem(("streams",), "this model has one line, so streams need a per cent.", "Give each a `percent`.")
        return
    named = [name for stream in table.streams.values() for name in stream.domains]
    for name in sorted(domains):
        if named.count(name) != 1:
            yield Problem(("streams",), f"the domain {name} must be in one stream.", "Name it once.")
    for name in sorted(set(named) - domains):
        yield Problem(("streams",), f"questions.yml has no domain {name}.", "Correct the name.")
