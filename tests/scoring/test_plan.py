"""A plan of one's own: the sums, what is left, what to think of, and costs as people say them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.costs import TIMES, Cost, cost_in
from scoring.library import load_library
from scoring.numbers import as_digits
from scoring.plan import Goal, Line, Plan, totals, trade_offs
from scoring.pounds import Money
from scoring.readiness import readiness
from scoring.spending import may_buy
from tests.conftest import DATA

EXCLUSIONS = load_library(DATA).exclusions
AMOUNT = Money(low=100_000, high=120_000)
GOAL = Goal(id="family", words="help my family rather than be a worry to them")
THERAPY = Line(
    id="therapy", what="therapy", goal="family", who_from="a local therapist", cost=Cost(amount=4_500, per="week")
)
WALK = Line(id="walk", what="the walking group", goal="family", cost=Cost(amount=0))


@pytest.mark.parametrize(
    ("words", "pence", "per"),
    [
        ("about a tenner a week", 1_000, "week"), ("£25.50 a month", 2_550, "month"), ("25 quid pw", 2_500, "week"),
        ("£1,200", 120_000, "year"), ("two hundred pounds a year", 20_000, "year"), ("300 once", 30_000, "once"),
        ("free", 0, "year"), ("nowt", 0, "year"), ("£3 a day", 109_500, "year"), ("40 every fortnight", 104_000, "year"),
        ("a fiver", 500, "year"), ("two hundred and fifty a month", 25_000, "month"), ("£60 monthly", 6_000, "month"),
    ],
)  # fmt: skip
def test_a_cost_is_understood_as_people_say_it(words: str, pence: int, per: str) -> None:
    assert cost_in(words) == Cost(amount=pence, per=per)


@pytest.mark.parametrize(
    "words", ["lots", "", "not sure", "under 20", "between 10 and 20 a week", "10-20 a month", "5 or 10", "a bit"]
)
def test_what_is_no_one_cost_is_asked_again(words: str) -> None:
    assert cost_in(words) is None


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("two hundred and five pounds", "205 pounds"),
        ("twenty five", "25"),
        ("three hundred", "300"),
        ("salt and pepper", "salt and pepper"),
        ("one hundred and twenty", "120"),
    ],
)
def test_number_words_as_digits(words: str, digits: str) -> None:
    assert as_digits(words) == digits


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from(list(TIMES))), max_size=10), st.integers(0, 50_000))
def test_lines_and_what_is_kept_aside_add_up_and_the_rest_is_left(costs: list[tuple[int, str]], aside: int) -> None:
    lines = tuple(Line(id=f"l{n}", what="x", cost=Cost(amount=pence, per=per)) for n, (pence, per) in enumerate(costs))
    plan = Plan(lines=lines, kept_aside=aside)
    found = totals(plan, AMOUNT)
    assert found.year == sum(pence * TIMES[per] for pence, per in costs) + aside
    assert (found.left_low, found.left_high) == (AMOUNT.low - found.year, AMOUNT.high - found.year)
    assert abs(found.month * 12 - found.year) <= 6


def test_a_weekly_amount_counts_fifty_two_times() -> None:
    assert totals(Plan(), Money(low=1_000, high=1_000, period="week")).left_low == 52_000


def test_what_there_would_be_without_each_thing_and_nothing_for_free_ones() -> None:
    assert trade_offs(Plan(goals=(GOAL,), lines=(THERAPY, WALK))) == [
        "Without therapy, there is £2,340 a year for something else."
    ]


def states(plan: Plan) -> dict[str, str]:
    return {check.id: check.state for check in readiness(plan, AMOUNT, EXCLUSIONS)}


def test_an_empty_plan_is_open_everywhere_and_never_refused() -> None:
    found = states(Plan())
    assert found.pop("money") == found.pop("excluded") == "ready"
    assert set(found.values()) == {"open"}


def test_a_full_plan_is_ready_for_a_meeting() -> None:
    cheap = Line(id="class", what="a class", goal="family", cost=Cost(amount=5_000, per="month"))
    plan = Plan(goals=(GOAL,), lines=(cheap, WALK), managed="my sister", risks="I may stay in bed", bad_day="ring Jo",
                who_does_what="Jo books it by June", review_on=dt.date(2027, 3, 1))  # fmt: skip
    assert set(states(plan).values()) == {"ready"}


@pytest.mark.parametrize(
    ("pence", "state"), [(100_000, "ready"), (100_001, "look"), (120_000, "look"), (120_001, "look")]
)
def test_a_plan_over_the_amount_is_told_and_allowed(pence: int, state: str) -> None:
    plan = Plan(goals=(GOAL,), lines=(Line(id="x", what="x", goal="family", cost=Cost(amount=pence)),))
    found = next(check for check in readiness(plan, AMOUNT, EXCLUSIONS) if check.id == "money")
    assert found.state == state
    assert ("more than the amount. You may ask" in found.words) == (pence > 120_000)


def test_a_line_without_a_goal_or_with_an_excluded_thing_is_looked_at() -> None:
    plan = Plan(goals=(GOAL,), lines=(Line(id="x", what="scratch cards", cost=Cost(amount=100)),))
    found = states(plan)
    assert (found["serves"], found["excluded"]) == ("open", "look")


def test_a_goal_stays_in_its_own_words_and_ids_must_fit() -> None:
    assert Plan(goals=(GOAL,)).goals[0].words == "help my family rather than be a worry to them"
    with pytest.raises(ValidationError, match="not there"):
        Plan(lines=(THERAPY,))
    with pytest.raises(ValidationError, match="used twice"):
        Plan(goals=(GOAL, GOAL))


@pytest.mark.parametrize("row", EXCLUSIONS, ids=lambda row: row.id)
def test_each_of_the_twelve_exclusions_is_refused_by_every_word_for_it_with_somewhere_else_to_go(row) -> None:
    for words in (row.title, *row.say):
        assert may_buy(f"can i spend it on {words}?", EXCLUSIONS).row == row, words
    assert row.because
    assert row.instead


def test_there_are_twelve() -> None:
    assert len(EXCLUSIONS) == 12


@pytest.mark.parametrize(
    "words",
    ["help to stop smoking cigarettes", "alcohol treatment", "drug counselling", "rehab for drink", "a taxi to the gp",
     "debt advice", "help with my drinking", "a games console", "a bike", "driving lessons", "a dog", "a gym pass", "can i get a sat nav"],
)  # fmt: skip
def test_help_with_a_thing_is_not_that_thing_and_nothing_else_is_sneered_at(words: str) -> None:
    assert may_buy(f"can i buy {words}", EXCLUSIONS).kind == "depends"


def test_a_question_that_names_nothing_is_general() -> None:
    assert may_buy("what can it be used for", EXCLUSIONS).kind == "general"
