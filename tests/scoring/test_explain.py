"""The trace is whole, and it is said in plain sentences."""

from __future__ import annotations

import copy
import datetime as dt
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scoring.allocation import allocate
from scoring.explain import explain, what_if
from scoring.library import load_library
from scoring.models import MODELS
from scoring.pounds import to_pence
from scoring.scheme import Domain, Scheme, UnknownAnswer
from scoring.trace import Line
from tests.conftest import DATA
from tests.scoring.examples import answers_of, complete, scheme_of
from tests.scoring.examples import question as small_question

TODAY = dt.date(2026, 11, 22)
SCHEMES = load_library(DATA).schemes.all()
every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
POUNDS = {"amount", "each"}


def numbers_in(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every number of a money.yml that could touch an amount, by its place."""
    if isinstance(node, dict):
        return [
            one
            for key, value in node.items()
            if key not in ("points", "status")
            for one in numbers_in(value, (*path, key))
        ]
    if isinstance(node, list):
        return [one for place, value in enumerate(node) for one in numbers_in(value, (*path, place))]
    return [(path, node)] if isinstance(node, int | float) and not isinstance(node, bool) else []


@every_scheme
def test_every_figure_that_touches_the_amount_is_in_the_trace(scheme: Scheme) -> None:
    """Each number of money.yml is changed in turn. Where the amount of a case changes, the old number must be traced."""
    raw = YAML(typ="safe").load(Path(DATA / "schemes" / scheme.id / "money.yml").read_text())
    touched = 0
    for path, number in numbers_in(raw):
        changed = copy.deepcopy(raw)
        node = changed
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = number - 1 if number == 100 else number + 1  # a share is at most 100 per cent
        table = MODELS[raw["model"]].model_validate(changed)
        other = Scheme(scheme.id, "x", "x", "x", scheme.domains, (table,), (), scheme.id)  # type: ignore[arg-type]
        for case in scheme.cases:
            answers = complete(scheme, dict(case.answers), lambda question: question.graded[-1].id)
            before, after = allocate(scheme, answers, TODAY), allocate(other, answers, TODAY)
            same = (before.indicative, before.kept, before.also, before.shares) == (
                after.indicative, after.kept, after.also, after.shares)  # fmt: skip
            if same:
                continue
            touched += 1
            assert number in traced(before), f"{path} changes “{case.name}” and is not in its trace"
    assert touched


def traced(allocation: Any) -> set[float]:
    parts = [*allocation.lines, *allocation.adjustments, *allocation.shares, allocation.kept, allocation.also]
    figures = [one for part in parts if part is not None for one in part.figures]
    assert all(one.file.endswith(".yml") and one.source.title for one in figures)
    assert all((one.from_ is None) == one.file.endswith("questions.yml") for one in figures)
    return {float(Fraction(one.value)) for one in figures}


@every_scheme
def test_the_points_of_every_answer_that_touch_the_amount_are_in_the_trace(scheme: Scheme) -> None:
    """Each answer's points are changed in turn. Where the amount of a case changes, they must be traced."""
    for case in scheme.cases:
        answers = complete(scheme, dict(case.answers), lambda question: question.graded[0].id)
        allocation = allocate(scheme, answers, TODAY)
        found = {(one.name, one.value) for line in allocation.lines for one in line.figures if one.from_ is None}
        for question in scheme.asked(answers):
            option = question.option(answers[question.id])
            if option is None or option.points is None or not allocation.counts_points or question.number:
                continue
            if line_of(allocation, scheme, question.id):
                assert (f"{question.short}: {option.label}", str(option.points)) in found


def line_of(allocation: Any, scheme: Scheme, question_id: str) -> bool:
    return any(question_id in {reason.question_id for reason in line.because} for line in allocation.lines)


@every_scheme
@given(st.data())
@settings(max_examples=10)
def test_the_explanation_says_the_amount_every_line_and_every_caveat(scheme: Scheme, data: st.DataObject) -> None:
    allocation = allocate(scheme, data.draw(answers_of(scheme)), TODAY)
    said = "\n".join(explain(allocation))
    assert allocation.statement in said
    for line in allocation.lines:
        assert f"{line.title}: " in said
    for one in allocation.adjustments:
        assert one.rule in said
    for words in allocation.caveats:
        assert words in said


@every_scheme
@given(st.data())
@settings(max_examples=10)
def test_what_if_is_the_allocation_of_the_other_answers(scheme: Scheme, data: st.DataObject) -> None:
    answers = data.draw(answers_of(scheme))
    question = data.draw(st.sampled_from(list(scheme.questions.values())))
    option = data.draw(st.sampled_from([*question.graded[:5], *question.all_options[-2:]]))
    found = what_if(scheme, answers, question.id, option.id, TODAY)
    assert found.now == allocate(scheme, answers, TODAY)
    assert found.then == allocate(scheme, {**answers, question.id: option.id}, TODAY)
    assert option.label in found.words
    if not scheme.is_asked(question, answers):
        assert "nothing would change" in found.words


def test_what_if_in_words() -> None:
    scheme = next(one for one in SCHEMES if one.id == "ready-reckoner")
    answers = {"day-self": "none", "day-home": "none", "day-out": "none", "hard-often": "never"}
    assert "about £500 a year" in what_if(scheme, {**answers, "day-home": "small"}, "day-out", "small", TODAY).words
    assert "stay the same" in what_if(scheme, answers, "day-out", "small", TODAY).words
    assert "not on your way" in what_if(scheme, answers, "hard-long", "longer", TODAY).words
    with pytest.raises(UnknownAnswer):
        what_if(scheme, answers, "day-out", "no-such", TODAY)


@every_scheme
def test_the_next_amount_is_what_it_says(scheme: Scheme) -> None:
    """Where a line says how many more points would give how much, that many more points give it."""
    for case in scheme.cases:
        for line in allocate(scheme, case.answers, TODAY).lines:
            if not line.next or " more point" not in line.next:
                continue
            more, amount = (
                int(line.next.split()[0]),
                to_pence(line.next.split("£")[1].split(" a ")[0].rstrip(".").replace(",", "")),
            )
            table = scheme.money[0]
            if hasattr(table, "domains"):
                rows = table.domains[line.domain]
                reached = next(row for row in rows if row.points.first <= line.points.low + more <= row.points.last)
                before = next(row for row in rows if row.points.first <= line.points.low + more - 1 <= row.points.last)
                assert reached.amount == amount
                assert before.amount == line.amount.low
            else:
                assert table.curve[line.points.low + more] == amount


ONE_MORE = re.compile(r"One more (\w+) would be £([\d,.]+) more")


def test_one_more_hour_costs_what_is_said_and_is_not_offered_where_no_more_count() -> None:
    """By giving the answer that is one hour more."""
    scheme = load_library(DATA).schemes.get("care-hours")
    said = 0
    for name, most in (("house-hours", 20), ("out-hours", 30)):
        domain = scheme.domain_of[name].id

        def line(count: int, name: str = name, domain: str = domain) -> Line:
            return next(one for one in allocate(scheme, {name: str(count)}, TODAY).lines if one.domain == domain)

        for count in range(most):
            found = ONE_MORE.search(line(count).next or "")
            more = to_pence(found[2].rstrip(".").replace(",", "")) if found else 0
            assert line(count + 1).amount.low - line(count).amount.low == more, (name, count)
            said += bool(found)
    assert said > 20


def test_one_more_hour_is_less_where_somebody_helps_unpaid() -> None:
    scheme = load_library(DATA).schemes.get("care-hours")
    rate = {}
    for unpaid in ("none", "half", "all"):
        answers = {"morning-help": "daily", "morning-unpaid": unpaid}
        line = next(one for one in allocate(scheme, answers, TODAY).lines if one.domain == "mornings")
        found = ONE_MORE.search(line.next or "")
        rate[unpaid] = to_pence(found[2].rstrip(".")) if found else 0
    assert rate["half"] * 2 == rate["none"] > 0
    assert rate["all"] == 0


@pytest.mark.parametrize(("period", "weeks", "low", "other"), [
    ("week", "52", 10000, 520000), ("week", "365/7", 10000, 521429), ("year", "52", 520000, 10000), ("year", "365/7", 521429, 10000),
])  # fmt: skip
def test_weeks_and_years_are_turned_into_each_other_as_the_scheme_says(
    period: str, weeks: str, low: int, other: int
) -> None:
    domain = Domain(id="a", title="a", questions=(small_question("a1", [0, 1]),))
    money = {"model": "domain_sum", "period": period, "weeks_in_year": weeks,
             "domains": {"a": [{"points": "0-1", "amount": f"{low / 100:.2f}"}]}}  # fmt: skip
    found = allocate(scheme_of([domain], money), {"a1": "o1"}, TODAY)
    assert found.also is not None
    assert (found.also.amount.low, found.also.amount.period) == (other, "year" if period == "week" else "week")
    assert weeks in found.also.rule
