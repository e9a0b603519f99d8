"""The allocation models: how points become pounds. A `money.yml` names one with `model:`.

To add a model: write a module with a `Money…` table (its shape in the file), `problems` (what a
loader should refuse) and `lines` (what it gives), and add it to the three places below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scoring.models import domain_sum
from scoring.strict_yaml import Problem

if TYPE_CHECKING:
    from scoring.allocation import Line
    from scoring.scheme import Answers, Domain, Scheme

MoneyTable = domain_sum.DomainSumTable
"""With a second model this becomes a union that pydantic tells apart by `model`."""


def problems_with_money(table: MoneyTable, domains: Sequence[Domain]) -> list[Problem]:
    """What is wrong with a table for these questions; empty when all is well."""
    return domain_sum.problems(table, domains)


def lines(table: MoneyTable, scheme: Scheme, answers: Answers) -> list[Line]:
    """The lines of an allocation, each with its reasons."""
    return domain_sum.lines(table, scheme, answers)
