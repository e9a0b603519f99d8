"""Answers and small made-up schemes for the tests of the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from scoring.models import MODELS
from scoring.scheme import NOT_SAID, NOT_SURE, SKIPPED, UNKNOWN, Domain, Question, Scheme

SOURCE = {"title": "A test", "href": "tests"}


def answers_of(scheme: Scheme) -> st.SearchStrategy[dict[str, str]]:
    """Any answers at all to a scheme: some known, some not, some missing."""
    return st.fixed_dictionaries(
        {},
        optional={
            question.id: st.sampled_from([*(option.id for option in question.graded), NOT_SURE, NOT_SAID, SKIPPED])
            for question in scheme.questions.values()
        },
    )


def complete(scheme: Scheme, answers: dict[str, str], choose: Callable[[Question], str]) -> dict[str, str]:
    """Answer whatever is open on the way, and leave what is known."""
    full = {key: value for key, value in answers.items() if value not in UNKNOWN}
    while (question := scheme.next_question(full)) is not None:
        full[question.id] = choose(question)
    return full


def question(name: str, points: list[int], ask_if: dict[str, tuple[str, ...]] | None = None) -> Question:
    """A question whose options are o0, o1, ..."""
    options = [{"id": f"o{n}", "label": f"{name} {n}", "points": one} for n, one in enumerate(points)]
    return Question.model_validate(
        {"id": name, "short": name, "text": name, "why": name, "help": name, "options": options, "ask_if": ask_if or {}}
    )


def number(name: str, most: int, ask_if: dict[str, tuple[str, ...]] | None = None) -> Question:
    """A question that counts from 0."""
    counted = {"most": most, "one": "time", "many": "times"}
    return Question.model_validate(
        {"id": name, "short": name, "text": name, "why": name, "help": name, "kind": "number", "number": counted,
         "ask_if": ask_if or {}}
    )  # fmt: skip


def scheme_of(domains: list[Domain], money: dict[str, Any]) -> Scheme:
    """A scheme around one table."""
    whole = {"status": "illustrative", "from": dt.date(2026, 1, 1), "source": SOURCE, "monotonic": False, **money}
    table = MODELS[money["model"]].model_validate(whole)
    return Scheme("small", "1", "Small", "Small.", tuple(domains), (table,), ())  # type: ignore[arg-type]


@st.composite
def small_schemes(draw: st.DrawFn) -> tuple[Scheme, dict[str, str]]:
    """A scheme small enough to try out every way of answering it, and some answers. Amounts may fall as points rise."""
    points = st.lists(st.integers(0, 3), min_size=2, max_size=3)
    first = [question("a1", draw(points)), question("a2", draw(points))]
    gate = draw(st.sampled_from([{}, {"a1": ("o1",)}, {"a1": ("o0",), "a2": ("o1",)}]))
    second = [question("b1", draw(points), gate), question("b2", draw(points))]
    third = [question("c1", draw(points), draw(st.sampled_from([{}, {"b1": ("o0", "o1")}])))]
    domains = [
        Domain(id=name, title=name, questions=tuple(asked))
        for name, asked in (("a", first), ("b", second), ("c", third))
    ]
    amount = st.integers(0, 20).map(lambda n: n * 100)
    model = draw(st.sampled_from(sorted(MODELS)))
    money: dict[str, Any] = {"model": model}
    if draw(st.booleans()):
        money["set_aside"] = {"title": "kept", "percent": draw(st.integers(1, 50))}
    if draw(st.booleans()):
        whole = draw(st.integers(0, 100))
        shared = {"one": {"title": "one", "percent": whole}, "two": {"title": "two", "percent": 100 - whole}}
        by_area = {"one": {"title": "one", "domains": ["a", "c"]}, "two": {"title": "two", "domains": ["b"]}}
        totals = model in ("total_bands", "points_curve", "ready_reckoner")
        money["streams"] = shared if totals or draw(st.booleans()) else by_area
    if model == "domain_sum":
        money["domains"] = {name: [{"points": n, "amount": draw(amount)} for n in range(7)] for name in ("a", "b", "c")}
    elif model == "total_bands":
        last = draw(st.integers(3, 15))
        money["bands"] = [{"points": n, "amount": draw(amount), "name": f"band {n}"} for n in range(last)]
    elif model == "points_curve":
        money |= {"curve": {n: draw(amount) for n in range(16) if draw(st.booleans()) or n == 3}, "whole": False}
    elif model == "ready_reckoner":
        levels = [{"name": f"l{n}", "points": str(n) if n < 4 else "4-20"} for n in range(5)]
        money["rows"] = {"title": "r", "domains": ["a"], "levels": levels}
        money["columns"] = {"title": "c", "domains": ["b", "c"], "levels": levels}
        money["amounts"] = {f"l{r}": {f"l{c}": draw(amount) for c in range(5)} for r in range(5)}
    elif model == "past_cost":
        third = [number("c2", 2, gate), *third]
        domains = [
            Domain(id=name, title=name, questions=tuple(asked))
            for name, asked in (
                ("a", [number("a0", 2), *first]),
                ("b", [*second, number("b0", 3, gate)]),
                ("c", third),
            )
        ]
        percent = {option.id: draw(st.integers(0, 150)) for option in first[1].options}
        money["services"] = {
            "a": {"count": "a0", "each": "12.34", "unit": "a", "next_year": {"question": "a2", "percent": percent}},
            "b": {"count": "b0", "each": draw(amount), "unit": "b"},
            "c": {"count": "c2", "each": "7.77", "unit": "c"},
        }
    elif model == "costed_components":
        money["rates"] = {"one": {"title": "One", "amount": "12.34"}}
        less = {"question": "a2", "percent": {option.id: draw(st.integers(0, 100)) for option in first[1].options}}
        money["components"] = {
            "a": {"rate": "one", "units_per_point": "0.25", "less": less},
            "b": {"rate": "one", "most_units": 2},
            "c": {"rate": "one"},
        }
    else:
        money["period"] = "once"
        money["amounts"] = {
            one.id: {option.id: draw(amount) for option in one.options} for one in (*first, *second, *third)
        }
    money["adjustments"] = draw(st.lists(adjustments(first[0], second[0]), max_size=3))
    scheme = scheme_of(domains, money)
    return scheme, draw(answers_of(scheme))


def adjustments(gate: Question, other: Question) -> st.SearchStrategy[dict[str, Any]]:
    """Any adjustment that looks at one of these questions, at the points or at the amount."""
    amount = st.integers(0, 3000)
    percent = st.integers(0, 150)

    def by_option(one: Question, values: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, int]]:
        return st.fixed_dictionaries({option.id: values for option in one.options})

    return st.one_of(
        amount.map(lambda n: {"kind": "cap", "title": "cap", "amount": n}),
        amount.map(lambda n: {"kind": "floor", "title": "floor", "amount": n}),
        st.integers(1, 9).map(lambda n: {"kind": "complex_needs", "title": "top", "points_at_least": n, "amount": 333}),
        st.just({"kind": "complex_needs", "title": "top", "question": gate.id, "answers": ["o1"], "percent": "12.5"}),
        by_option(other, amount).map(
            lambda found: {"kind": "carer", "title": "carer", "question": other.id, "amounts": found}
        ),
        by_option(gate, st.integers(0, 100)).map(
            lambda found: {"kind": "unpaid_help", "title": "less", "question": gate.id, "percent_off": found}
        ),
        by_option(other, percent).map(
            lambda found: {"kind": "professional_view", "title": "view", "question": other.id, "percent": found}
        ),
    )
