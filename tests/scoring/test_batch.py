"""Scoring in bulk gives the same pennies as scoring one by one, on every row."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.allocation import allocate
from scoring.batch import CHUNK, Batch
from scoring.library import load_library
from scoring.scheme import Domain, Scheme, UnknownAnswer
from tests.conftest import DATA
from tests.scoring.examples import answers_of, question, scheme_of, small_schemes

TODAY = dt.date(2026, 11, 22)
SCHEMES = load_library(DATA).schemes.all()
BATCHES = {scheme.id: Batch(scheme, TODAY) for scheme in SCHEMES}


def agree(batch: Batch, rows: list[dict[str, str]]) -> None:
    scores = batch.score(batch.encode(rows))
    for r, answers in enumerate(rows):
        found = allocate(batch.scheme, answers, TODAY).indicative
        bulk = None if scores.outside[r] else (int(scores.low[r]), int(scores.high[r]))
        assert bulk == (None if found is None else (found.low, found.high)), answers


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
@given(st.data())
@settings(max_examples=15)
def test_every_shipped_scheme_row_by_row(scheme: Scheme, data: st.DataObject) -> None:
    agree(BATCHES[scheme.id], data.draw(st.lists(answers_of(scheme), min_size=1, max_size=8)))


@given(small_schemes(), st.data())
@settings(max_examples=150)
def test_every_model_with_forks_and_adjustments_row_by_row(
    made: tuple[Scheme, dict[str, str]], data: st.DataObject
) -> None:
    scheme, answers = made
    agree(Batch(scheme, TODAY), [answers, *data.draw(st.lists(answers_of(scheme), max_size=5))])


def wide_scheme(count: int, rises: bool) -> Scheme:
    """One area with more questions than fit in a table of all its answers, one of which closes off others."""
    gate = question("q0", [0, 1, 2])
    rest = [question(f"q{n}", [0, 1, 2, 3], {"q0": ("o1", "o2")} if n % 5 == 0 else None) for n in range(1, count)]
    domains = [Domain(id="wide", title="wide", questions=(gate, *rest)),
               Domain(id="small", title="small", questions=(question("z", [0, 4]),))]  # fmt: skip
    amounts = [{"points": n, "amount": n * 7 if rises else (n * 7) % 31} for n in range(3 * count)]
    money = {
        "model": "domain_sum",
        "monotonic": rises,
        "domains": {"wide": amounts, "small": [{"points": n, "amount": 11 * n} for n in range(5)]},
    }
    return scheme_of(domains, money)


@pytest.mark.parametrize("rises", [True, False])
@given(st.data())
@settings(max_examples=12)
def test_an_area_of_many_questions_is_added_up_row_by_row(rises: bool, data: st.DataObject) -> None:
    scheme = wide_scheme(14, rises)
    agree(Batch(scheme, TODAY), data.draw(st.lists(answers_of(scheme), min_size=1, max_size=4)))


def test_open_answers_are_scored_in_bulk_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a row leaves open in the shipped schemes, no row is worked out alone."""
    from scoring import batch as module

    def alone(*_: object) -> None:
        raise AssertionError("a row was worked out alone")

    monkeypatch.setattr(module, "allocate", alone)
    chance = np.random.default_rng(2)
    for scheme in SCHEMES:
        batch = BATCHES[scheme.id]
        sizes = [len(question.graded) for question in batch.questions]
        codes = np.stack([chance.integers(0, size + 1, 300) for size in sizes]).astype(np.uint16)
        scores = batch.score(codes)
        assert (scores.low <= scores.high).all()


def test_rows_keep_their_place_across_chunks() -> None:
    batch = BATCHES["croydon-style"]
    chance = np.random.default_rng(1)
    sizes = [len(question.graded) for question in batch.questions]
    codes = np.stack([chance.integers(0, size, 2 * CHUNK + 7) for size in sizes]).astype(np.uint16)
    scores = batch.score(codes)
    for row in (0, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 6):
        found = allocate(batch.scheme, batch.answers(codes, row), TODAY).indicative
        assert found is not None
        assert (scores.low[row], scores.high[row]) == (found.low, found.high)


def test_no_rows_are_no_trouble() -> None:
    batch = BATCHES["recovery"]
    assert batch.score(batch.encode([])).low.shape == (0,)


def test_answers_come_back_from_their_codes() -> None:
    batch = BATCHES["past-cost"]
    answers = {"hospital-nights": "14", "hospital-next": "less"}
    assert batch.answers(batch.encode([answers]), 0) == answers


def test_an_unknown_answer_and_the_wrong_number_of_questions_are_refused() -> None:
    batch = BATCHES["recovery"]
    with pytest.raises(UnknownAnswer, match="no-such"):
        batch.encode([{"low-mood": "no-such"}])
    with pytest.raises(ValueError, match="questions were given"):
        batch.score(np.zeros((3, 10), dtype=np.uint16))
