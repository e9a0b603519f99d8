"""What kinds of danger there are, and a second opinion beside the patterns: counts of words, weighed.

`Counter` was taught on the invented lines in `data/safety/lines`; it knows nothing of meaning. The sentence model
(`reader.py`) gives its opinion in the same classes. `make reader` makes both; `make evaluate` measures them.

Pure: words in, numbers out; nothing is kept.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.scheme import normalise

KINDS = ("life", "self-harm", "overdose", "medical", "abuse", "neglect", "child", "others", "needs")
CLASSES = (*KINDS, "hard", "ordinary")
"""Needs help for one of nine reasons; looks like it and does not; plain words."""
Floats = npt.NDArray[np.floating[Any]]
BUCKETS = 1 << 16
_REPEATED = re.compile(r"(.)\1{2,}")


class Counter:
    """Counts of words, pairs of words and letter groups, weighed. About 2 MB, well under a millisecond."""

    def __init__(self, path: Path) -> None:
        """Load `counter.npz`."""
        with np.load(path) as stored:
            self._weights = stored["weights"].astype(np.float32)
            self._bias = stored["bias"].astype(np.float32)
            self._idf = stored["idf"].astype(np.float32)

    def read(self, text: str) -> Floats:
        """How likely each class is."""
        places, counts = counted(text)
        values = (1 + np.log(counts)) * self._idf[places]
        length = float(np.sqrt((values**2).sum())) or 1.0
        return likely((values / length).astype(np.float32) @ self._weights[places] + self._bias)


def counted(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The places of a text's features among `BUCKETS`, and how often each is there."""
    found: dict[int, int] = {}
    for feature in _features(text):
        place = _place(feature)
        found[place] = found.get(place, 0) + 1
    return np.fromiter(found, dtype=np.int64), np.fromiter(found.values(), dtype=np.float32)


@lru_cache(maxsize=1 << 15)
def _place(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8")) % BUCKETS


def _features(text: str) -> Iterator[str]:
    words = normalise(text).split()
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        yield word
        yield f"{word} {after}"
        around = "<" + _REPEATED.sub(r"\1\1", word) + ">"
        for size in (3, 4, 5):
            for start in range(len(around) - size + 1):
                yield f"#{around[start : start + size]}"


def need(likely: Floats) -> float:
    """How likely it is that help is needed, whatever the reason."""
    return float(likely[: len(KINDS)].sum())


def likely(scores: Floats) -> Floats:
    """Scores as shares of one."""
    raised = np.exp(scores - np.max(scores))
    return np.asarray(raised / raised.sum(), dtype=np.float32)
