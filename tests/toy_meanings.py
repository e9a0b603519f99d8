"""Meanings that need no model: every option of a scheme has a direction of its own."""

from __future__ import annotations

import numpy as np

from scoring.meaning import Choices, SchemeMeanings
from scoring.reader import WIDTH
from scoring.scheme import Scheme
from scoring.second_opinion import Floats
from scoring.understanding import AnswerLimits, IntentLimits, Limits

LIMITS = Limits(
    answers=AnswerLimits(sharpness=10, clear=0.8, two=0.6, about_this=0.1, plainly_this=0.5),
    intents=IntentLimits(digress=0.5, tell=0.5, ask=0.7, unknown=0.8),
)


class Alike(SchemeMeanings):
    """Words are as like an answer as they point to one of its options."""

    def likeness(self, question_id: str | None, meaning: Floats) -> float:
        choices = self.options.get(question_id or "")
        return float((choices.planes[:, :WIDTH] @ meaning).max()) if choices else 0.0


class Toy:
    """The meanings of one scheme, and vectors that point to its options."""

    def __init__(self, scheme: Scheme) -> None:
        self._axes = {
            (question.id, option.id): n
            for n, (question, option) in enumerate(
                (question, option) for question in scheme.questions.values() for option in question.options
            )
        }
        self.meanings = Alike(
            {
                question.id: Choices(
                    tuple(option.id for option in question.options),
                    np.array([self._plane((question.id, option.id)) for option in question.options]),
                )
                for question in scheme.questions.values()
                if question.options
            },
            Choices(
                tuple(scheme.questions),
                np.array([sum(self._plane(pair) for pair in self._axes if pair[0] == one) for one in scheme.questions]),
            ),
            {
                one: np.array([sum(self._plane(pair)[:WIDTH] for pair in self._axes if pair[0] == one)] * 2)
                for one in scheme.questions
                if scheme.questions[one].options
            },
        )

    def _plane(self, pair: tuple[str, str]) -> Floats:
        plane = np.zeros(WIDTH + 1, dtype=np.float32)
        plane[self._axes[pair]] = 1
        return plane

    def vector(self, **wanted: float) -> Floats:
        """`sleep__most=1.0`: this much towards the option `most` of `sleep`."""
        found = np.zeros(WIDTH, dtype=np.float32)
        for name, strength in wanted.items():
            question, option = name.replace("_2_", "-").split("__")
            found[self._axes[question.replace("_", "-"), option.replace("_", "-")]] = strength
        return found
