"""Which option of a question some words mean, learnt from phrases (`phrases.py`) in the vectors of `reader.py`.

For each option the mean of its phrases; how phrases that mean the same differ is measured over all questions of all
schemes together (linear discriminant analysis with one pooled, shrunken covariance). Beside it, how near the nearest
few phrases of the option are. Neither needs training in steps; a new question is learnt from a handful of phrases.

Pure: vectors in, likelihoods out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.phrases import Phrase
from scoring.reader import WIDTH, unit
from scoring.scheme import Scheme
from scoring.second_opinion import Floats, likely

WHOLE = 127 * 4
"""What a unit vector's places are multiplied with to be kept as whole numbers; the largest is well under a quarter."""
SHRINK = 0.5
"""How far the pooled covariance is drawn to its mean variance."""


BY_SHORT_AND_TEXT, BY_ANSWERS = np.array([7.0, 10.0], dtype=np.float32), 14.0
"""How much the cosine with a question's short name, with its text and with its answers tells of what words speak of:
logistic regression on the lines of the voices that teach `command_change`, each labelled with its question (no command
repeats this; `make evaluate` measures what it gives)."""
NAMED_SURE = 0.55
"""How likely one question must be. Wrongly opened, it can be left again, and nothing is lost."""
NEAREST, NEAR = 3, 200.0
"""How many phrases of an option count as the nearest, and how much their nearness counts beside the planes."""


@dataclass(frozen=True)
class Choices:
    """The classes of one decision: their names, the plane of each, and their phrases."""

    names: tuple[str, ...]
    planes: Floats
    """One row a class: `WIDTH` weights and a constant."""
    phrases: npt.NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, WIDTH), dtype=np.int8))
    """One row a phrase, as whole numbers."""
    owners: npt.NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    """The class of each phrase."""

    def scores(self, meaning: Floats) -> Floats:
        """How well each class fits; higher is better."""
        found = np.asarray(self.planes[:, :WIDTH] @ meaning + self.planes[:, WIDTH], dtype=np.float32)
        if not len(self.owners):
            return found
        near = self.phrases.astype(np.float32) / np.float32(WHOLE) @ meaning
        best = [np.sort(near[self.owners == n])[-NEAREST:].mean() for n in range(len(self.names))]
        return np.asarray(found + np.float32(NEAR) * np.array(best), dtype=np.float32)

    def likeness(self, meaning: Floats) -> float:
        """How near words are to those that people answer this with: the mean cosine of the nearest few phrases."""
        if not len(self.owners):
            return 0.0
        near = self.phrases.astype(np.float32) / np.float32(WHOLE) @ meaning
        return float(np.sort(near)[-NEAREST:].mean())


NO_CHOICES = Choices((), np.zeros((0, WIDTH + 1), dtype=np.float32))


@dataclass(frozen=True)
class SchemeMeanings:
    """One scheme: the options of each question, and the questions themselves."""

    options: Mapping[str, Choices]
    questions: Choices
    asked: Mapping[str, Floats] = field(default_factory=dict)
    """The vectors of each question's short name and of its text, a row each."""
    changing: Floats = field(default_factory=lambda: np.zeros(WIDTH, dtype=np.float32))
    """What all wishes to change an answer have in common: the mean of their vectors."""

    def named(self, candidates: Collection[str], meaning: Floats) -> str | None:
        """The one of these questions that words speak of ("washing is worse than i said"); None if none is likely."""
        if not self.asked:
            return None
        about = unit(meaning - self.changing)
        names = list(self.asked)
        fits = [
            float(BY_SHORT_AND_TEXT @ (self.asked[one] @ about)) + BY_ANSWERS * self.likeness(one, about)
            for one in names
        ]
        shares = likely(np.array(fits, dtype=np.float32))
        first = int(np.argmax(shares))
        return names[first] if names[first] in candidates and shares[first] >= NAMED_SURE else None

    def likeness(self, question_id: str | None, meaning: Floats) -> float:
        """How much words are like an answer to a question; 0 where none is open, or nothing was learnt of it."""
        choices = self.options.get(question_id or "")
        return choices.likeness(meaning) if choices else 0.0


NOTHING_LEARNT = SchemeMeanings({}, NO_CHOICES)
"""For a scheme that was added after the training: only exact words are understood."""


def key_of(scheme: Scheme) -> str:
    """What a scheme's meanings are kept under."""
    return f"{scheme.id} {scheme.version}"


