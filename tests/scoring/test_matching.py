"""Typed words that name one option, and words that must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.guidance import load_library
from scoring.matching import match_option
from scoring.scheme import Scheme
from tests.conftest import DATA

SCHEME: Scheme = load_library(DATA).schemes.get("croydon-style")
OPTIONS = [(question, option) for question in SCHEME.questions.values() for option in question.all_options]


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=[f"{q.id}:{o.id}" for q, o in OPTIONS])
def test_each_option_is_found_by_its_number_label_id_and_every_other_word_for_it(question, option) -> None:
    number = question.all_options.index(option) + 1
    for words in (
        str(number),
        f"number {number}",
        option.label,
        option.label.upper() + "!!",
        f"um, {option.label} I think",
        *option.say,
    ):
        assert match_option(question, words) is option, words


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("mood", "nearley every day", "most"),
        ("mood", "more then half the days", "often"),
        ("sleep", "mst nights", "often"),
        ("sleep", "i sleep wel", "never"),
        ("opiates", "I didnt use them", "never"),
        ("getting-out", "hardley ever", "hardly-ever"),
        ("opiates", "i’d rather not say", "not_said"),
        ("opiates", "dunno", "not_sure"),
    ],
)
def test_small_slips_are_read(question: str, words: str, expected: str) -> None:
    found = match_option(SCHEME.questions[question], words)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("sleep", "not every night"),
        ("sleep", "7"),
        ("sleep", "0"),
        ("sleep", "my mum died"),
        ("sleep", "i sleep"),
        ("mood", "not nearly every day"),
        ("rows", "nearly"),
        ("home", "unsettled"),
        ("opiates", ""),
        ("opiates", "now"),
        ("wanting-detox", "know"),
    ],
)
def test_words_that_might_mean_the_opposite_or_nothing_are_left_alone(question: str, words: str) -> None:
    found = match_option(SCHEME.questions[question], words)
    assert found is None or (question, words, found.id) == ("wanting-detox", "now", "most")


@given(st.text(max_size=200), st.sampled_from(sorted(SCHEME.questions)))
def test_any_text_at_all_gives_an_option_or_nothing(words: str, question: str) -> None:
    found = match_option(SCHEME.questions[question], words)
    assert found is None or found in SCHEME.questions[question].all_options
