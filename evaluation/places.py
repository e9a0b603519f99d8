"""A text as the running system sees it: looked at in the gateway, and again in the dialogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.lines import Line
from scoring.danger_words import Danger, Level, look_for_words
from scoring.reader import Reader
from scoring.safety import AllLimits, Sign, Watch, judge
from scoring.second_opinion import Floats


@dataclass(frozen=True)
class Read:
    """A line with what each place makes of it, before any limit."""

    line: Line
    gateway: Floats
    dialogue: Floats
    words: tuple[Danger, Level] | None


def read_all(lines: list[Line], reader: Reader, watch: Watch) -> list[Read]:
    """Every line, read in both places; of a watch, only its counts are used."""

    def read(line: Line) -> Read:
        both = watch.likely(line.text, reader.read(line.text).danger)
        return Read(line, both, watch.likely(line.text, None), look_for_words(line.text))

    return [read(line) for line in lines]


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


Mask = npt.NDArray[np.bool_]
