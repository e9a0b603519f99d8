"""Typed words that name one option, and words that must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.library import load_library
from scoring.matching import is_a_question, match_option
from scoring.scheme import Scheme, names_of, normalise
from tests.conftest import DATA

SCHEME: Scheme = load_library(DATA).schemes.get("croydon-style")
EVERY = [question for scheme in load_library(DATA).schemes.all() for question in scheme.questions.values()]
OPTIONS = [(question, option) for question in EVERY for option in question.all_options]
NIGHTS = next(question for question in EVERY if question.id == "hospital-nights")


@pytest.mark.parametrize(("question", "option"), OPTIONS, ids=[f"{q.id}:{o.id}" for q, o in OPTIONS])
def test_each_option_is_found_by_its_label_and_every_other_word_for_it(question, option) -> None:
    for words in (option.label, option.label.upper() + "!!", f"um, {option.label} I think", *option.say):
        assert match_option(question, words) is option, words


CHOICES = [(question, option) for question, option in OPTIONS if question.kind == "choice"]


@pytest.mark.parametrize(("question", "option"), CHOICES, ids=[f"{q.id}:{o.id}" for q, o in CHOICES])
def test_the_number_on_the_button_is_the_option_where_buttons_have_numbers(question, option) -> None:
    number = question.all_options.index(option) + 1
    named = ("one", "two", "three", "four", "five", "six")[number - 1]
    for words in (str(number), f"number {number}", f"option {named}", f"{number}."):
        found = match_option(question, words)
        assert found is option if question.numbered else (found is None or normalise(words) in names_of(found)), words


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


NOT_ANSWERS = {
    "opiates": ["", "now", "ever", "one", "i'm not safe", "next month"],
    "keeping-steady": ["it isnt steady", "it is unsteady", "not very hard"],
    "wanting-detox": ["know", "yes", "yeah", "no now"],
    "safe-place": ["it isnt fine", "no good", "its no good", "probably no good", "no one", "i have a home"],
    "coping-ill": ["no one", "a person"],
    "travel": ["it isnt often hard", "it is not often hard"],
    "home": ["it is unsettled", "it isnt settled", "i have a settled home", "no good", "unsettled"],
    "paperwork": ["possible", "no easy", "not very hard"],
    "using-alone": ["ever"],
    "accidents": ["5", "option 2"],
    "support-to-change": ["no one"],
    "sleep": ["not every night", "7", "0", "my mum died", "i sleep", "i sleep unwell"],
    "mood": ["not nearly every day", "less than half the days"],
    "someone-to-turn-to": ["just one"],
    "rows": ["nearly", "ever"],
}


@pytest.mark.parametrize(
    ("question", "words"), [(key, words) for key, all_words in NOT_ANSWERS.items() for words in all_words]
)
def test_words_that_might_mean_the_opposite_or_nothing_are_left_alone(question: str, words: str) -> None:
    assert match_option(SCHEME.questions[question], words) is None


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("wanting-detox", "nah", "never"),
        ("safe-place", "yeah", "never"),
        ("rows", "nope", "never"),
        ("accidents", "2", "often"),
        ("accidents", "one", "some"),
        ("paperwork", "i can't do it", None),
    ],
)
def test_plain_yes_no_counts_and_cannot(question: str, words: str, expected: str | None) -> None:
    found = match_option(SCHEME.questions[question], words)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    "words", ["what is it", "Can I buy a bike with it", "is this private", "so how much", "my son?", "if they say no"]
)
def test_a_question_is_seen(words: str) -> None:
    assert is_a_question(words)


@pytest.mark.parametrize(
    "words", ["i can't get through it alone", "well to be honest my key worker helps", "", "not what i meant"]
)
def test_what_is_no_question_is_not_taken_for_one(words: str) -> None:
    assert not is_a_question(words)


@given(st.text(max_size=200), st.sampled_from(sorted(SCHEME.questions)))
def test_any_text_at_all_gives_an_option_or_nothing(words: str, question: str) -> None:
    found = match_option(SCHEME.questions[question], words)
    assert found is None or found in SCHEME.questions[question].all_options


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("14", "14"), ("about 14 nights", "14"), ("fourteen", "14"), ("twenty-one", "21"), ("twenty one", "21"),
        ("none", "0"), ("never been in", "0"), ("0", "0"), ("once", "1"), ("i was in twice", "2"), ("a dozen", "12"),
        ("366", "366"), ("Fourteen!!", "14"),
    ],
)  # fmt: skip
def test_one_number_in_words_is_the_answer_to_a_number_question(words: str, count: str) -> None:
    found = match_option(NIGHTS, words)
    assert found is not None
    assert found.id == count


@pytest.mark.parametrize(
    "words",
    [
        "6 or 7",
        "twice a week",
        "3 every month",
        "367",
        "-",
        "lots",
        "1.5",
        "1,000",
        "how many is 3?",
        "a few",
        "every 2 weeks",
        "2 weeks",
        "3 days",
        "2 weekly",
        "less than 3",
        "over 20",
        "3 or so months",
        "not 4",
        "4 visits a day",
        "one of these",
        "i was 12 when it began",
    ],
)
def test_what_is_not_one_number_within_bounds_is_asked_again(words: str) -> None:
    assert match_option(NIGHTS, words) is None


@pytest.mark.parametrize("words", ["i dont no", "dont no", "I don't no", "i dunno", "not shure", "dont kno"])
def test_not_knowing_is_known_however_it_is_spelt(words: str) -> None:
    """The "no" in it must never be heard as an answer."""
    for question in EVERY:
        found = match_option(question, words)
        assert found is not None, question.id
        assert found.id == "not_sure", question.id


def test_unknown_can_be_said_to_a_number_question_too() -> None:
    assert match_option(NIGHTS, "dunno").id == "not_sure"  # type: ignore[union-attr]  # the test fails if None
    assert match_option(NIGHTS, "rather not say").id == "not_said"  # type: ignore[union-attr]  # as above


def test_the_unit_of_the_question_may_be_said_and_another_one_is_asked_about() -> None:
    hours = next(question for question in EVERY if question.id == "house-hours")
    for words in ("6 hours a week", "about six hours a week", "6", "1 hour a week"):
        found = match_option(hours, words)
        assert found is not None, words
        assert found.id in ("6", "1")
    for words in ("6 hours a day", "6 hours a month", "6 times a week"):
        assert match_option(hours, words) is None, words
