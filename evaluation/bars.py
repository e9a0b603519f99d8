"""A thing that was asked for, beside what was found."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One thing that was asked for."""

    name: str
    wanted: float
    at_least: bool
    found: float
    lines: int

    @property
    def met(self) -> bool:
        """Whether it is so."""
        return self.found >= self.wanted if self.at_least else self.found <= self.wanted

    def row(self) -> str:
        """A row of the report."""
        low, high = interval(self.found, self.lines)
        bound = f"{'at least' if self.at_least else 'at most'} {self.wanted:.2f}"
        told = "met" if self.met else "**not met**"
        return f"| {self.name} | {bound} | {self.found:.3f} | {low:.3f} to {high:.3f} | {self.lines} | {told} |"


def interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z2 = 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = 1.96 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)
