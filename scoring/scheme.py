"""A scheme: one resource allocation system. Its questions, its money and its worked examples.

A scheme is a folder of three files, `questions.yml`, `money.yml` and `cases.yml`.
`docs/schemes.md` says how to write one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from scoring.models import MoneyTable
from scoring.strict_yaml import Strict

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=600)]

NOT_SURE = "not_sure"
NOT_SAID = "not_said"
SKIPPED = "skipped"
UNKNOWN = frozenset({NOT_SURE, NOT_SAID, SKIPPED})
"""Answers that add no points of their own and leave a range."""


class Option(Strict):
    """One graded answer. `say` holds other words a person may type for it."""

    id: Id
    label: Words
    points: Annotated[int, Field(ge=0, le=1000)] | None = None
    say: tuple[Words, ...] = ()


_NEGATION = re.compile(r"\b(do|did|does|is|are|was|were|have|has|would|should|could|can)(?:n'?t|'?t|not)\b")


def normalise(text: str) -> str:
    """Lower case, plain quotes, no marks, single spaces, and "didn't" or "didnt" as "did not"."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = _NEGATION.sub(r"\1 not", re.sub(r"\bwon'?t\b", "will not", text))
    return " ".join(re.sub(r"[^\w' ]+", " ", text).split())


def names_of(option: Option) -> set[str]:
    """All that a person may type to name this option, normalised."""
    return {normalise(name) for name in (option.id.replace("_", " ").replace("-", " "), option.label, *option.say)}


NOT_SURE_OPTION = Option(
    id=NOT_SURE,
    label="I'm not sure",
    say=("not sure", "unsure", "don't know", "i don't know", "dunno", "no idea", "dont know", "idk"),
)
NOT_SAID_OPTION = Option(
    id=NOT_SAID,
    label="I'd rather not say",
    say=("rather not say", "prefer not to say", "not saying", "none of your business", "private", "i would rather not"),
)
SKIPPED_OPTION = Option(id=SKIPPED, label="Skipped for now")


class Question(Strict):
    """One question. `ask_if` names earlier questions and the answers that lead here (all must hold)."""

    id: Id
    short: Words
    text: Words
    why: Words
    help: Words
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    ask_if: Mapping[str, tuple[str, ...]] = {}
    kind: Literal["choice"] = "choice"
    numbered: bool = True
    """Whether "2" means the second option; not where it could mean two times."""

    @cached_property
    def all_options(self) -> tuple[Option, ...]:
        """The graded options and then the two that stand on every question."""
        return (*self.options, NOT_SURE_OPTION, NOT_SAID_OPTION)

    def option(self, option_id: str) -> Option | None:
        """The option with this id, `skipped` included, or None."""
        return next((o for o in (*self.all_options, SKIPPED_OPTION) if o.id == option_id), None)


class Domain(Strict):
    """One area of life, scored together."""

    id: Id
    title: Words
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Questions(Strict):
    """The content of `questions.yml`."""

    id: Id
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,30}$")]
    title: Words
    intro: Words
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]


class Case(Strict):
    """A worked example: answers, and what some lines or the total must then be ("0.00 to 450.00" for a range)."""

    name: Words
    answers: Mapping[str, str]
    lines: Mapping[str, str] = {}
    total: str | None = None
    on: dt.date | None = None


Answers = Mapping[str, str]
"""Question id to option id."""


@dataclass(frozen=True)
class Scheme:
    """A scheme that has been read and checked."""

    id: str
    version: str
    title: str
    intro: str
    domains: tuple[Domain, ...]
    money: tuple[MoneyTable, ...]
    """One table for each date, newest first."""
    cases: tuple[Case, ...]

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in the order of asking."""
        return {question.id: question for domain in self.domains for question in domain.questions}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """Question id to its domain."""
        return {question.id: domain for domain in self.domains for question in domain.questions}

    @property
    def status(self) -> str:
        """`illustrative` while the figures are made up, `published` when a body stands behind them."""
        return self.money[0].status

    def money_on(self, day: dt.date) -> MoneyTable:
        """The figures in force on `day`.

        Raises:
            NoFigures: when the scheme had none yet.
        """
        for table in self.money:
            if table.from_ <= day:
                return table
        first = self.money[-1].from_
        raise NoFigures(f"{self.id} has no figures for {day}. Its first ones are from {first}.")

    def is_asked(self, question: Question, answers: Answers) -> bool:
        """Whether the answers so far lead to this question. An answer off the way leads nowhere."""
        return all(
            answers.get(gate) in wanted and self.is_asked(self.questions[gate], answers)
            for gate, wanted in question.ask_if.items()
        )

    def gates_of(self, question: Question) -> set[str]:
        """The questions on which this one depends, however far back."""
        found: set[str] = set()
        for gate in question.ask_if:
            found |= {gate} | self.gates_of(self.questions[gate])
        return found

    def asked(self, answers: Answers) -> list[Question]:
        """The questions on this person's way, answered or not, in order."""
        return [question for question in self.questions.values() if self.is_asked(question, answers)]

    def next_question(self, answers: Answers) -> Question | None:
        """The first question on the way that has no answer yet."""
        return next((question for question in self.asked(answers) if question.id not in answers), None)

    def check_answers(self, answers: Answers) -> None:
        """Raise `UnknownAnswer` for a question or an option that the scheme does not have."""
        for question_id, option_id in answers.items():
            question = self.questions.get(question_id)
            if question is None:
                raise UnknownAnswer(f"{self.id} has no question {question_id!r}.")
            if question.option(option_id) is None:
                known = ", ".join(option.id for option in question.all_options)
                raise UnknownAnswer(f"{question_id} has no option {option_id!r}. It has {known}.")


class NoFigures(Exception):
    """No money table is in force on the date asked for."""


class UnknownAnswer(Exception):
    """An answer that does not belong to the scheme."""


class UnknownScheme(Exception):
    """No scheme of this id and version."""
