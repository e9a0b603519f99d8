"""The bar chart of an allocation: the same lines as the table, as SVG attributes."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.allocation import Allocation

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
