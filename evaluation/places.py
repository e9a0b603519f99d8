"""A text as the running system sees it: looked at in the gateway, and again in the dialogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.lines import Line
from scoring.danger_words import Danger, Level, look_for_words
from scoring.safety import AllLimits, Sign, Watch, judge
from scoring.second_opinion import Floats


@dataclass(frozen=True)
class Read:
    """A line with what each place makes of it, before any limit."""

    line: Line
    gateway: Floats
    dialogue: Floats
    words: tuple[Danger, Level] | None


def read_all(lines: list[Line], gateway: Watch, dialogue: Watch) -> list[Read]:
    """Every line, read in both places."""
    return [
        Read(line, gateway.likely(line.text), dialogue.likely(line.text), look_for_words(line.text)) for line in lines
    ]


def seen(read: Read, limits: AllLimits) -> Sign | None:
    """What the person is answered with: the stronger of the two places."""
    first = judge(read.gateway, read.words, limits.gateway)
    if first is not None and first.level == "clear":
        return first
    second = judge(read.dialogue, read.words, limits.dialogue)
    if second is not None and second.level == "clear":
        return second
    return first or second


@dataclass(frozen=True)
class Rates:
    """Shares of lines with any reply, and with a clear one."""

    lines: int
    any: float
    clear: float


def rates(signs: list[Sign | None]) -> Rates:
    """Of these signs."""
    count = max(1, len(signs))
    clear = sum(sign is not None and sign.level == "clear" for sign in signs)
    return Rates(len(signs), sum(sign is not None for sign in signs) / count, clear / count)


def interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z2 = 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = 1.96 / (1 + z2 / count) * float(np.sqrt(share * (1 - share) / count + z2 / (4 * count**2)))
    return max(0.0, middle - half), min(1.0, middle + half)


Mask = npt.NDArray[np.bool_]
