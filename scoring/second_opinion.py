"""A second opinion on danger in typed words, beside the rules: two small models that were taught on invented lines.

`Reader` is a sentence model (all-MiniLM-L6-v2, Apache-2.0, taught further on the lines in `data/safety/lines`), kept
as whole numbers in `data/safety/reader.npz` and run with NumPy. `Counter` counts words and letter groups; it is a
hundred times smaller and knows nothing of meaning. `make safety-model` makes both; `make evaluate` measures them.

Both give, for each of `CLASSES`, how likely it is. Pure: words in, numbers out; nothing is kept.
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
from scoring.wordpiece import piece_ids

KINDS = ("life", "self-harm", "overdose", "medical", "abuse", "neglect", "child", "others", "needs")
CLASSES = (*KINDS, "hard", "ordinary")
"""Needs help for one of nine reasons; looks like it and does not; plain words."""
Floats = npt.NDArray[np.floating[Any]]
LONGEST = 96
"""Pieces that are read at once. A longer text is read in parts that overlap; the worst part counts."""
MOST = 2048
"""Pieces that are read of a text at all; the gateway never hands on so many."""
HEADS = 12
BUCKETS = 1 << 16
_REPEATED = re.compile(r"(.)\1{2,}")


class Reader:
    """The sentence model. About 55 MB in memory, about 15 ms for a sentence on one core."""

    def __init__(self, path: Path) -> None:
        """Load `reader.npz` and unpack its whole numbers."""
        with np.load(path) as stored:
            self._words = stored["words"]  # stays packed: a sentence needs a few rows of it
            self._word_scales = stored["words_scale"].astype(np.float32)
            self._parts = {
                name: _unpacked(stored, name)
                for name in stored.files
                if not name.endswith("_scale") and name not in ("words", "vocabulary")
            }
            pieces = bytes(stored["vocabulary"]).decode("utf-8").split("\n")
        self._vocabulary = {piece: number for number, piece in enumerate(pieces)}
        self._layers = sum(name.endswith(".query.weight") for name in self._parts)

    def read(self, text: str) -> Floats:
        """How likely each class is. Of a long text, the part that most needs help."""
        ids = piece_ids(text, self._vocabulary, MOST)
        if len(ids) <= LONGEST:
            return self._read(ids)
        inner = ids[1:-1]
        parts = [inner[n : n + LONGEST - 2] for n in range(0, len(inner), LONGEST * 3 // 4)]
        read = [self._read([ids[0], *part, ids[-1]]) for part in parts]
        return max(read, key=need)

    def _read(self, ids: list[int]) -> Floats:
        state: Floats = self._words[ids].astype(np.float32) * self._word_scales[ids, None]
        state = self._normed(state + self._parts["positions"][: len(ids)], "first")
        for number in range(self._layers):
            name = f"layer{number}"
            state = self._normed(state + self._attention(state, name), f"{name}.after_attention")
            inner = _gelu(self._linear(state, f"{name}.inner"))
            state = self._normed(state + self._linear(inner, f"{name}.outer"), f"{name}.after_inner")
        return _likely(self._linear(state.mean(axis=0, keepdims=True), "head")[0])

    def _attention(self, state: Floats, name: str) -> Floats:
        length, width = state.shape
        query, key, value = (
            self._linear(state, f"{name}.{part}").reshape(length, HEADS, width // HEADS).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // HEADS))
        weights: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return self._linear((weights @ value).transpose(1, 0, 2).reshape(length, width), f"{name}.output")

    def _linear(self, state: Floats, name: str) -> Floats:
        result: Floats = state @ self._parts[f"{name}.weight"].T + self._parts[f"{name}.bias"]
        return result

    def _normed(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        result: Floats = centred / scale * self._parts[f"{name}.weight"] + self._parts[f"{name}.bias"]
        return result


def _likely(scores: Floats) -> Floats:
    """Scores as shares of one."""
    raised = np.exp(scores - np.max(scores))
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def _unpacked(stored: np.lib.npyio.NpzFile, name: str) -> Floats:
    values: Floats = stored[name].astype(np.float32)
    if f"{name}_scale" in stored.files:
        values *= stored[f"{name}_scale"].astype(np.float32)[:, None]
    return values


def packed(values: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Rows as whole numbers from -127 to 127, and what each row is to be multiplied by."""
    scale = np.maximum(np.abs(values).max(axis=1) / 127, 1e-8).astype(np.float16)
    return np.clip(np.rint(values / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8), scale


def _gelu(values: Floats) -> Floats:
    """The exact curve needs erf, which NumPy has not; this one (Abramowitz and Stegun 7.1.26) is within 0.0000002."""
    scaled = np.abs(values) * np.float32(0.7071067811865476)
    step = 1 / (1 + np.float32(0.3275911) * scaled)
    curve = step * (
        np.float32(0.254829592)
        + step
        * (
            np.float32(-0.284496736)
            + step * (np.float32(1.421413741) + step * (np.float32(-1.453152027) + step * np.float32(1.061405429)))
        )
    )
    erf = np.sign(values) * (1 - curve * np.exp(-scaled * scaled))
    result: Floats = values * (1 + erf) / 2
    return result


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
        return _likely((values / length).astype(np.float32) @ self._weights[places] + self._bias)


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
