"""The way through: nothing is lost, nobody is stuck."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.guide import Guide
from scoring.journey import Journey, progress, question_of
from scoring.library import load_library
from scoring.saying import COMMANDS
from scoring.scheme import SKIPPED, UNKNOWN, Scheme
from tests.conftest import DATA

LIBRARY = load_library(DATA)
SCHEME: Scheme = LIBRARY.schemes.get("croydon-style")
GUIDE = Guide(LIBRARY, SCHEME, LIBRARY.organisation("demo"))

ELSEWHERE = {"rights", "care_act", "amount"}
"""These go on in another scheme; `test_findings.py` has the way to and fro."""

moves = st.lists(
    st.one_of(
        st.tuples(st.just("choose"), st.integers(0, 5)),
        st.tuples(st.just("choose-other"), st.sampled_from(sorted(SCHEME.questions))),
        st.tuples(st.just("change"), st.sampled_from(sorted(SCHEME.questions))),
        st.tuples(st.sampled_from(sorted(COMMANDS - {"delete", *ELSEWHERE})), st.none()),
        st.tuples(st.just("not understood"), st.none()),
        st.tuples(st.just("topic"), st.sampled_from(sorted(LIBRARY.question_by_id))),
    ),
    max_size=60,
)


def move(journey: Journey, name: str, value: object) -> tuple[Journey, int]:
    question = question_of(SCHEME, journey)
    if name == "choose":
        if question is None:
            return journey, 1
        outcome = GUIDE.choose(journey, question.id, question.all_options[int(str(value))].id)
    elif name == "choose-other":
        outcome = GUIDE.choose(journey, str(value), "not_sure")
    elif name == "not understood":
        outcome = GUIDE.not_understood(journey)
    elif name == "topic":
        outcome = GUIDE.topic(journey, str(value))
    else:
        outcome = GUIDE.command(journey, name, str(value) if value else None)
    return outcome.journey, len(outcome.said)


@given(moves)
def test_whatever_is_done_no_answer_is_lost_and_there_is_always_something_to_do(
    steps: list[tuple[str, object]],
) -> None:
    journey = Journey()
    for name, value in steps:
        before = journey
        journey, said = move(before, name, value)
        confirmed = name == "yes" and before.confirm == "restart"
        if not confirmed:
            assert set(before.answers) <= set(journey.answers), f"{name} lost an answer"
        changed = {key for key in before.answers if journey.answers.get(key) != before.answers[key]}
        allowed = {before.open_question} if name in ("choose", "choose-other") else set()
        assert confirmed or changed <= allowed, f"{name} changed {changed}"
        assert said or question_of(SCHEME, journey), f"{name} was silent"
        if journey.stage == "assessment":
            assert question_of(SCHEME, journey) is not None
            asked = [question.id for question in SCHEME.asked(journey.answers)]
            assert journey.open_question in asked
        else:
            assert journey.open_question is None or journey.stage == "paused"
        answered, total = progress(SCHEME, journey)
        assert 0 <= answered <= total


@given(st.lists(st.integers(0, 5), min_size=22, max_size=22))
def test_answering_everything_leads_to_the_check_and_then_the_amount(choices: list[int]) -> None:
    journey = GUIDE.command(Journey(), "start").journey
    for choice in choices:
        question = question_of(SCHEME, journey)
        if question is None:
            break
        journey = GUIDE.choose(journey, question.id, question.all_options[choice].id).journey
    assert journey.stage == "check"
    assert SCHEME.next_question(journey.answers) is None
    journey = GUIDE.command(journey, "finish").journey
    assert journey.stage == "result"
    assert GUIDE.command(journey, "plan").journey.stage == "plan"


def begun() -> Journey:
    return GUIDE.command(Journey(), "start").journey


def test_back_keeps_the_answer_and_a_new_answer_replaces_it() -> None:
    journey = GUIDE.choose(begun(), "opiates", "never").journey
    assert journey.open_question == "wanting-detox"
    journey = GUIDE.command(journey, "back").journey
    assert (journey.open_question, journey.answers["opiates"]) == ("opiates", "never")
    journey = GUIDE.choose(journey, "opiates", "most").journey
    assert journey.answers["opiates"] == "most"
    assert journey.open_question == "keeping-steady"


def test_back_at_the_first_question_says_so_and_stays() -> None:
    outcome = GUIDE.command(begun(), "back")
    assert outcome.journey.open_question == "opiates"
    assert outcome.said[0].text == LIBRARY.say("at_the_start")


def test_skip_leaves_a_mark_but_never_takes_an_answer_away() -> None:
    journey = GUIDE.command(begun(), "skip").journey
    assert journey.answers == {"opiates": SKIPPED}
    journey = GUIDE.choose(GUIDE.command(journey, "back").journey, "opiates", "never").journey
    journey = GUIDE.command(GUIDE.command(journey, "back").journey, "skip").journey
    assert journey.answers["opiates"] == "never"


def test_a_change_from_the_check_comes_back_to_the_check_by_way_of_new_questions() -> None:
    journey = GUIDE.choose(begun(), "opiates", "never").journey
    journey = GUIDE.command(journey, "check").journey
    journey = GUIDE.command(journey, "change", "opiates").journey
    journey = GUIDE.choose(journey, "opiates", "some").journey
    assert journey.open_question == "keeping-steady"
    journey = GUIDE.choose(journey, "keeping-steady", "some").journey
    assert journey.open_question == "prescription"
    journey = GUIDE.choose(journey, "prescription", "never").journey
    assert journey.stage == "check"


def test_pausing_and_coming_back_is_the_same_place() -> None:
    for stage in (begun(), GUIDE.command(GUIDE.choose(begun(), "opiates", "never").journey, "check").journey):
        paused = GUIDE.command(stage, "pause").journey
        assert paused.stage == "paused"
        back = GUIDE.command(paused, "resume").journey
        assert (back.stage, back.open_question, back.answers) == (stage.stage, stage.open_question, stage.answers)


@pytest.mark.parametrize("command", ["restart", "delete"])
def test_what_cannot_be_undone_is_asked_about_and_a_no_or_anything_else_leaves_all(command: str) -> None:
    journey = GUIDE.choose(begun(), "opiates", "never").journey
    asked = GUIDE.command(journey, command)
    assert asked.said[-1].kind == "confirm"
    assert asked.journey.answers == journey.answers
    for other in ("no", "why", "person", None):
        outcome = GUIDE.command(asked.journey, other) if other else GUIDE.not_understood(asked.journey)
        after = outcome.journey
        assert outcome.said[0].text == LIBRARY.say("nothing_lost")
        assert after.answers == journey.answers
        assert after.confirm is None
    assert not GUIDE.command(asked.journey, "yes").journey.answers


def test_finish_before_the_end_shows_the_answers_first() -> None:
    journey = GUIDE.choose(begun(), "opiates", "never").journey
    assert GUIDE.command(journey, "finish").journey.stage == "check"
    assert GUIDE.command(begun(), "finish").journey.stage == "assessment"


def test_not_understood_rephrases_then_explains_then_offers_a_way_out() -> None:
    journey, texts = begun(), []
    for _ in range(3):
        outcome = GUIDE.not_understood(journey)
        journey = outcome.journey
        texts.append(outcome.said[0].text)
    question = SCHEME.questions["opiates"]
    assert texts[0] == LIBRARY.say("rephrase")
    assert all(option.label in texts[1] for option in question.all_options)
    assert "skip" in texts[2]
    assert "person" in texts[2]
    assert GUIDE.choose(journey, "opiates", "some").journey.tries == 0


def test_carrying_on_from_the_check_goes_to_what_is_not_answered_yet() -> None:
    journey = GUIDE.command(GUIDE.choose(begun(), "opiates", "never").journey, "check").journey
    for command in ("resume", "start"):
        assert GUIDE.command(journey, command).journey.open_question == "wanting-detox"


def test_change_finds_the_answer_by_its_name() -> None:
    journey = GUIDE.choose(begun(), "opiates", "never").journey
    found = GUIDE.command(journey, "change", words="I want to change wanting to stop please")
    assert found.journey.open_question == "wanting-detox"
    assert GUIDE.command(journey, "change", words="change heroin").journey.open_question == "opiates"
    assert GUIDE.command(journey, "change", words="change something").journey.open_question == "opiates", "there is one"
    two = GUIDE.choose(journey, "wanting-detox", "never").journey
    assert GUIDE.command(two, "change", words="change something").journey == two
    assert GUIDE.command(journey, "change", words="actually change the first one").journey.open_question == "opiates"


def test_unknown_answers_are_on_every_question() -> None:
    for question in SCHEME.questions.values():
        assert {option.id for option in question.all_options} & UNKNOWN == {"not_sure", "not_said"}
