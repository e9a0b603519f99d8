"""The first list of danger signs. These are its author's own sentences: they show that it works, not how well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.guidance import load_library
from scoring.guide import Guide
from scoring.journey import Journey
from scoring.safety import Sign, look
from tests.conftest import DATA

LIBRARY = load_library(DATA)
SCHEME = LIBRARY.schemes.get("croydon-style")
GUIDE = Guide(LIBRARY, SCHEME, LIBRARY.organisation("demo"))

CLEAR = {
    "life": ["i want to die", "i want to kill myself", "im gonna kill myself tonight", "i feel like killing myself", "suicidal",
             "i don't want to be here anymore", "they'd be better off without me", "i want to finish it all", "i'm done with life",
             "i have had enough of life", "i keep cutting myself", "the shopping is hard and i want to die tbh"],
    "medical": ["i took an overdose", "i've taken too many pills", "ive took all my tablets", "call an ambulance", "i can't breathe"],
    "abuse": ["my boyfriend hits me", "i am being abused", "my son takes my money", "she locks me in my room", "he wont let me leave",
              "my carer hurts me", "someone is hurting my kids"],
}  # fmt: skip
POSSIBLE = ["i tried to kill myself years ago", "i am not going to kill myself", "i want to cut down my overdoses", "i'm not safe",
            "goodbye everyone", "i can't go on", "my brother killed himself", "i have no food", "i've run out of methadone",
            "i can't take it any more", "my carer hurts me when she lifts me"]  # fmt: skip
NONE = ["this form is killing me", "i could die for a cup of tea", "my phone died", "most days", "i can't do it", "i want to stop",
        "my back hurts", "my sister helps me with the shopping", "i sleep badly", "it is dead good", "i hate this", "what if they say no",
        "he takes me to the shops", "i cut my hair"]  # fmt: skip


@pytest.mark.parametrize(
    ("danger", "words"), [(danger, words) for danger, all_words in CLEAR.items() for words in all_words]
)
def test_clear_signs(danger: str, words: str) -> None:
    assert look(words) == Sign(danger, "clear")  # type: ignore[arg-type]


@pytest.mark.parametrize("words", POSSIBLE)
def test_possible_signs(words: str) -> None:
    found = look(words)
    assert found is not None
    assert found.level == "possible"


@pytest.mark.parametrize("words", NONE)
def test_ordinary_words(words: str) -> None:
    assert look(words) is None


def test_no_answer_of_our_own_is_a_sign() -> None:
    for question in SCHEME.questions.values():
        for option in question.all_options:
            for words in (option.label, *option.say):
                assert look(words) is None, words


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(words: str) -> None:
    look(words)


def test_each_danger_has_its_own_help() -> None:
    journey = GUIDE.command(Journey(), "start").journey
    said = {
        danger: GUIDE.safety(journey, Sign(danger, "clear")).said[0].text for danger in ("life", "medical", "abuse")
    }  # type: ignore[arg-type]
    assert "116 123" in said["life"]
    assert said["medical"].index("999") < said["medical"].find("111")
    assert "116 123" not in said["abuse"]
    assert "01632 960 004" in said["abuse"]
    for text in said.values():
        assert "999" in text
        assert "answers are safe" in text


def test_a_clear_sign_pauses_and_the_same_question_is_there_afterwards() -> None:
    journey = GUIDE.choose(GUIDE.command(Journey(), "start").journey, "opiates", "never").journey
    outcome = GUIDE.safety(journey, Sign("life", "clear"))
    assert (outcome.journey.stage, outcome.journey.answers) == ("paused", {"opiates": "never"})
    assert GUIDE.command(outcome.journey, "resume").journey.open_question == "wanting-detox"


def test_a_possible_sign_moves_nobody() -> None:
    journey = GUIDE.command(Journey(), "start").journey
    outcome = GUIDE.safety(journey, Sign("life", "possible"))
    assert outcome.journey == journey
    assert outcome.said[0].kind == "safety"
