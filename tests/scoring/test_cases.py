"""Every worked example of every scheme holds."""

from __future__ import annotations

import datetime as dt

import pytest

from scoring.allocation import allocate
from scoring.library import load_library
from scoring.models.domain_sum import DomainSum
from scoring.pounds import Money, decimal_string
from scoring.scheme import Case, Scheme
from tests.conftest import DATA

SCHEMES = load_library(DATA).schemes.all()
CASES = [(scheme, case) for scheme in SCHEMES for case in scheme.cases]


def as_words(money: Money) -> str:
    if money.exact:
        return decimal_string(money.low)
    return f"{decimal_string(money.low)} to {decimal_string(money.high)}"


@pytest.mark.parametrize(("scheme", "case"), CASES, ids=[f"{scheme.id}: {case.name}" for scheme, case in CASES])
def test_case(scheme: Scheme, case: Case) -> None:
    allocation = allocate(scheme, case.answers, case.on or dt.date(2026, 11, 22))
    lines = {line.domain: as_words(line.amount) for line in allocation.lines}
    assert {domain: lines[domain] for domain in case.lines} == dict(case.lines)
    if case.total is not None:
        assert (as_words(allocation.indicative) if allocation.indicative else "outside") == case.total


@pytest.mark.parametrize(
    "scheme", [one for one in SCHEMES if isinstance(one.money[0], DomainSum)], ids=lambda one: one.id
)
def test_each_threshold_has_a_case_on_it_and_one_just_under_it(scheme: Scheme) -> None:
    """The points that the cases reach, domain by domain, hold each row's first number and the one before it."""
    reached: dict[str, set[int]] = {domain.id: set() for domain in scheme.domains}
    for case in scheme.cases:
        for line in allocate(scheme, case.answers, case.on or dt.date(2026, 11, 22)).lines:
            if line.domain in case.lines and line.points.low == line.points.high:
                reached[line.domain].add(line.points.low)
    table = scheme.money[0]
    assert isinstance(table, DomainSum)
    for domain, rows in table.domains.items():
        for row in rows[1:]:
            assert {row.points.first - 1, row.points.first} <= reached[domain], f"{domain} at {row.points.first} points"
