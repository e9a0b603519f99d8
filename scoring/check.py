"""Whether a scheme does what its worked examples say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scoring.allocation import Allocation, allocate
from scoring.pounds import Money, decimal_string
from scoring.scheme import Case, NoFigures, Scheme


def amount_words(money: Money | None) -> str:
    """`450.00`, `0.00 to 450.00` or `outside`: how a case writes an amount."""
    if money is None:
        return "outside"
    if money.exact:
        return decimal_string(money.low)
    return f"{decimal_string(money.low)} to {decimal_string(money.high)}"


def failing_cases(scheme: Scheme, today: dt.date) -> Iterator[str]:
    """One sentence for each case that does not hold, with what was expected and what came out."""
    for case in scheme.cases:
        try:
            allocation = allocate(scheme, case.answers, case.on or today)
        except NoFigures as error:
            yield f"“{case.name}”: {error}"
            continue
        yield from _differences(case, allocation)


def _differences(case: Case, allocation: Allocation) -> Iterator[str]:
    lines = {line.domain: amount_words(line.amount) for line in allocation.lines}
    for domain, wanted in case.lines.items():
        if lines.get(domain) != wanted:
            yield f"“{case.name}”: {domain} should be {wanted}, and is {lines.get(domain, 'not there')}."
    total = amount_words(allocation.indicative)
    if case.total is not None and total != case.total:
        yield f"“{case.name}”: the total should be {case.total}, and is {total}."
