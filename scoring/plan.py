"""A person's own plan: their words, their goals, what things cost, what was agreed, and how it went. Pure.

It decides and approves nothing. Nothing in a plan changes the amount, and a plan may cost more than the amount: that is
told, not refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scoring.costs import Cost
from scoring.journey import Thought
from scoring.pounds import Money, Pence, pounds
from scoring.strict_yaml import Id, Strict

Said = Annotated[str, Field(max_length=2000)]
Dimension = Literal["strengths", "relationships", "community", "control", "resilience"]
"""The five parts of real wealth (Murray, Duffy and Crosby, in Alakeson and Perkins 2012)."""
Wealth = Mapping[Dimension, Annotated[int, Field(ge=0, le=4)]]
"""How much there is of each, from 0 (hardly any) to 4 (a lot), as the person sees it. It never changes an amount."""
Helper = Literal["alone", "family", "peer", "broker"]
Way = Literal["notional", "third-party", "direct-payment", "individual-service-fund", "card"]
How = Literal["met", "on-the-way", "not-yet", "no-longer-mine"]
MOST_ROWS, MOST_REVIEWS = 40, 20
MUCH_LESS = 90
"""An agreed amount below this percentage of the lower end of the indicative one is told to be much less."""


class Goal(Strict):
    """What the person wants, in their own words, which are never changed."""

    id: Id
    words: Annotated[str, Field(min_length=1, max_length=2000)]


class Line(Strict):
    """One way to use the money, or something free that helps."""

    id: Id
    what: Annotated[str, Field(min_length=1, max_length=300)]
    goal: Id | None = None
    who_from: Annotated[str, Field(max_length=300)] = ""
    often: Annotated[str, Field(max_length=300)] = ""
    cost: Cost


class Settled(Strict):
    """What a council or the NHS has agreed, for a year, with the reason that they gave."""

    amount: Annotated[Pence, Field(ge=0, le=100_000_000)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    on: dt.date


class Went(Strict):
    """How one goal went, with the goal in the words that it had then."""

    goal: Annotated[str, Field(min_length=1, max_length=2000)]
    how: How


class Review(Strict):
    """A look back: each goal first, then what to change. Never about what was bought."""

    on: dt.date
    went: Annotated[tuple[Went, ...], Field(max_length=MOST_ROWS)] = ()
    better: Said = ""
    change: Said = ""
    much_changed: bool = False
    wealth: Wealth = Field(default_factory=dict)


class Plan(Strict):
    """The whole plan."""

    months: Literal[1, 3, 12] = 12
    notes: Annotated[tuple[Said, ...], Field(max_length=MOST_ROWS)] = ()
    """Words that the person asked to be kept while they answered."""
    thoughts: dict[Id, Said] = Field(default_factory=dict, max_length=100)
    """What they wrote to each prompt, by its id."""
    wealth: Wealth = Field(default_factory=dict)
    goals: Annotated[tuple[Goal, ...], Field(max_length=MOST_ROWS)] = ()
    lines: Annotated[tuple[Line, ...], Field(max_length=MOST_ROWS)] = ()
    plan_with: Annotated[tuple[Helper, ...], Field(max_length=4)] = ()
    helpers: Said = ""
    bad_day: Said = ""
    kept_aside: Annotated[Pence, Field(ge=0, le=100_000_000)] = 0
    held: Annotated[tuple[Way, ...], Field(max_length=5)] = ()
    """How the money would be held; several are a mix."""
    managed: Said = ""
    control: Said = ""
    risks: Said = ""
    who_does_what: Said = ""
    questions: Said = ""
    review_on: dt.date | None = None
    settled: Settled | None = None
    reviews: Annotated[tuple[Review, ...], Field(max_length=MOST_REVIEWS)] = ()

    @model_validator(mode="after")
    def _ids_fit(self) -> Plan:
        for rows in (self.goals, self.lines):
            ids = [row.id for row in rows]
            if len(ids) != len(set(ids)):
                raise ValueError("an id is used twice; give each goal and each line its own")
        strange = {line.goal for line in self.lines if line.goal} - {goal.id for goal in self.goals}
        if strange:
            raise ValueError(f"a line serves the goal {min(map(str, strange))!r}, which is not there")
        return self


OWN_FIELDS = ("helpers", "bad_day", "managed", "control", "risks", "who_does_what", "questions")
"""Fields of a plan that hold words."""


def with_said(plan: Plan, notes: Sequence[str], said: Sequence[Thought], rated: Wealth) -> Plan:
    """The plan with what was said for it in the conversation. Words that are there already stay."""
    thoughts, goals = dict(plan.thoughts), list(plan.goals)
    fields: dict[str, str] = {}
    for one in said:
        if one.into == "goals":
            goals.append(Goal(id=free_id("goal", [goal.id for goal in goals]), words=one.words))
        elif one.into == "thoughts":
            thoughts[one.prompt] = joined(thoughts.get(one.prompt, ""), one.words)
        else:
            fields[one.into] = joined(fields.get(one.into, getattr(plan, one.into)), one.words)
    new = {
        "notes": (*plan.notes, *notes)[:MOST_ROWS],
        "thoughts": thoughts,
        "goals": tuple(goals[:MOST_ROWS]),
        "wealth": {**plan.wealth, **rated},
    }
    return plan.model_copy(update={**new, **fields})


def filled(plan: Plan) -> set[str]:
    """What need not be asked in the conversation any more, because it stands in the plan: see `Journey.asked`."""
    own = {f"field:{name}" for name in ("goals", *OWN_FIELDS) if getattr(plan, name)}
    return own | set(plan.thoughts)


def joined(before: str, words: str) -> str:
    """Both, without saying the same twice."""
    return words[:2000] if not before or before == words else f"{before}\n{words}"[:2000]


def free_id(name: str, taken: list[str]) -> str:
    """`goal-3`: the first such id that is not taken."""
    return next(one for n in range(1, MOST_ROWS + 2) if (one := f"{name}-{n}") not in taken)


def new_words(before: Plan, after: Plan) -> list[str]:
    """Everything that was written in `after` and did not stand in `before`."""
    known = set(_words_in(before))
    return [words for words in _words_in(after) if words.strip() and words not in known]


def _words_in(plan: Plan) -> list[str]:
    lines = [words for line in plan.lines for words in (line.what, line.who_from, line.often)]
    reviews = [words for review in plan.reviews for words in (review.better, review.change)]
    own = [str(getattr(plan, name)) for name in OWN_FIELDS]
    reason = [plan.settled.reason] if plan.settled else []
    return [*plan.notes, *plan.thoughts.values(), *(goal.words for goal in plan.goals), *lines, *own, *reviews, *reason]


@dataclass(frozen=True)
class Totals:
    """What a plan costs in a year, in pence, and what is left of a yearly amount (both ends; below 0 is over)."""

    year: int
    month: int
    left_low: int
    left_high: int


def totals(plan: Plan, amount: Money) -> Totals:
    """The running total against an amount, for a year (a weekly amount counts 52 times)."""
    low, high = in_a_year(amount)
    year = sum(line.cost.a_year for line in plan.lines) + plan.kept_aside
    return Totals(year, round(year / 12), low - year, high - year)


def amount_for(plan: Plan, indicative: Money | None) -> Money | None:
    """What a plan is measured against: what was agreed, once it is, else the indicative amount."""
    settled = plan.settled
    return Money(low=settled.amount, high=settled.amount, period="year") if settled else indicative


def in_a_year(amount: Money) -> tuple[int, int]:
    """Both ends of an amount in a year, in pence."""
    times = 52 if amount.period == "week" else 1
    return amount.low * times, amount.high * times


def much_less(settled: Settled, indicative: Money) -> bool:
    """Whether what was agreed is much less than the indicative amount, so that its reasons are worth asking for."""
    return settled.amount * 100 < in_a_year(indicative)[0] * MUCH_LESS


def trade_offs(plan: Plan) -> list[str]:
    """For each thing that costs money: what there would be for something else without it."""
    return [
        f"Without {line.what}, there is {pounds(line.cost.a_year)} a year for something else."
        for line in plan.lines
        if line.cost.a_year
    ]
