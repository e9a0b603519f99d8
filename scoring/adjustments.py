"""What a scheme may add to the sum of its lines, or take off, by a published rule.

They are applied in the order of `money.yml`, each to the amount so far. Each rule says on which question it
looks, if any; a question that is not on a person's way changes nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.pounds import PoundsInFile, decimal_string, pounds
from scoring.strict_yaml import Place, Problem, Strict
from scoring.trace import Source, Step

if TYPE_CHECKING:
    from scoring.scheme import Option, Question

Amount = Annotated[PoundsInFile, Field(ge=0)]
NOTHING = Step(kind="nothing", value="0")


class Rule(Strict):
    """One adjustment. `source` None is the table's own."""

    kind: str
    title: Annotated[str, Field(min_length=1)]
    source: Source | None = None

    @property
    def asks(self) -> str | None:
        """The question on which it depends."""
        return None

    @property
    def needs_points(self) -> bool:
        """Whether it depends on the total of points."""
        return False

    def problems(self, place: Place, questions: Mapping[str, Question]) -> Iterator[Problem]:
        """What a loader should refuse."""
        return iter(())

    def rises_with(self) -> Mapping[str, Decimal] | None:
        """What each option of its question adds, where more need must not add less; None where that means nothing."""
        return None

    @abstractmethod
    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        """What it does to `so_far` (pence), given the answer to its question and the total of points."""

    @abstractmethod
    def words(self, questions: Mapping[str, Question]) -> str:
        """The rule in plain words."""

    def figures(self, step: Step, answer: Option | None) -> list[tuple[str, str]]:
        """Name and value of each number of the file that was used, a nought included."""
        return [] if step.kind == "nothing" else [(self.title, step.value)]


class ComplexNeeds(Rule):
    """A top-up, when certain answers are given or the points reach a number. An amount or a per cent."""

    kind: Literal["complex_needs"]
    question: str | None = None
    answers: tuple[str, ...] = ()
    points_at_least: Annotated[int, Field(ge=1)] | None = None
    amount: Amount | None = None
    percent: Annotated[Decimal, Field(gt=0, le=500)] | None = None

    @property
    def asks(self) -> str | None:
        return self.question

    @property
    def needs_points(self) -> bool:
        return self.points_at_least is not None

    def problems(self, place: Place, questions: Mapping[str, Question]) -> Iterator[Problem]:
        if (self.amount is None) == (self.percent is None):
            yield Problem(place, "a top-up is an amount or a per cent.", "Give `amount` or `percent`, not both.")
        if (self.question is None) == (self.points_at_least is None):
            what = "a top-up looks at one question or at the points."
            yield Problem(place, what, "Give `question` and `answers`, or `points_at_least`.")
        if self.question is not None:
            yield from _option_problems((*place, "answers"), self.question, self.answers, questions, every=False)

    def rises_with(self) -> Mapping[str, Decimal] | None:
        return dict.fromkeys(self.answers, Decimal(1)) if self.question else None

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        by_answer = answer is not None and answer.id in self.answers
        by_points = self.points_at_least is not None and points >= self.points_at_least
        if not (by_answer or by_points):
            return NOTHING
        if self.amount is not None:
            return Step(kind="add", value=decimal_string(self.amount))
        return Step(kind="percent", value=str(self.percent))

    def words(self, questions: Mapping[str, Question]) -> str:
        extra = pounds(self.amount) if self.amount is not None else f"{self.percent}%"
        if self.question is None:
            return f"{self.title}: {extra} more from {self.points_at_least} points."
        return f"{self.title}: {extra} more for {_labels(questions[self.question], self.answers)}."

    def figures(self, step: Step, answer: Option | None) -> list[tuple[str, str]]:
        if step.kind == "nothing":
            return []
        start = [("points at least", str(self.points_at_least))] if self.points_at_least else []
        return [(self.title, step.value), *start]


class Carer(Rule):
    """A separate allocation for the person's carer, beside the person's own. An amount for each answer."""

    kind: Literal["carer"]
    question: str
    amounts: Mapping[str, Amount]

    @property
    def asks(self) -> str | None:
        return self.question

    def problems(self, place: Place, questions: Mapping[str, Question]) -> Iterator[Problem]:
        yield from _option_problems((*place, "amounts"), self.question, tuple(self.amounts), questions, every=True)

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        amount = self.amounts.get(answer.id, 0) if answer else 0
        return Step(kind="add", value=decimal_string(amount)) if amount else NOTHING

    def words(self, questions: Mapping[str, Question]) -> str:
        asked = questions[self.question]
        each = (f"{_labels(asked, (option,))}: {pounds(amount)}" for option, amount in self.amounts.items())
        return f"{self.title}. {'; '.join(each)}."

    def figures(self, step: Step, answer: Option | None) -> list[tuple[str, str]]:
        return [(self.title, decimal_string(self.amounts[answer.id]))] if answer else []


