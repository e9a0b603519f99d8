"""A person's own plan: their words, their goals, what things cost, and what is left. Pure; decides and approves nothing.

Nothing in a plan changes the amount, and a plan may cost more than the amount: that is told, not refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scoring.numbers import as_digits
from scoring.pounds import Money, Pence, pounds
from scoring.scheme import normalise
from scoring.spending import Exclusion, may_buy
from scoring.strict_yaml import Id, Strict

Per = Literal["week", "month", "year", "once"]
TIMES: dict[Per, int] = {"week": 52, "month": 12, "year": 1, "once": 1}
"""How often in a year. Weeks are counted as 52, as everywhere here."""
Said = Annotated[str, Field(max_length=2000)]
MOST_ROWS = 40


class Cost(Strict):
    """What something costs, as it was said. Free things cost 0."""

    amount: Annotated[Pence, Field(ge=0, le=100_000_000)]
    per: Per = "year"

    @property
    def a_year(self) -> int:
        """Pence in a year; what is bought once counts once."""
        return self.amount * TIMES[self.per]


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
    cost: Cost


class Plan(Strict):
    """The whole plan."""

    months: Literal[1, 3, 12] = 12
    notes: Annotated[tuple[Said, ...], Field(max_length=MOST_ROWS)] = ()
    """Words that the person asked to be kept while they answered."""
    thoughts: dict[Id, Said] = Field(default_factory=dict, max_length=100)
    """What they wrote to each prompt, by its id."""
    goals: Annotated[tuple[Goal, ...], Field(max_length=MOST_ROWS)] = ()
    lines: Annotated[tuple[Line, ...], Field(max_length=MOST_ROWS)] = ()
    helpers: Said = ""
    bad_day: Said = ""
    kept_aside: Annotated[Pence, Field(ge=0, le=100_000_000)] = 0
    managed: Said = ""
    risks: Said = ""
    who_does_what: Said = ""
    questions: Said = ""
    review_on: dt.date | None = None

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


def new_words(before: Plan, after: Plan) -> list[str]:
    """Everything that was written in `after` and did not stand in `before`."""
    known = set(_words_in(before))
    return [words for words in _words_in(after) if words.strip() and words not in known]


def _words_in(plan: Plan) -> list[str]:
    lines = [words for line in plan.lines for words in (line.what, line.who_from)]
    own = (plan.helpers, plan.bad_day, plan.managed, plan.risks, plan.who_does_what, plan.questions)
    return [*plan.notes, *plan.thoughts.values(), *(goal.words for goal in plan.goals), *lines, *own]


@dataclass(frozen=True)
class Totals:
    """What a plan costs in a year, in pence, and what is left of a yearly amount (both ends; below 0 is over)."""

    year: int
    month: int
    left_low: int
    left_high: int


@dataclass(frozen=True)
class Check:
    """One thing to think of before a meeting. `open` is not wrong: it is not there yet."""

    id: str
    state: Literal["ready", "open", "look"]
    words: str


def totals(plan: Plan, indicative: Money) -> Totals:
    """The running total against the indicative amount of a year (a weekly amount counts 52 times)."""
    times = 52 if indicative.period == "week" else 1
    year = sum(line.cost.a_year for line in plan.lines) + plan.kept_aside
    return Totals(year, round(year / 12), indicative.low * times - year, indicative.high * times - year)


def trade_offs(plan: Plan) -> list[str]:
    """For each thing that costs money: what there would be for something else without it."""
    return [
        f"Without {line.what}, there is {pounds(line.cost.a_year)} a year for something else."
        for line in plan.lines
        if line.cost.a_year
    ]


def readiness(plan: Plan, indicative: Money, exclusions: Sequence[Exclusion]) -> list[Check]:
    """What a meeting will ask about. Never an approval: only the council or the NHS can agree a plan."""
    sums = totals(plan, indicative)
    refused = [line for line in plan.lines if may_buy(line.what, exclusions).kind == "no"]
    aimless = [line for line in plan.lines if line.goal is None]

    def there(id_: str, filled: bool, ready: str, missing: str) -> Check:
        return Check(id_, "ready" if filled else "open", ready if filled else missing)

    money = Check("money", "ready", "Your plan costs no more than the amount.")
    if sums.left_high < 0:
        money = Check(
            "money",
            "look",
            f"Your plan costs {pounds(-sums.left_high)} a year more than the amount. You may ask for more, and say why.",
        )
    elif sums.left_low < 0:
        money = Check(
            "money",
            "look",
            "Your plan may cost more than the amount. It depends on where in the range the amount ends up.",
        )
    excluded = Check("excluded", "ready", "Nothing in it is on the list of what an NHS budget cannot pay for.")
    if refused:
        excluded = Check(
            "excluded", "look", f"An NHS budget cannot pay for this: {', '.join(line.what for line in refused)}."
        )
    goals = there("goals", bool(plan.goals), "You have said what you want.", "Say what you want to change or to keep.")
    serves = there("serves", bool(plan.lines) and not aimless, "Each thing helps with a goal.",
                   "Say which goal each thing helps with." if plan.lines else "Say what would help, and what it costs.")  # fmt: skip
    return [
        goals,
        serves,
        money,
        excluded,
        there("managed", bool(plan.managed), "You have said who looks after the money.", "Say who will look after the money."),
        there("risks", bool(plan.risks), "You have thought about what could go wrong.", "Think with someone about what could go wrong."),
        there("bad_day", bool(plan.bad_day or plan.kept_aside), "You have thought of a bad day.", "Say what would help on a bad day."),
        there("who_does_what", bool(plan.who_does_what), "You have said who does what.", "Say who does what, and by when."),
        there("review", plan.review_on is not None, "There is a day to look at it again.", "Choose a day to look at it again."),
    ]  # fmt: skip


_PER: list[tuple[str, Per, int]] = [
    (r"\b(?:a|per|each|every|p/?)\s?(?:night|day)\b|\bdaily\b", "year", 365),
    (r"\b(?:a|per|each|every) fortnight\b|\bfortnightly\b|\bevery (?:other|two|2) weeks?\b", "year", 26),
    (r"\b(?:a|per|each|every|p/?)\s?(?:wk|week)\b|\bweekly\b|\bpw\b", "week", 1),
    (r"\b(?:a|per|each|every|p/?)\s?(?:mth|month)\b|\bmonthly\b|\bpcm\b|\bpm\b", "month", 1),
    (r"\b(?:a|per|each|every)\s?(?:yr|year)\b|\byearly\b|\bannual\w*\b|\bpa\b", "year", 1),
    (r"\b(?:once|one off|one-off|just the once)\b", "once", 1),
]
_SLANG = {"fiver": 5, "tenner": 10, "grand": 1000, "pony": 25, "ton": 100, "monkey": 500}
_FREE = re.compile(r"\b(?:free|nothing|nowt|no cost|costs nothing|nil|0)\b")


def cost_in(words: str) -> Cost | None:
    """What these words say something costs: "about a tenner a week", "£25.50 a month", "free". None for "lots".

    One number alone is for a year. Two numbers, or a bound ("under 20"), are asked about again.
    """
    typed = words.lower().replace(",", "").replace("£", " ").replace("quid", " ").replace("pounds", " ")
    per: Per = "year"
    times = 1
    for pattern, unit, count in _PER:
        if re.search(pattern, typed):
            per, times = unit, count
            typed = re.sub(pattern, " ", typed)
            break
    if re.search(r"\b(?:under|over|less|more|up to|at least|lots|loads|between|or)\b|\d\s?(?:-|to)\s?\d", typed):
        return None
    plain = as_digits(normalise(re.sub(r"(\d)\.(\d{2})\b", r"\1p\2", typed)))
    found = [Decimal(one.replace("p", ".")) for one in re.findall(r"\b\d+(?:p\d{2})?\b", plain)]
    for word, value in _SLANG.items():
        said = re.search(rf"\b(?:(\d+) )?{word}s?\b", plain)
        if said:
            found = [Decimal(value) * int(said[1] or 1)]
    if not found:
        return Cost(amount=0, per=per) if _FREE.search(plain) else None
    if len(found) > 1:
        return None
    return Cost(amount=int(found[0] * 100) * times, per=per)