def learn(
    schemes: Mapping[str, Sequence[tuple[Phrase, Floats]]],
    asked: Mapping[str, Mapping[str, Floats]] | None = None,
    changes: Sequence[Floats] = (),
) -> dict[str, SchemeMeanings]:
    """Learn every scheme's options and questions from phrases with their vectors. Keys as of `key_of`.

    Args:
        asked: for each scheme, the vectors of each question's own words.
        changes: the vectors of wishes to change an answer.
    """
    changing = np.mean(changes, axis=0) if len(changes) else np.zeros(WIDTH, dtype=np.float32)
    grouped: dict[tuple[str, str, str], list[Floats]] = {}
    for key, pairs in schemes.items():
        for phrase, vector in pairs:
            grouped.setdefault((key, phrase.question_id, phrase.option_id), []).append(vector)
    inverse = _inverse_covariance(list(grouped.values()))
    found = {}
    for key in schemes:
        questions = dict.fromkeys(question for scheme, question, _ in grouped if scheme == key)
        options = {}
        for question in questions:
            mine = {o: v for (s, q, o), v in grouped.items() if (s, q) == (key, question)}
            plain = _choices(tuple(mine), [np.mean(v, axis=0) for v in mine.values()], inverse)
            owners = np.repeat(np.arange(len(mine)), [len(v) for v in mine.values()]).astype(np.int16)
            options[question] = replace(plain, phrases=_whole(np.concatenate(list(mine.values()))), owners=owners)
        centres = [
            np.mean([v for (s, q, _), vs in grouped.items() if (s, q) == (key, one) for v in vs], axis=0)
            for one in questions
        ]
        planes = _choices(tuple(questions), centres, inverse)
        found[key] = SchemeMeanings(options, planes, (asked or {}).get(key, {}), changing)
    return found


def _whole(vectors: Floats) -> npt.NDArray[np.int8]:
    return np.clip(np.rint(vectors * WHOLE), -127, 127).astype(np.int8)


def _inverse_covariance(groups: Sequence[Sequence[Floats]]) -> Floats:
    """How phrases of one meaning differ, over all meanings, shrunken so that it can be turned round."""
    spread = np.concatenate([np.array(group) - np.mean(group, axis=0) for group in groups if len(group) > 1])
    freedom = len(spread) - sum(len(group) > 1 for group in groups)
    covariance = spread.T @ spread / max(1, freedom)
    level = float(np.trace(covariance)) / WIDTH
    return np.asarray(np.linalg.inv((1 - SHRINK) * covariance + SHRINK * level * np.eye(WIDTH)), dtype=np.float32)


def _choices(names: tuple[str, ...], centres: Sequence[Floats], inverse: Floats) -> Choices:
    middle = np.array(centres)
    weights = middle @ inverse
    constants = -0.5 * (weights * middle).sum(axis=1, keepdims=True)
    return Choices(names, np.hstack([weights, constants]).astype(np.float32))


def save(meanings: Mapping[str, SchemeMeanings], path: Path) -> None:
    """Write what was learnt."""
    kept: dict[str, npt.NDArray[Any]] = {}
    for key, one in meanings.items():
        for question, choices in (*one.options.items(), ("", one.questions)):
            kept[f"{key}/{question}/names"] = np.array(choices.names)
            kept[f"{key}/{question}/planes"] = choices.planes
            kept[f"{key}/{question}/phrases"] = choices.phrases
            kept[f"{key}/{question}/owners"] = choices.owners
        kept[f"{key}//changing"] = one.changing
        for question, vectors in one.asked.items():
            kept[f"{key}/{question}/asked"] = vectors
    np.savez(path, allow_pickle=False, **kept)


def load(path: Path) -> dict[str, SchemeMeanings]:
    """Read what was learnt. Raises `FileNotFoundError`."""
    found: dict[str, dict[str, Choices]] = {}
    asked: dict[str, dict[str, Floats]] = {}
    changing: dict[str, Floats] = {}
    with np.load(path) as stored:
        for name in stored.files:
            key, question, part = name.split("/")
            if part == "asked":
                asked.setdefault(key, {})[question] = stored[name]
            elif part == "changing":
                changing[key] = stored[name]
            elif part == "names":
                parts = (stored[f"{key}/{question}/{part}"] for part in ("planes", "phrases", "owners"))
                found.setdefault(key, {})[question] = Choices(tuple(stored[name].tolist()), *parts)
    return {
        key: SchemeMeanings(
            {question: choices for question, choices in one.items() if question},
            one[""],
            asked.get(key, {}),
            changing[key],
        )
        for key, one in found.items()
    }
