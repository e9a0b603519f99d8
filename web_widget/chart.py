"""The bar chart of an allocation: the same lines as the table, as SVG attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.allocation import Allocation
from scoring.reviewing import RATED, BeforeAfter

WIDTH = 100
"""Bar widths are hundredths of the widest bar."""


@dataclass(frozen=True)
class Bar:
    """One line: what is certain, and what it could still add. Widths out of `WIDTH`."""

    title: str
    sure: float
    maybe: float


def bars(allocation: Allocation) -> list[Bar]:
    """A bar for each line that gives or could give money."""
    most = max((line.amount.high for line in allocation.lines), default=0)
    if most == 0:
        return []
    scale = WIDTH / most
    return [
        Bar(line.title, round(line.amount.low * scale, 2), round((line.amount.high - line.amount.low) * scale, 2))
        for line in allocation.lines
        if line.amount.high
    ]


@dataclass(frozen=True)
class Pair:
    """Two bars under one title, out of `WIDTH`; None where there is nothing to draw."""

    title: str
    before: float | None
    after: float | None


def pairs(rated: Sequence[BeforeAfter]) -> list[Pair]:
    """Real wealth before and after. The lowest rating has a short bar, so that it is not mistaken for none said."""
    step = WIDTH / len(RATED)

    def wide(rating: int | None) -> float | None:
        return None if rating is None else (rating + 1) * step

    return [Pair(one.title, wide(one.before), wide(one.after)) for one in rated]
