"""Questions about somebody else: the words for "you" and "I" change, and nothing but those."""

from __future__ import annotations

import re

import pytest

from scoring.library import load_library
from scoring.matching import match_option
from scoring.scheme import Scheme
from scoring.voice import for_someone, scheme_for_someone
from tests.conftest import DATA

LIBRARY = load_library(DATA)
ALL = (*LIBRARY.schemes.all(), *LIBRARY.checks.all())


@pytest.mark.parametrize(
    ("said", "of_another"),
    [
        ("How often do you sleep badly?", "How often do they sleep badly?"),
        ("I'm fine. I manage on my own.", "They're fine. They manage on their own."),
        ("I was worried, and so am I now.", "They were worried, and so are they now."),
        ("How much help do you need?", "How much help do they need?"),
        ("What help would help you?", "What help would help them?"),
        ("Would a course help you get well?", "Would a course help them get well?"),
        ("Count the help you need.", "Count the help they need."),
        ("On a bad day, do you use more than you meant to?", "On a bad day, do they use more than they meant to?"),
        ("Help for you can be help for your child.", "Help for them can be help for their child."),
        ("Nobody judges you for it here.", "Nobody judges them for it here."),
        ("I need someone with me day and night", "They need someone with them day and night"),
        ("It is yours, and you keep it yourself.", "It is theirs, and they keep it themselves."),
        ("You told us about bad sleep. Do you nap?", "You told us about bad sleep. Do they nap?"),
        ("Nothing to change.", "Nothing to change."),
    ],
)
def test_words_are_about_the_person_who_is_helped(said: str, of_another: str) -> None:
    assert for_someone(said) == of_another


@pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.id)
def test_no_question_of_ours_speaks_to_the_helper_or_as_the_person(scheme: Scheme) -> None:
    turned = scheme_for_someone(scheme)
    for question in turned.questions.values():
        for text in (question.text, question.why, question.help, *(option.label for option in question.options)):
            assert not re.search(r"\b(you|your|yours|yourself|I|me|my|mine|myself)\b", text), text
            assert not re.search(
                r"\b(for|with|to|of|from|without) they\b|(?<!for )\bthem (are|were|can|need|want)\b", text
            ), text


@pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.id)
def test_everything_but_the_words_stays_and_both_labels_may_be_typed(scheme: Scheme) -> None:
    turned = scheme_for_someone(scheme)
    assert (turned.id, turned.version, turned.money) == (scheme.id, scheme.version, scheme.money)
    for before, after in zip(scheme.questions.values(), turned.questions.values(), strict=True):
        assert (before.id, before.ask_if, before.number) == (after.id, after.ask_if, after.number)
        for old, new in zip(before.options, after.options, strict=True):
            assert (old.id, old.points) == (new.id, new.points)
            for label in (old.label, new.label):
                found = match_option(after, label)
                assert found is None or found.id == old.id