class UnpaidHelp(Rule):
    """Less, because somebody helps without pay. Only a published rule may do this, and the trace shows it."""

    kind: Literal["unpaid_help"]
    question: str
    percent_off: Mapping[str, Annotated[Decimal, Field(ge=0, le=100)]]

    @property
    def asks(self) -> str | None:
        return self.question

    def problems(self, place: Place, questions: Mapping[str, Question]) -> Iterator[Problem]:
        yield from _option_problems((*place, "percent_off"), self.question, tuple(self.percent_off), questions, True)

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        percent = self.percent_off.get(answer.id, Decimal(0)) if answer else Decimal(0)
        return Step(kind="percent", value=str(-percent)) if percent else NOTHING

    def words(self, questions: Mapping[str, Question]) -> str:
        asked = questions[self.question]
        each = (f"{_labels(asked, (option,))}: {percent}% less" for option, percent in self.percent_off.items())
        return f"{self.title}. {'; '.join(each)}."

    def figures(self, step: Step, answer: Option | None) -> list[tuple[str, str]]:
        return _looked_up(self.title, self.percent_off, answer)


class ProfessionalView(Rule):
    """What somebody who treats the person expects of next year: so many per cent of the amount so far."""

    kind: Literal["professional_view"]
    question: str
    percent: Mapping[str, Annotated[Decimal, Field(ge=0, le=500)]]

    @property
    def asks(self) -> str | None:
        return self.question

    def problems(self, place: Place, questions: Mapping[str, Question]) -> Iterator[Problem]:
        yield from _option_problems((*place, "percent"), self.question, tuple(self.percent), questions, every=True)

    def rises_with(self) -> Mapping[str, Decimal] | None:
        return self.percent

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        percent = self.percent.get(answer.id, Decimal(100)) if answer else Decimal(100)
        return Step(kind="percent", value=str(percent - 100)) if percent != 100 else NOTHING

    def words(self, questions: Mapping[str, Question]) -> str:
        asked = questions[self.question]
        each = (f"{_labels(asked, (option,))}: {percent}% of it" for option, percent in self.percent.items())
        return f"{self.title}. {'; '.join(each)}."

    def figures(self, step: Step, answer: Option | None) -> list[tuple[str, str]]:
        return _looked_up(self.title, self.percent, answer)


class Floor(Rule):
    """No amount is smaller than this, unless there is none at all."""

    kind: Literal["floor"]
    amount: Amount

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        return Step(kind="at_least", value=decimal_string(self.amount)) if 0 < so_far < self.amount else NOTHING

    def words(self, questions: Mapping[str, Question]) -> str:
        return f"{self.title}: when there is any amount, it is at least {pounds(self.amount)}."


class Cap(Rule):
    """No amount of this scheme is larger than this."""

    kind: Literal["cap"]
    amount: Amount

    def step(self, answer: Option | None, points: int, so_far: int) -> Step:
        return Step(kind="at_most", value=decimal_string(self.amount)) if so_far > self.amount else NOTHING

    def words(self, questions: Mapping[str, Question]) -> str:
        return f"{self.title}: this scheme gives at most {pounds(self.amount)}."


AdjustmentRule = Annotated[
    ComplexNeeds | Carer | UnpaidHelp | ProfessionalView | Floor | Cap, Field(discriminator="kind")
]


def adjustment_problems(
    rules: tuple[AdjustmentRule, ...], questions: Mapping[str, Question], rises: bool
) -> Iterator[Problem]:
    """What is wrong with the adjustments of a table, for these questions. `rises`: more need may not give less."""
    for r, rule in enumerate(rules):
        place: Place = ("adjustments", r)
        yield from rule.problems(place, questions)
        added, asked = rule.rises_with(), questions.get(rule.asks or "")
        if not rises or added is None or asked is None:
            continue
        graded = sorted((option for option in asked.options if option.points is not None), key=lambda o: o.points or 0)
        for less, more in pairwise(graded):
            if (more.points or 0) > (less.points or 0) and added.get(more.id, 0) < added.get(less.id, 0):
                what = f"more need ({more.id} of {asked.id}) would give less than {less.id}."
                yield Problem(place, what, "Let it rise with the points, or say `monotonic: false`.")


def _looked_up(title: str, values: Mapping[str, Decimal], answer: Option | None) -> list[tuple[str, str]]:
    return [(title, str(values[answer.id]))] if answer else []


def _labels(question: Question, options: tuple[str, ...]) -> str:
    return " or ".join(f"“{option.label}”" for option in question.options if option.id in options)


def _option_problems(
    place: Place, name: str, options: tuple[str, ...], questions: Mapping[str, Question], every: bool
) -> Iterator[Problem]:
    question = questions.get(name)
    if question is None:
        yield Problem(place, f"there is no question {name}.", "Name a question of this scheme.")
        return
    if question.kind != "choice":
        yield Problem(place, f"{name} is a number, and this rule wants a choice.", "Name a question with options.")
        return
    known = [option.id for option in question.options]
    for option in options:
        if option not in known:
            yield Problem((*place, option), f"{name} has no option {option}.", f"Choose from {', '.join(known)}.")
    missing = [option for option in known if option not in options]
    if every and missing:
        yield Problem(place, f"nothing is said for {missing[0]} of {name}.", "Give every option a figure, 0 if none.")
    if not options:
        yield Problem(place, "no answers are named, so it never counts.", "Name at least one.")
