"""Signs of danger in typed words: patterns, and two models that give a second opinion.

`docs/safety.md` says how well this does on sentences it was not made from, and what it cannot do. So urgent help is on
every page, whatever is read here. Nothing read here is scored, kept or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import numpy as np
from pydantic import Field

from scoring.danger_words import Danger, Level, look_for_welsh, look_for_words
from scoring.reader import Reader
from scoring.scheme import Question, names_of, normalise
from scoring.second_opinion import CLASSES, KINDS, Counter, Floats, need
from scoring.strict_yaml import DataError, Strict, load

DANGER_OF: dict[str, Danger] = {
    "life": "life",
    "self-harm": "life",
    "overdose": "medical",
    "medical": "medical",
    "abuse": "abuse",
    "neglect": "abuse",
    "child": "child",
    "others": "others",
    "needs": "needs",
}
"""What kind of help each kind of line is answered with."""


SURE_OF_THE_KIND = 0.6
"""Below this, a pattern knows better than the models which kind of help is needed."""


ANSWER_FROM, ANSWER_FULLY = 0.4, 0.7
"""Words this near (cosine) to what people answer to the open question begin to look like an answer; this near, they
surely do. Half of the answers in whole talks are nearer than 0.67, a line about danger is mostly near 0.2."""
ANSWER_COUNTS = 0.9
"""How much less the models' opinion then counts: "he'll go if I am next to him", asked about getting out."""


@dataclass(frozen=True)
class Stretch:
    """A typed text, or one of its parts.

    Attributes:
        read: what the sentence model makes of it, where that is.
        likeness: how near it is to what people answer to the open question (`SchemeMeanings.likeness`).
    """

    text: str
    read: Floats | None = None
    likeness: float = 0.0


@dataclass(frozen=True)
class Sign:
    """What was seen. `clear` pauses the questions; `possible` adds two kind sentences and goes on."""

    danger: Danger
    level: Level


Share = Annotated[float, Field(ge=0, le=1)]


class Limits(Strict):
    """From where on the models' opinion counts. Set by `python -m evaluation.limits` on voices kept back for it."""

    clear: Share
    possible: Share
    hard_counts: Share
    """How much a text that only looks like danger counts towards `possible`."""
    with_a_word: Share
    """From where on a pattern counts, as clear or possible as it is. Below, it is one of many words."""


class AllLimits(Strict):
    """The limits in the gateway, which has both models, and in the dialogue, which has the small one."""

    gateway: Limits
    dialogue: Limits


class Watch:
    """Looks at typed words, in one place."""

    def __init__(self, limits: Limits, counter: Counter) -> None:
        self.limits, self._counter = limits, counter

    def likely(self, text: str, read: Floats | None) -> Floats:
        """How likely each of `CLASSES` is. `read`: what the sentence model makes of it, where that is."""
        counted = self._counter.read(text)
        return counted if read is None else np.asarray((read * 2 + counted) / 3, dtype=np.float32)

    def look(self, *stretches: Stretch) -> Sign | None:
        """What a text and its parts may be a sign of; None for most. Danger in one sentence of many is not thinned."""
        return strongest(
            sign
            for one in stretches
            if one.text.strip()
            for sign in (
                _in_welsh(one.text),
                judge(self.likely(one.text, one.read), look_for_words(one.text), self.limits, one.likeness),
            )
        )


def _in_welsh(text: str) -> Sign | None:
    danger = look_for_welsh(text)
    return Sign(danger, "clear") if danger else None


def strongest(signs: Iterable[Sign | None]) -> Sign | None:
    """The first clear sign, else the first possible one."""
    found = [sign for sign in signs if sign is not None]
    return next((sign for sign in found if sign.level == "clear"), found[0] if found else None)


def is_our_own(question: Question | None, text: str) -> bool:
    """Whether somebody only typed the words of an option, or a number: what we wrote ourselves is no sign."""
    if question is None:
        return False
    typed = normalise(text)
    return typed.isdigit() or any(typed in names_of(option) for option in question.all_options)


def judge(likely: Floats, words: tuple[Danger, Level] | None, limits: Limits, likeness: float = 0.0) -> Sign | None:
    """The models' opinion and the patterns' together, seen beside the question that is open."""
    needed = need(likely) * discount(likeness)
    read = DANGER_OF[KINDS[int(np.argmax(likely[: len(KINDS)]))]]
    words = words if needed >= limits.with_a_word else None
    danger = words[0] if words and float(np.max(likely[: len(KINDS)])) < SURE_OF_THE_KIND else read
    if needed >= limits.clear or (words and words[1] == "clear"):
        return Sign(danger, "clear")
    if (
        words
        or needed + limits.hard_counts * discount(likeness) * float(likely[CLASSES.index("hard")]) >= limits.possible
    ):
        return Sign(danger, "possible")
    return None


def discount(likeness: float) -> float:
    """What the models' opinion is multiplied with: 1 for words that are like no answer to the open question."""
    share = (likeness - ANSWER_FROM) / (ANSWER_FULLY - ANSWER_FROM)
    return 1 - ANSWER_COUNTS * min(1.0, max(0.0, share))


Place = Literal["gateway", "dialogue"]


def load_watch(data: Path, place: Place) -> Watch:
    """The check for one place. The gateway gives it the sentence model's opinion too.

    Raises:
        DataError: when the model or the limits are missing.
    """
    folder = data / "safety"
    limits = load(folder / "limits.yml", AllLimits)
    return Watch(getattr(limits, place), _model(Counter, folder / "counter.npz"))


@lru_cache(maxsize=1)
def load_reader(data: Path) -> Reader:
    """The sentence model, unpacked once. Raises `DataError` when it is missing."""
    return _model(Reader, data / "reading" / "reader.npz")


Model = TypeVar("Model")


def _model(kind: Callable[[Path], Model], path: Path) -> Model:
    try:
        return kind(path)
    except FileNotFoundError:
        mend = "Get it from the repository, or make it: make reader"
        raise DataError([f"{path}: this model is missing. {mend}"]) from None
