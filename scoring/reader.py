"""Typed words as a vector, by a small sentence model that runs with NumPy alone.

`data/reading/reader.npz` is all-MiniLM-L6-v2 (Apache-2.0), taught further on invented lines and kept as whole numbers.
One pass over a text gives what every other part needs: a vector for its meaning, and how likely each kind of danger
is. Only the gateway holds the model; Rasa and the actions get the vectors with the message.

Pure: words in, numbers out; nothing is kept. `make reader` teaches it anew.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scoring.second_opinion import Floats, likely, need
from scoring.wordpiece import piece_ids

WIDTH = 384
LONGEST = 96
"""Pieces that are read at once. A longer text is read in parts that overlap."""
MOST = 2048
"""Pieces that are read of a text at all; the gateway never hands on so many."""
AN_END, ENDS_FROM = 16, 64
"""Pieces at either end of a text that are looked at for danger by themselves, and from how many pieces on: there it is
often said, before or after a lot of other things with no full stop."""
HEADS = 12
TOGETHER = 32
MOST_PARTS = 8
"""Sentences of one message that are read one by one."""


@dataclass(frozen=True)
class Reading:
    """What the model makes of a text.

    Attributes:
        meaning: a unit vector of `WIDTH`; near another where two texts mean much the same.
        danger: how likely each of `second_opinion.CLASSES` is; of a long text, the part that most needs help.
    """

    meaning: Floats
    danger: Floats


class Reader:
    """The sentence model. About 55 MB in memory, about 10 ms for a sentence on one core."""

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

    def read(self, text: str) -> Reading:
        """One text, however long."""
        ids = piece_ids(text, self._vocabulary, MOST)
        inner = ids[1:-1]
        starts = range(0, len(inner), LONGEST * 3 // 4)
        parts = [ids] if len(ids) <= LONGEST else [[ids[0], *inner[n : n + LONGEST - 2], ids[-1]] for n in starts]
        read = [self._read([part])[0] for part in parts]
        ends = [[ids[0], *end, ids[-1]] for end in (inner[:AN_END], inner[-AN_END:])] if len(ids) > ENDS_FROM else []
        worst = max((one.danger for one in (*read, *(self._read([end])[0] for end in ends))), key=need)
        return Reading(unit(np.mean([one.meaning for one in read], axis=0)), worst)

    def read_parts(self, text: str) -> list[tuple[str, Reading]]:
        """A text, and then each of its parts if it has several."""
        parts = parts_of(text)
        others = parts if len(parts) > 1 else []
        return [(text, self.read(text)), *zip(others, self.read_many(others), strict=True)]

    def read_many(self, texts: Sequence[str]) -> list[Reading]:
        """Many short texts. Those of one length are read together."""
        ids = [piece_ids(text, self._vocabulary, LONGEST) for text in texts]
        found: dict[int, Reading] = {}
        order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
        start = 0
        while start < len(order):
            length = len(ids[order[start]])
            rows = [n for n in order[start : start + TOGETHER] if len(ids[n]) == length]
            found.update(zip(rows, self._read([ids[n] for n in rows]), strict=True))
            start += len(rows)
        return [found[n] for n in range(len(texts))]

    def meanings(self, texts: Sequence[str]) -> Floats:
        """The vectors of many short texts, a row each."""
        return np.array([one.meaning for one in self.read_many(texts)], dtype=np.float32).reshape(-1, WIDTH)

    def _read(self, rows: list[list[int]]) -> list[Reading]:
        """Rows of one length."""
        ids = np.array(rows)
        state: Floats = self._words[ids].astype(np.float32) * self._word_scales[ids][..., None]
        state = self._normed(state + self._parts["positions"][: ids.shape[1]], "first")
        for number in range(self._layers):
            name = f"layer{number}"
            state = self._normed(state + self._attention(state, name), f"{name}.after_attention")
            inner = _gelu(self._linear(state, f"{name}.inner"))
            state = self._normed(state + self._linear(inner, f"{name}.outer"), f"{name}.after_inner")
        mean = state.mean(axis=1)
        return [Reading(unit(one), likely(self._linear(one[None], "danger")[0])) for one in mean]

    def _attention(self, state: Floats, name: str) -> Floats:
        count, length, width = state.shape
        query, key, value = (
            self._linear(state, f"{name}.{part}").reshape(count, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS))
        weights: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return self._linear((weights @ value).transpose(0, 2, 1, 3).reshape(count, length, width), f"{name}.output")

    def _linear(self, state: Floats, name: str) -> Floats:
        flat: Floats = state.reshape(-1, state.shape[-1]) @ self._parts[f"{name}.weight"].T
        flat += self._parts[f"{name}.bias"]
        return flat.reshape(*state.shape[:-1], -1)

    def _normed(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        result: Floats = centred / scale * self._parts[f"{name}.weight"] + self._parts[f"{name}.bias"]
        return result


_BREAK = re.compile(
    r"(?<=[.!?;])\s+|\n+|,?\s+(?=but\b|although\b|whereas\b|then again\b|other (?:days|weeks|nights|mornings)\b|"
    r"and (?:also|on|my|i|the|then)\b)|"
    r",\s+(?=(?:on )?(?:a |the |my )?(?:good|bad|rough|better|worse|decent|rotten) \w+)"
)


def parts_of(text: str) -> list[str]:
    """The sentences of a message, and the halves around "but"; at most `MOST_PARTS`. A short message has one."""
    found = [part.strip(" ,") for part in _BREAK.split(text) if len(part.split()) > 1]
    return found[:MOST_PARTS] or [text]


def unit(vector: Floats) -> Floats:
    """The vector at length one."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)


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
    scaled = np.abs(values)
    scaled *= np.float32(0.7071067811865476)
    step = scaled * np.float32(0.3275911)
    step += 1
    np.reciprocal(step, out=step)
    curve = step * np.float32(1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):  # in place: this is half of all the time
        curve += np.float32(factor)
        curve *= step
    scaled *= scaled
    np.negative(scaled, out=scaled)
    np.exp(scaled, out=scaled)
    curve *= scaled
    np.subtract(1, curve, out=curve)
    np.copysign(curve, values, out=curve)
    curve += 1
    curve *= values
    curve *= np.float32(0.5)
    return curve


def carried(vector: Floats) -> str:
    """A unit vector as letters, to send with a message: one whole number for each place."""
    scaled = vector / max(float(np.abs(vector).max()), 1e-9) * 127
    return base64.b64encode(np.rint(scaled).astype(np.int8).tobytes()).decode("ascii")


def from_carried(letters: str) -> Floats:
    """The unit vector that was sent. Raises `ValueError` for other letters."""
    vector = np.frombuffer(base64.b64decode(letters, validate=True), dtype=np.int8).astype(np.float32)
    if vector.shape != (WIDTH,):
        raise ValueError(f"A vector has {WIDTH} places, this has {vector.size}.")
    return unit(vector)
