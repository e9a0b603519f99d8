"""The check for danger. These are its author's own sentences: they show that it works; `make evaluate` shows how well."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.danger_words import look_for_words
from scoring.guide import Guide
from scoring.journey import Journey
from scoring.library import load_library
from scoring.safety import DANGER_OF, Limits, Sign, Stretch, is_our_own, judge, load_reader, load_watch, strongest
from scoring.second_opinion import CLASSES, KINDS
from tests.conftest import DATA

LIBRARY = load_library(DATA)
SCHEME = LIBRARY.schemes.get("croydon-style")
READER, DIALOGUE = load_reader(DATA), load_watch(DATA, "dialogue")
GUIDE = Guide(LIBRARY, SCHEME, LIBRARY.organisation("demo"))
_GATEWAY = load_watch(DATA, "gateway")


def in_the_gateway(words: str) -> Sign | None:
    return _GATEWAY.look(*(Stretch(text, read.danger) for text, read in READER.read_parts(words)))


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
def test_patterns_that_are_clear(danger: str, words: str) -> None:
    assert look_for_words(words) == (danger, "clear")


@pytest.mark.parametrize("words", POSSIBLE)
def test_patterns_that_are_possible(words: str) -> None:
    found = look_for_words(words)
    assert found is not None
    assert found[1] == "possible"


@pytest.mark.parametrize("words", NONE)
def test_ordinary_words_match_no_pattern(words: str) -> None:
    assert look_for_words(words) is None


SAID = {
    "life": ["i want to kill myself", "everyone would be better off if i was dead", "ive written the letters, tonight is the night"],
    "self-harm": ["i cut my arms again last night", "been hurting myself again"],
    "overdose": ["i have just taken all my tablets", "took way too many of them about an hour ago and feel funny"],
    "medical": ["my chest is crushing and my left arm has gone numb", "i keep having fits and cant stop shaking"],
    "abuse": ["my husband punches me", "he takes my money and wont let me out of the house"],
    "neglect": ["they leave me in wet sheets all night and nobody comes"],
    "child": ["my boyfriend hits my little girl"],
    "others": ["i am scared i am going to stab my neighbour"],
    "needs": ["there is no food in the house and the meter has run out"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, all_words in SAID.items() for words in all_words])
def test_what_is_said_outright_is_answered_whatever_the_kind(kind: str, words: str) -> None:
    found = in_the_gateway(words)
    assert found is not None


@pytest.mark.parametrize("words", ["most days", "i sleep badly", "ok", "no thanks", "my sister does the shopping", "why do you ask", "i like gardening", "two or three times a week", "i go to the day centre on tuesdays"])  # fmt: skip
def test_plain_answers_get_no_such_reply(words: str) -> None:
    assert in_the_gateway(words) is None
    assert DIALOGUE.look(Stretch(words)) is None


def test_the_words_of_our_own_options_and_numbers_are_no_sign() -> None:
    for scheme in LIBRARY.schemes.all():
        for question in scheme.questions.values():
            for option in question.all_options:
                for words in (option.label, *option.say, "3"):
                    assert is_our_own(question, words)
    question = SCHEME.questions["sleep"]
    assert not is_our_own(question, "most nights, and i want to die")
    assert not is_our_own(None, "most nights")


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(words: str) -> None:
    DIALOGUE.look(Stretch(words))
    look_for_words(words)


@pytest.mark.parametrize(
    "words", ["", " ", "x" * 5000, "\x00\u202e", "<script>alert(1)</script>", "🙂" * 500, "a " * 3000, "一" * 200]
)
def test_strange_text_is_no_trouble(words: str) -> None:
    in_the_gateway(words)


def test_danger_is_seen_at_the_start_in_the_middle_and_at_the_end_of_a_long_text() -> None:
    plain = "I go to the shops on Monday and I see my friend on Tuesday. " * 12
    for words in (
        f"I want to kill myself. {plain}",
        f"{plain} I want to kill myself. {plain}",
        f"{plain} I want to kill myself.",
    ):
        assert in_the_gateway(words) is not None


LIMITS = Limits(clear=0.8, possible=0.4, hard_counts=0.5, with_a_word=0.3)


def likely(**shares: float) -> np.ndarray:
    values = np.zeros(len(CLASSES), dtype=np.float32)
    for name, share in shares.items():
        values[CLASSES.index(name.replace("_", "-"))] = share
    return values


@pytest.mark.parametrize(
    ("shares", "words", "expected"),
    [
        ({"life": 0.8, "ordinary": 0.2}, None, Sign("life", "clear")),
        ({"life": 0.79, "ordinary": 0.21}, None, Sign("life", "possible")),
        ({"abuse": 0.3, "life": 0.2, "ordinary": 0.5}, None, Sign("abuse", "possible")),
        ({"needs": 0.3, "hard": 0.2, "ordinary": 0.5}, None, Sign("needs", "possible")),
        ({"needs": 0.3, "hard": 0.19, "ordinary": 0.51}, None, None),
        ({"ordinary": 0.7, "life": 0.3}, ("life", "possible"), Sign("life", "possible")),
        ({"ordinary": 0.71, "life": 0.29}, ("life", "clear"), None),
        ({"ordinary": 0.7, "life": 0.3}, ("abuse", "clear"), Sign("abuse", "clear")),
        ({"overdose": 0.9, "life": 0.1}, ("life", "clear"), Sign("medical", "clear")),
    ],
)  # fmt: skip
def test_the_models_and_the_patterns_are_weighed(
    shares: dict[str, float], words: tuple | None, expected: Sign | None
) -> None:
    assert judge(likely(**shares), words, LIMITS) == expected


@pytest.mark.parametrize(
    ("life", "likeness", "level"),
    [
        (0.8, 0.0, "clear"), (0.8, 0.4, "clear"), (0.8, 0.41, "possible"), (0.8, 0.6, None), (0.99, 0.5, "possible"),
        (0.8, 1.0, None), (0.8, -1.0, "clear"),
    ],
)  # fmt: skip
def test_words_like_an_answer_to_the_open_question_are_less_of_a_sign(
    life: float, likeness: float, level: str | None
) -> None:
    sign = judge(likely(life=life, ordinary=1 - life), None, LIMITS, likeness)
    assert (sign.level if sign else None) == level


def test_the_strongest_sign_of_a_message_counts() -> None:
    possible, clear, other = Sign("needs", "possible"), Sign("life", "clear"), Sign("abuse", "clear")
    assert strongest([None, possible, clear, other]) == clear
    assert strongest([None, possible]) == possible
    assert strongest([None]) is strongest([]) is None


@pytest.mark.parametrize("question", ["sleep", "mood"])
def test_an_answer_before_or_behind_does_not_hide_danger(question: str) -> None:
    """The answer is as near to what people say as can be; the other sentence is judged by itself."""
    for said in SAID["life"]:
        answer = SCHEME.questions[question].options[-1].label
        for words in (f"{answer}. {said}", f"{said}. {answer}"):
            signs = [
                Stretch(text, read.danger, 0.0 if said in text else 0.9) for text, read in READER.read_parts(words)
            ]
            assert _GATEWAY.look(*signs) is not None, words


def test_every_kind_has_help_of_its_own() -> None:
    journey = GUIDE.command(Journey(), "start").journey
    said = {danger: GUIDE.safety(journey, Sign(danger, "clear")).said[0].text for danger in set(DANGER_OF.values())}
    assert set(DANGER_OF) == set(KINDS)
    assert "116 123" in said["life"]
    assert "999" in said["medical"]
    assert "116 123" not in said["medical"] + said["abuse"] + said["child"]
    assert "01632 960 004" in said["abuse"]
    assert "0808 2000 247" in said["abuse"]
    assert "0800 1111" in said["child"]
    assert "01632 960 001" in said["needs"]
    for text in said.values():
        assert "999" in text
        assert "answers are safe" in text
    possible = {danger: GUIDE.safety(journey, Sign(danger, "possible")).said[0].text for danger in said}
    assert len(set(possible.values())) == len(said)


@pytest.mark.parametrize("nation", ["england", "wales", "scotland", "northern-ireland"])
def test_each_nation_has_its_own_numbers_and_none_that_may_well_be_wrong(nation: str) -> None:
    lines = LIBRARY.helplines_for(nation)
    assert {"emergency", "crisis", "abuse", "child"} <= {line.kind for line in lines}
    assert any(line.kind == "abuse" and "Men" not in line.name for line in lines)
    assert sum(line.kind == "crisis" and len(line.nations) == 1 for line in lines) >= 1
    assert all(line.risk != "high" for line in lines)
    assert "0300 304 7000" not in {line.phone for line in lines}


def test_a_doubtful_number_is_shown_once_somebody_has_checked_it_and_age_takes_none_away() -> None:
    line = next(one for one in LIBRARY.helplines if one.risk == "high")
    today = dt.date(2026, 11, 22)
    assert not line.shown
    checked = line.model_copy(update={"checked_on": today - dt.timedelta(days=180)})
    assert checked.shown
    assert not checked.due(today)
    old = line.model_copy(update={"checked_on": today - dt.timedelta(days=181)})
    assert old.shown
    assert old.due(today)


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


@pytest.mark.parametrize("danger", ["abuse", "child"])
def test_the_team_that_keeps_people_safe_stands_before_the_helplines(danger: str) -> None:
    words = GUIDE.safety(Journey(), Sign(danger, "clear")).said[0].text  # type: ignore[arg-type]  # one of the dangers
    organisation = LIBRARY.organisation("demo")
    lines = [line.say for line in LIBRARY.helplines_for(organisation.nation) if line.kind == danger]
    assert lines
    team = organisation.child_safeguarding if danger == "child" else organisation.safeguarding
    assert team is not None
    assert words.index("999") < words.index(team.name) < min(words.index(line) for line in lines)
