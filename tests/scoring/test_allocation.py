"""What must hold of any allocation, in every scheme, whatever the answers."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from functools import reduce
from operator import add
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.allocation import Allocation, agree, allocate, statement
from scoring.library import load_library
from scoring.pounds import Money
from scoring.scheme import NOT_SAID, NOT_SURE, SKIPPED, NoFigures, Question, Scheme, UnknownAnswer
from scoring.trace import recompute
from tests.conftest import DATA
from tests.scoring.examples import answers_of, complete, small_schemes

TODAY = dt.date(2026, 11, 22)
LIBRARY = load_library(DATA)
SCHEME: Scheme = LIBRARY.schemes.get("croydon-style")
SCHEMES = LIBRARY.schemes.all()
UNKNOWN = [NOT_SURE, NOT_SAID, SKIPPED]
every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)


@every_scheme
@given(st.data())
@settings(max_examples=25)
def test_lines_and_adjustments_add_up_to_the_penny(scheme: Scheme, data: st.DataObject) -> None:
    allocation = allocate(scheme, data.draw(answers_of(scheme)), TODAY)
    assert allocation.indicative is not None
    parts = [*(line.amount for line in allocation.lines), *(one.amount for one in allocation.adjustments)]
    assert reduce(add, parts) == allocation.indicative
    assert 0 <= allocation.indicative.low <= allocation.indicative.high
    if allocation.shares:
        assert reduce(add, (share.amount for share in allocation.shares)) == allocation.indicative


@every_scheme
@given(st.data())
@settings(max_examples=25)
def test_the_trace_alone_recomputes_the_total(scheme: Scheme, data: st.DataObject) -> None:
    """Also after a trip through JSON, which is how partners get it."""
    allocation = allocate(scheme, data.draw(answers_of(scheme)), TODAY)
    assert allocation.indicative is not None
    published = Allocation.model_validate_json(allocation.model_dump_json())
    assert published == allocation
    total = recompute(published.lines, published.adjustments)
    assert total == (allocation.indicative.low, allocation.indicative.high)


@every_scheme
@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_range_holds_whatever_the_open_answers_turn_out_to_be(
    scheme: Scheme, data: st.DataObject, chance: random.Random
) -> None:
    answers = data.draw(answers_of(scheme))
    open_range = allocate(scheme, answers, TODAY).indicative
    figure = allocate(scheme, complete(scheme, answers, lambda q: chance.choice(q.graded).id), TODAY).indicative
    assert figure is not None
    assert open_range is not None
    assert figure.exact
    assert open_range.low <= figure.low <= open_range.high


@given(small_schemes())
@settings(max_examples=300)
def test_the_range_is_as_tight_as_it_can_be(made: tuple[Scheme, dict[str, str]]) -> None:
    """Small made-up schemes of every model, with forks and adjustments: every way of answering is tried out."""
    scheme, answers = made
    allocation = allocate(scheme, answers, TODAY)
    reached, outside = set(), False
    for full in every_completion(scheme, answers):
        found = allocate(scheme, full, TODAY)
        if found.indicative is None:
            outside = True
            continue
        assert found.indicative.exact
        reached.add(found.indicative.low)
    if not reached:
        assert allocation.indicative is None
        assert allocation.outside
        return
    assert allocation.indicative is not None
    assert (allocation.indicative.low, allocation.indicative.high) == (min(reached), max(reached))
    assert any("outside" in words for words in allocation.caveats) is outside


@given(st.data())
@settings(max_examples=15)  # each example scores every completion of every domain
def test_each_line_is_as_tight_as_it_can_be(data: st.DataObject) -> None:
    """Both ends of every line are reached by some way of answering what is open. Tried out by brute force."""
    answers = data.draw(answers_of(SCHEME))
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


@every_scheme
@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_of_answers_does_not_matter(scheme: Scheme, data: st.DataObject, chance: random.Random) -> None:
    answers = data.draw(answers_of(scheme))
    pairs = list(answers.items())
    chance.shuffle(pairs)
    assert allocate(scheme, dict(pairs), TODAY) == allocate(scheme, answers, TODAY)


@every_scheme
@given(st.data())
@settings(max_examples=25)
def test_more_need_never_lowers_the_amount_where_the_scheme_says_so(scheme: Scheme, data: st.DataObject) -> None:
    """Points in the order of their number. Questions without points are about help, not about need."""
    assert scheme.money[0].monotonic
    needs = [question for question in scheme.questions.values() if any(option.points for option in question.graded)]
    full = complete(scheme, data.draw(answers_of(scheme)), lambda question: question.graded[0].id)
    for question in needs or list(scheme.questions.values())[:1]:
        options = sorted(question.graded, key=lambda option: option.points or 0)
        options = options if len(options) < 8 else options[:: len(options) // 7]
        amounts = []
        for option in options:
            figure = allocate(scheme, {**full, question.id: option.id}, TODAY).indicative
            assert figure is not None
            amounts.append(figure.low)
        assert amounts == sorted(amounts), question.id


@every_scheme
@given(st.data())
@settings(max_examples=25)
def test_the_trace_names_points_rows_and_sources(scheme: Scheme, data: st.DataObject) -> None:
    allocation = allocate(scheme, data.draw(answers_of(scheme)), TODAY)
    for line in allocation.lines:
        points = [reason.points for reason in line.because]
        if allocation.counts_points and line.points.low == line.points.high and None not in points:
            assert sum(point or 0 for point in points) >= line.points.low
        assert line.rule
        assert line.source.title
        assert line.from_ <= TODAY
        for figure in line.figures:
            points = figure.file == f"{scheme.id}/questions.yml"
            assert points or figure.file == f"{scheme.id}/money.yml"
            assert figure.source.title
            assert figure.from_ == (None if points else line.from_)


@every_scheme
@pytest.mark.parametrize("unknown", UNKNOWN)
def test_not_sure_not_said_and_skipped_all_leave_the_range_of_no_answer(scheme: Scheme, unknown: str) -> None:
    first = next(iter(scheme.questions))
    without = allocate(scheme, {}, TODAY)
    with_it = allocate(scheme, {first: unknown}, TODAY)
    assert with_it.indicative == without.indicative
    assert first in with_it.unanswered


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


@pytest.mark.parametrize("count", ["-1", "367", "1.5", "NaN", "inf", "", "012", "１２", "1e2"])
def test_numbers_out_of_range_or_no_numbers_are_refused(count: str) -> None:
    with pytest.raises(UnknownAnswer, match=r"0 to 366"):
        allocate(LIBRARY.schemes.get("past-cost"), {"hospital-nights": count}, TODAY)


def test_made_up_figures_say_so() -> None:
    assert any("made up" in words for words in allocate(SCHEME, {}, TODAY).caveats)


def test_an_agreed_amount_stands_beside_the_indicative_one_and_needs_a_reason() -> None:
    allocation = allocate(SCHEME, {}, TODAY)
    amount = Money(low=100_00, high=100_00)
    agreed = agree(allocation, amount, "The panel thought this was enough.", TODAY)
    assert agreed.indicative == allocation.indicative
    assert agreed.agreed is not None
    assert agreed.agreed.amount == amount
    for nothing in ("", "  \n"):
        with pytest.raises(ValueError, match="reason"):
            agree(allocation, amount, nothing, TODAY)


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


def test_weekly_and_yearly_amounts_state_how_they_are_turned() -> None:
    week = allocate(LIBRARY.schemes.get("everyday-life"), {"meals": "cannot"}, TODAY)
    assert week.indicative is not None
    assert week.also is not None
    assert week.also.amount.high == week.indicative.high * 52
    assert "52 weeks" in week.also.rule


def every_completion(scheme: Scheme, answers: dict[str, str]) -> Any:
    """All ways of answering what is open, on the way that each of them leads."""

    def onward(full: dict[str, str]) -> Any:
        question: Question | None = scheme.next_question(full)
        if question is None:
            yield full
            return
        for option in question.graded:
            yield from onward({**full, question.id: option.id})

    yield from onward({key: value for key, value in answers.items() if value not in UNKNOWN})


def test_an_area_that_only_an_adjustment_looks_at_has_no_line() -> None:
    for name, area, rule in (("past-cost", "view", "professional_view"), ("care-hours", "carer", "carer")):
        scheme = LIBRARY.schemes.get(name)
        answers = complete(scheme, {}, lambda question: question.graded[-1].id)
        allocation = allocate(scheme, answers, TODAY)
        assert area not in {line.domain for line in allocation.lines}
        adjustment = next(one for one in allocation.adjustments if one.kind == rule)
        assert adjustment.because[0].answer
