"""A scheme: one resource allocation system. Its questions, its money and its worked examples.

A scheme is a folder of three files, `questions.yml`, `money.yml` and `cases.yml`.
`docs/schemes.md` says how to write one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scoring.models import MoneyTable
from scoring.strict_yaml import Id, Strict
from scoring.trace import Source
from scoring.translation import EasyWords, Translation

Words = Annotated[str, Field(min_length=1, max_length=600)]

NOT_SURE = "not_sure"
NOT_SAID = "not_said"
SKIPPED = "skipped"
ALL = "all"
"""The domain of the one line of a model that adds everything up first."""
UNKNOWN = frozenset({NOT_SURE, NOT_SAID, SKIPPED})
"""Answers that add no points of their own and leave a range."""


class Option(Strict):
    """One graded answer. `say` holds other words a person may type for it."""

    id: Id
    label: Words
    points: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None
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
    say=(
        "not sure",
        "unsure",
        "don't know",
        "i don't know",
        "dunno",
        "i dunno",
        "no idea",
        "dont know",
        "idk",
        "don't no",
        "i don't no",
        "dont no",
        "i dont no",
        "dont kno",
        "i dont kno",
        "not shure",
    ),
)
NOT_SAID_OPTION = Option(
    id=NOT_SAID,
    label="I'd rather not say",
    say=("rather not say", "prefer not to say", "not saying", "none of your business", "private", "i would rather not"),
)
SKIPPED_OPTION = Option(id=SKIPPED, label="Skipped for now")


class Number(Strict):
    """What a number question counts, and its bounds (both belong)."""

    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(le=10_000)]
    one: Words
    many: Words
    per: Literal["week", "year"] | None = None
    """The time that it is counted over, so that "every other week" can be understood."""

    def label(self, count: int) -> str:
        """`1 night`, `12 nights`."""
        return f"{count} {self.one if count == 1 else self.many}"


class Question(Strict):
    """One question. `ask_if` names earlier questions and the answers that lead here (all must hold).

    A number question has no options of its own: each whole number within its bounds is one, with that many points.
    """

    id: Id
    short: Words
    text: Words
    why: Words
    help: Words
    options: tuple[Option, ...] = ()
    number: Number | None = None
    ask_if: Mapping[str, tuple[str, ...]] = {}
    kind: Literal["choice", "number"] = "choice"
    numbered: bool = True
    """Whether "2" means the second option; not where it could mean two times."""
    picture: Id | None = None
    """A drawing beside the words, in Easy Read."""
    unsure: tuple[Words, Words] | None = None
    """The labels of the two answers that stand on every question, in another language than English."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Question:
        if self.kind == "choice" and (len(self.options) < 2 or self.number):
            raise ValueError("a choice needs at least two `options`, and no `number`")
        if self.kind == "number" and (self.options or self.number is None):
            raise ValueError("a number question needs `number`, and no `options`")
        if self.number and self.number.most <= self.number.least:
            raise ValueError("`most` must be more than `least`")
        return self

    @cached_property
    def graded(self) -> tuple[Option, ...]:
        """Every answer that adds points of its own: the options, or the numbers."""
        if self.number is None:
            return self.options
        counts = range(self.number.least, self.number.most + 1)
        return tuple(Option(id=str(count), label=self.number.label(count), points=count) for count in counts)

    @cached_property
    def all_options(self) -> tuple[Option, ...]:
        """The options to choose from, and then the two that stand on every question."""
        return (*self.options, *self._unknown)

    @cached_property
    def _unknown(self) -> tuple[Option, Option]:
        if self.unsure is None:
            return (NOT_SURE_OPTION, NOT_SAID_OPTION)
        spoken = zip((NOT_SURE_OPTION, NOT_SAID_OPTION), self.unsure, strict=True)
        first, second = (one.model_copy(update={"label": label, "say": (*one.say, one.label)}) for one, label in spoken)
        return (first, second)

    @cached_property
    def _by_id(self) -> dict[str, Option]:
        return {option.id: option for option in (*self.graded, *self._unknown, SKIPPED_OPTION)}

    def option(self, option_id: str) -> Option | None:
        """The answer with this id, `skipped` included, or None."""
        return self._by_id.get(option_id)

    @property
    def known(self) -> str:
        """What may be answered, in words for an error."""
        ids = ", ".join(option.id for option in self.all_options)
        return f"{self.number.least} to {self.number.most}, {ids}" if self.number else ids


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
    good_and_bad_days: Words | None = None
    """What is said to somebody who tells of good days and bad days: how this scheme counts them."""
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]


class Case(Strict):
    """A worked example: answers, and what some lines or the total must then be ("0.00 to 450.00" for a range,
    "outside" where the published table has no figure)."""

    name: Words
    answers: Mapping[str, str]
    lines: Mapping[str, str] = {}
    total: str | None = None
    on: dt.date | None = None
    source: Source | None = None


Answers = Mapping[str, str]
"""Question id to option id."""


@dataclass(frozen=True, repr=False)
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
    translations: Mapping[str, Translation] = field(default_factory=dict)
    """Language to words."""
    easy: Mapping[str, EasyWords] = field(default_factory=dict)
    """Question to its words in Easy Read; all of the questions, or none."""
    folder: str = ""
    """The name of its folder."""
    good_and_bad_days: str | None = None

    def __repr__(self) -> str:
        return f"<scheme {self.id} {self.version}>"

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in the order of asking."""
        return {question.id: question for domain in self.domains for question in domain.questions}

    @cached_property
    def domain_of(self) -> dict[str, Domain]:
        """Question id to its domain."""
        return {question.id: domain for domain in self.domains for question in domain.questions}

    @property
    def is_check(self) -> bool:
        """Whether it leads to findings (`findings.py`) instead of an amount."""
        return not self.money

    @property
    def status(self) -> str:
        """`illustrative` while the figures in force are made up, `published` when a body stands behind them."""
        return self.now.status

    @property
    def now(self) -> MoneyTable:
        """The figures in force today; the first ones, where none are yet."""
        today = dt.date.today()
        return next((table for table in self.money if table.from_ <= today), self.money[-1])

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
                raise UnknownAnswer(f"{question_id} has no option {option_id!r}. It has {question.known}.")


class NoFigures(Exception):
    """No money table is in force on the date asked for."""


class UnknownAnswer(Exception):
    """An answer that does not belong to the scheme."""


class UnknownScheme(Exception):
    """No scheme of this id and version."""
