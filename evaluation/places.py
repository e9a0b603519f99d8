"""A text as the running system sees it: looked at in the gateway, and again in the dialogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.lines import Line
from scoring.danger_words import Danger, Level, look_for_words
from scoring.reader import Reader, Reading
from scoring.safety import AllLimits, Place, Sign, Watch, judge, strongest
from scoring.second_opinion import Floats


@dataclass(frozen=True)
class Looked:
    """A text or a part of it, with what each place makes of it before any limit."""

    gateway: Floats
    dialogue: Floats
    words: tuple[Danger, Level] | None
    likeness: float


@dataclass(frozen=True)
class Read:
    """A line: the whole of it first, then its parts if it has several."""

    line: Line
    looked: tuple[Looked, ...]


def read_all(lines: list[Line], reader: Reader, watch: Watch, likeness: Likeness | None = None) -> list[Read]:
    """Every line, read in both places; of a watch, only its counts are used.

    Args:
        likeness: of the n-th line, how near a vector is to answers to the question that is open; without it, none is.
    """

    def look(number: int, text: str, read: Reading) -> Looked:
        near = likeness(number, read.meaning) if likeness else 0.0
        return Looked(watch.likely(text, read.danger), watch.likely(text, None), look_for_words(text), near)

    return [
        Read(line, tuple(look(number, text, read) for text, read in reader.read_parts(line.text)))
        for number, line in enumerate(lines)
    ]


def seen_in(place: Place, read: Read, limits: AllLimits) -> Sign | None:
    """What one place alone answers."""
    return strongest(judge(getattr(one, place), one.words, getattr(limits, place), one.likeness) for one in read.looked)


def seen(read: Read, limits: AllLimits) -> Sign | None:
    """What the person is answered with: the stronger of the two places."""
    return strongest((seen_in("gateway", read, limits), seen_in("dialogue", read, limits)))


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


Likeness = Callable[[int, Floats], float]
Mask = npt.NDArray[np.bool_]
