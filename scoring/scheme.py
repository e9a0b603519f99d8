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
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scoring.models import MoneyTable, problems_with_money
from scoring.strict_yaml import DataError, Document, Place, Problem, Strict, read_document, read_documents

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


def load_scheme(folder: Path) -> Scheme:
    """Read and check one scheme folder.

    Raises:
        DataError: every problem found, each with file, line, id and how to mend it.
    """
    paper = read_document(folder / "questions.yml")
    questions = paper.read_as(Questions)
    paper.fail(_question_problems(questions))
    wanted_folder = (questions.id, f"{questions.id}@{questions.version}")
    if folder.name not in wanted_folder:
        paper.fail([Problem(("id",), f"the folder is called {folder.name}.", f"Call it {questions.id}.")])

    tables = []
    seen: dict[dt.date, int] = {}
    for document in read_documents(folder / "money.yml"):
        table = document.read_as(MoneyTable)
        document.fail(problems_with_money(table, questions.domains))
        if table.from_ in seen:
            document.fail([Problem(("from",), f"{table.from_} is used twice.", "Give each part its own date.")])
        seen[table.from_] = 1
        tables.append(table)
    tables.sort(key=lambda table: table.from_, reverse=True)

    sheet = read_document(folder / "cases.yml")
    scheme = Scheme(
        id=questions.id,
        version=questions.version,
        title=questions.title,
        intro=questions.intro,
        domains=questions.domains,
        money=tuple(tables),
        cases=tuple(sheet.read_as(list[Case])),
    )
    sheet.fail(_case_problems(scheme, sheet))
    return scheme


def _question_problems(paper: Questions) -> list[Problem]:
    problems: list[Problem] = []
    earlier: dict[str, Question] = {}
    domain_ids: set[str] = set()
    everywhere = {question.id for domain in paper.domains for question in domain.questions}
    for d, domain in enumerate(paper.domains):
        if domain.id in domain_ids:
            problems.append(Problem(("domains", d, "id"), f"the domain id {domain.id} is used twice.", "Rename one."))
        domain_ids.add(domain.id)
        for q, question in enumerate(domain.questions):
            place: Place = ("domains", d, "questions", q)
            if question.id in earlier:
                problems.append(Problem((*place, "id"), "the question id is used twice.", "Rename one of the two."))
            problems += _option_problems(question, place)
            problems += _gate_problems(question, earlier, everywhere, (*place, "ask_if"))
            earlier[question.id] = question
    return problems


def _option_problems(question: Question, place: Place) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for o, option in enumerate(question.options):
        here = (*place, "options", o)
        if option.id in UNKNOWN:
            problems.append(
                Problem((*here, "id"), "this option stands on every question by itself.", "Take this line out.")
            )
        if option.id in seen:
            problems.append(Problem((*here, "id"), "the option id is used twice.", "Rename one of the two."))
        if option.points is None:
            problems.append(Problem(here, "`points` is missing.", "Say how many points this answer scores."))
        seen.add(option.id)
    owners: dict[str, str] = {}
    for option in question.all_options:
        for name in names_of(option):
            if owners.setdefault(name, option.id) != option.id:
                what = f"the words {name!r} stand for both {owners[name]} and {option.id}."
                problems.append(Problem((*place, "options"), what, "Take them off one of the two."))
    return problems


def _gate_problems(
    question: Question, earlier: Mapping[str, Question], everywhere: set[str], place: Place
) -> list[Problem]:
    problems = []
    for gate, wanted in question.ask_if.items():
        here = (*place, gate)
        if gate not in everywhere:
            problems.append(Problem(here, f"there is no question {gate}.", "Name a question of this scheme."))
        elif gate not in earlier:
            problems.append(
                Problem(here, f"{gate} is asked later, or is this question.", "Move it up, or name an earlier one.")
            )
        else:
            known = {option.id for option in earlier[gate].options}
            strange = [option for option in wanted if option not in known]
            if strange or not wanted:
                what = (
                    f"{gate} has no option {strange[0]}." if strange else "no answers are named, so it is never asked."
                )
                problems.append(Problem(here, what, f"Choose from {', '.join(sorted(known))}."))
    return problems


def _case_problems(scheme: Scheme, sheet: Document) -> list[Problem]:
    problems = []
    domains = {domain.id for domain in scheme.domains}
    for c, case in enumerate(scheme.cases):
        try:
            scheme.check_answers(case.answers)
        except UnknownAnswer as error:
            problems.append(Problem((c, "answers"), str(error), "Correct the case."))
        for line in set(case.lines) - domains:
            problems.append(Problem((c, "lines", line), f"there is no domain {line}.", "Correct the case."))
        if not case.lines and case.total is None:
            problems.append(Problem((c,), "the case expects nothing.", "Add `lines` or `total`."))
    return problems


def _in_order(version: str) -> list[tuple[int, int | str]]:
    """A key that puts 2026-9 before 2026-10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", version)]


class Schemes:
    """All schemes of a folder, by id and version."""

    def __init__(self, schemes: list[Scheme]) -> None:
        self._by_key = {(scheme.id, scheme.version): scheme for scheme in schemes}
        self._latest: dict[str, Scheme] = {}
        for scheme in sorted(schemes, key=lambda one: _in_order(one.version)):
            self._latest[scheme.id] = scheme

    def get(self, scheme_id: str, version: str | None = None) -> Scheme:
        """The scheme, its newest version unless one is named. Raises `UnknownScheme`."""
        found = self._by_key.get((scheme_id, version)) if version else self._latest.get(scheme_id)
        if found is None:
            raise UnknownScheme(f"There is no scheme {scheme_id!r}{f' version {version!r}' if version else ''}.")
        return found

    def all(self) -> list[Scheme]:
        """The newest version of each, by id."""
        return [self._latest[key] for key in sorted(self._latest)]


def load_schemes(folder: Path) -> Schemes:
    """Every scheme below `folder`; raises `DataError` with the problems of all of them."""
    schemes, lines = [], []
    for child in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            schemes.append(load_scheme(child))
        except DataError as error:
            lines += error.lines
    if lines:
        raise DataError(lines)
    return Schemes(schemes)
