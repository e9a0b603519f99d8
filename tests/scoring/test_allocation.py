"""What must hold of any allocation, whatever the answers."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.allocation import allocate, statement
from scoring.guidance import load_library
from scoring.pounds import Money
from scoring.scheme import NOT_SAID, NOT_SURE, SKIPPED, NoFigures, Scheme, UnknownAnswer
from tests.conftest import DATA

TODAY = dt.date(2026, 11, 22)
SCHEME: Scheme = load_library(DATA).schemes.get("croydon-style")
UNKNOWN = [NOT_SURE, NOT_SAID, SKIPPED]

any_answers = st.fixed_dictionaries(
    {},
    optional={
        question.id: st.sampled_from([*(option.id for option in question.options), *UNKNOWN])
        for question in SCHEME.questions.values()
    },
)


@given(any_answers)
def test_lines_and_adjustments_add_up_to_the_penny(answers: dict[str, str]) -> None:
    allocation = allocate(SCHEME, answers, TODAY)
    parts = [*(line.amount for line in allocation.lines), *(one.amount for one in allocation.adjustments)]
    assert reduce(add, parts) == allocation.indicative
    assert 0 <= allocation.indicative.low <= allocation.indicative.high


@given(any_answers, st.randoms(use_true_random=False))
def test_the_range_holds_whatever_the_open_answers_turn_out_to_be(
    answers: dict[str, str], chance: random.Random
) -> None:
    open_range = allocate(SCHEME, answers, TODAY).indicative
    completed = complete(answers, lambda question: chance.choice(question.options).id)
    figure = allocate(SCHEME, completed, TODAY).indicative
    assert figure.exact
    assert open_range.low <= figure.low <= open_range.high


@settings(max_examples=15)  # each example scores every completion of every domain
@given(any_answers)
def test_each_line_is_as_tight_as_it_can_be(answers: dict[str, str]) -> None:
    """Both ends of every line are reached by some way of answering what is open. Tried out by brute force."""
    allocation = allocate(SCHEME, answers, TODAY)
    for line, domain in zip(allocation.lines, SCHEME.domains, strict=True):
        own = list(domain.questions)
        gates = [SCHEME.questions[gate] for question in own for gate in question.ask_if]
        tried = {question.id: question for question in (*gates, *own)}
        free = [question for question in tried.values() if answers.get(question.id, SKIPPED) in UNKNOWN]
        reached = set()
        for choice in itertools.product(*([option.id for option in question.options] for question in free)):
            assumed = {**answers, **dict(zip((question.id for question in free), choice, strict=True))}
            found = next(one for one in allocate(SCHEME, assumed, TODAY).lines if one.domain == domain.id)
            reached.add(found.amount.low)
        assert (min(reached), max(reached)) == (line.amount.low, line.amount.high), domain.id


@given(any_answers, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers: dict[str, str], chance: random.Random) -> None:
    pairs = list(answers.items())
    chance.shuffle(pairs)
    assert allocate(SCHEME, dict(pairs), TODAY) == allocate(SCHEME, answers, TODAY)


@given(any_answers, st.sampled_from(sorted(SCHEME.questions)))
def test_more_need_never_lowers_the_amount(answers: dict[str, str], question_id: str) -> None:
    options = sorted(SCHEME.questions[question_id].options, key=lambda option: option.points or 0)
    full = complete(answers, lambda question: question.options[0].id)
    amounts = [allocate(SCHEME, {**full, question_id: option.id}, TODAY).indicative.low for option in options]
    assert amounts == sorted(amounts)


@given(any_answers)
def test_the_trace_alone_gives_the_amounts(answers: dict[str, str]) -> None:
    """Points of the reasons add up to the points of a line when all are known, and the rule names its amount."""
    for line in allocate(SCHEME, answers, TODAY).lines:
        points = [reason.points for reason in line.because]
        if line.points.low == line.points.high and None not in points:
            assert sum(point or 0 for point in points) == line.points.low
        for amount in (line.amount.low, line.amount.high):
            words = f"£{amount // 100:,}" if amount else "no money in this area"
            assert words in line.rule
        assert line.source.title
        assert line.from_ <= TODAY


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_not_sure_not_said_and_skipped_all_leave_the_range_of_no_answer(unknown: str) -> None:
    without = allocate(SCHEME, {"sleep": "some"}, TODAY)
    with_it = allocate(SCHEME, {"sleep": "some", "mood": unknown}, TODAY)
    assert with_it.indicative == without.indicative
    assert "mood" in with_it.unanswered


def test_an_answer_off_the_way_does_not_count() -> None:
    """Someone says most days, answers the follow-up, then changes to never: the follow-up no longer counts."""
    answers = {"opiates": "never", "keeping-steady": "most"}
    line = allocate(SCHEME, answers, TODAY).lines[0]
    assert (line.amount.low, line.amount.high) == (0, 0)


def test_figures_begin_on_their_date() -> None:
    first = SCHEME.money[-1].from_
    assert allocate(SCHEME, {}, first).lines[0].from_ == first
    with pytest.raises(NoFigures, match=str(first)):
        allocate(SCHEME, {}, first - dt.timedelta(days=1))


@pytest.mark.parametrize("answers", [{"no-such": "some"}, {"sleep": "no-such"}])
def test_answers_that_are_not_of_the_scheme_are_refused(answers: dict[str, str]) -> None:
    with pytest.raises(UnknownAnswer, match="no-such"):
        allocate(SCHEME, answers, TODAY)


def test_made_up_figures_say_so() -> None:
    assert any("made up" in words for words in allocate(SCHEME, {}, TODAY).caveats)


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(low=120000, high=120000), "about £1,200 a year"),
        (Money(low=45050, high=120000), "between £450.50 and £1,200 a year"),
        (Money(low=8291, high=8291, period="week"), "about £82.91 a week"),
    ],
)
def test_the_statement_is_plain_and_promises_nothing(money: Money, words: str) -> None:
    assert words in statement(money)
    assert "looks like" in statement(money)
    assert "eligible" not in statement(money)


def complete(answers: dict[str, str], choose: object) -> dict[str, str]:
    """Answer whatever is open on the way, and leave what is known."""
    full = {key: value for key, value in answers.items() if value not in UNKNOWN}
    while (question := SCHEME.next_question(full)) is not None:
        full[question.id] = choose(question)  # type: ignore[operator]
    return full
