"""The actions as Rasa calls them: through rasa-sdk's executor, with JSON like Rasa's."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from actions.server import create_app, make_executor
from actions.turn import Workshop
from records import Records
from records.settings import Settings
from scoring.guidance import Library
from scoring.journey import Journey
from scoring.meaning import key_of
from scoring.reader import carried
from scoring.safety import load_watch
from scoring.saying import Outcome
from scoring.second_opinion import Floats
from tests.conftest import DATA
from tests.toy_meanings import LIMITS, Toy

DOMAIN = {
    "forms": {"assessment_form": {"required_slots": ["answer"]}},
    "slots": {"answer": {"type": "any", "mappings": []}},
}
numbers = itertools.count()


class Caller:
    """Rasa's side of the wire for one conversation."""

    def __init__(self, library: Library, records: Records, scheme_id: str = "croydon-style") -> None:
        self.records = records
        self.scheme = library.schemes.get(scheme_id)
        toy = Toy(self.scheme)
        meanings = {key_of(self.scheme): toy.meanings}
        self.toy = toy
        self.executor = make_executor(Workshop(library, records, load_watch(DATA, "dialogue"), meanings, LIMITS))
        conversation, _ = records.create("demo", scheme_id, self.scheme.version, "en")
        self.id, self.sender = conversation.id, records.new_visit(conversation.id)

    async def call(
        self,
        action: str,
        text: str = "",
        intent: str = "nlu_fallback",
        confidence: float = 1.0,
        turn_id: str = "",
        vectors: Sequence[Floats] = (),
        **entities: str,
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"turn_id": turn_id or f"turn-{next(numbers)}", "meanings": [carried(one) for one in vectors]},
        }
        tracker = {"sender_id": self.sender, "slots": {"answer": None, "requested_slot": "answer"}, "latest_message": message,
                   "events": [{"event": "user"}], "paused": False, "latest_action_name": "", "followup_action": None,
                   "active_loop": {"name": "assessment_form"}}  # fmt: skip
        result = await self.executor.run(
            {"next_action": action, "sender_id": self.sender, "tracker": tracker, "domain": DOMAIN}
        )
        assert result is not None
        return result.events, [response["custom"] for response in result.responses]

    async def form(self, text: str = "", **more: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return await self.call("validate_assessment_form", text, **more)

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.records.get(self.id).journey.answers)


@pytest.fixture
async def caller(library: Library, records: Records) -> Caller:
    caller = Caller(library, records)
    await caller.call("action_command", intent="command_start")
    return caller


async def test_a_typed_option_is_stored_said_back_and_the_next_question_asked_in_one_call(caller: Caller) -> None:
    events, said = await caller.form("No.", intent="command_no")
    assert caller.answers == {"opiates": "never"}
    assert {"event": "slot", "timestamp": None, "name": "answer", "value": None} in events
    assert said == [
        {"kind": "text", "text": "I've put: I did not use them.", "change": "opiates", "trouble": False},
        {"kind": "question", "question_id": "wanting-detox"},
    ]


async def test_words_that_are_no_answer_return_no_slot_so_that_the_rules_get_their_turn(caller: Caller) -> None:
    events, _ = await caller.form("why do you ask", intent="command_why")
    assert events == []
    assert caller.answers == {}


async def test_the_same_turn_twice_stores_once(caller: Caller) -> None:
    await caller.form("no", turn_id="same")
    await caller.form("no", turn_id="same")
    assert caller.answers == {"opiates": "never"}


async def test_after_a_command_the_same_words_are_not_read_as_an_answer(caller: Caller) -> None:
    """ "yes" confirms the restart; the form, asked again in the same turn, must not take it for an answer."""
    await caller.form("no")
    await caller.call("action_command", intent="command_restart")
    turn = {"text": "yes", "intent": "command_yes", "turn_id": "confirm"}
    assert (await caller.form(**turn))[0] == []
    await caller.call("action_command", **turn)
    await caller.form(**turn)
    assert caller.answers == {}


@pytest.mark.parametrize("asked", ["command_restart", "command_pause"])
async def test_the_words_of_an_option_answer_even_while_something_is_to_be_confirmed(
    caller: Caller, asked: str
) -> None:
    """As its button does. Somebody who is asked "do you want to stop?" and types an answer wants to go on."""
    option = caller.scheme.questions["opiates"].options[-1]
    await caller.call("action_command", "something long", intent=asked, confidence=0.9)
    assert caller.records.get(caller.id).journey.confirm
    await caller.form("or something like it", turn_id="unsure")
    assert caller.answers == {}
    await caller.form(option.label, turn_id="answer")
    assert caller.answers == {"opiates": option.id}
    assert caller.records.get(caller.id).journey.confirm is None


@pytest.mark.parametrize(
    "intent", ["command_back", "command_skip", "command_delete", "command_restart", "command_pause"]
)
async def test_words_that_only_might_be_a_command_move_nobody(caller: Caller, intent: str) -> None:
    before = caller.records.get(caller.id).journey
    _, said = await caller.call("action_command", "something long", intent=intent, confidence=0.6)
    after = caller.records.get(caller.id).journey
    assert (after.stage, after.open_question, after.answers, after.confirm) == (
        before.stage,
        before.open_question,
        {},
        None,
    )
    assert said


async def test_not_sure_in_other_words_is_stored_only_when_sure(caller: Caller) -> None:
    await caller.form("search me", intent="not_sure", confidence=0.79)
    assert caller.answers == {}
    await caller.form("search me", intent="not_sure", confidence=0.8)
    assert caller.answers == {"opiates": "not_sure"}


async def test_free_words_that_are_clear_are_recorded_and_said_back(caller: Caller) -> None:
    _, said = await caller.form(
        "used to be a nod to myself", intent="answer", vectors=[caller.toy.vector(opiates__most=1)]
    )
    assert caller.answers == {"opiates": "most"}
    assert said[0]["text"] == "I've put: Most days."


async def test_between_two_it_asks_and_the_second_is_taken(caller: Caller) -> None:
    close = [caller.toy.vector(opiates__most=1, opiates__often=0.98)]
    _, said = await caller.form("a fair bit", intent="answer", vectors=close)
    assert caller.answers == {}
    assert 'Which is closer: "Most weeks", or "Most days"' in said[0]["text"]
    await caller.form("the second", intent="answer", vectors=close)
    assert caller.answers == {"opiates": "most"}


async def test_words_that_want_something_else_are_no_answer_however_clear_they_look(caller: Caller) -> None:
    clear = [caller.toy.vector(opiates__most=0.6, sleep__never=0.8)]
    events, _ = await caller.form("who will see this", intent="ask_privacy", confidence=0.9, vectors=clear)
    assert (events, caller.answers) == ([], {})
    like_an_answer = [caller.toy.vector(opiates__most=1)]
    events, _ = await caller.form("bin the lot", intent="command_delete", confidence=0.9, vectors=like_an_answer)
    assert (events, caller.answers) == ([], {})


async def test_what_is_said_in_passing_is_asked_when_its_turn_comes_and_a_yes_takes_it(caller: Caller) -> None:
    whole = caller.toy.vector(opiates__never=1)
    parts = [whole, whole, caller.toy.vector(wanting_detox__some=1)]
    _, said = await caller.form(
        "not touched it, though i think about stopping the drink", intent="answer", vectors=parts
    )
    assert caller.answers == {"opiates": "never"}
    assert "told me this already: Maybe, I am thinking about it" in " ".join(one.get("text", "") for one in said)
    await caller.call("action_command", "yes", intent="command_yes")
    assert caller.answers["wanting-detox"] == "some"


async def test_a_no_to_what_was_heard_records_nothing(caller: Caller) -> None:
    whole = caller.toy.vector(opiates__never=1)
    parts = [whole, whole, caller.toy.vector(wanting_detox__some=1)]
    await caller.form("words", intent="answer", vectors=parts)
    events, _ = await caller.form("no", intent="command_no")
    assert events == []
    await caller.call("action_command", "no", intent="command_no")
    assert caller.answers == {"opiates": "never"}


@pytest.mark.parametrize(("suggested", "said_no_is"), [("with", {"has-children": "without"}), ("without", {})])
async def test_a_no_that_also_answers_the_question_is_an_answer(
    library: Library, records: Records, suggested: str, said_no_is: dict[str, str]
) -> None:
    """ "I think you have told me this: Yes", of yes and no: a no is no either way. After "No" it is anybody's guess."""
    caller = Caller(library, records, "everyday-life")
    await caller.call("action_command", intent="command_start")

    def heard(journey: Journey) -> Outcome:
        return Outcome(replace(journey, open_question="has-children", heard={"has-children": suggested}), ())

    records.apply(caller.id, "heard", heard)
    await caller.form("no", intent="command_no")
    assert caller.answers == said_no_is


async def test_thats_not_what_i_meant_opens_the_question_again_and_keeps_the_answer(caller: Caller) -> None:
    await caller.form("no")
    await caller.call("action_command", "no thats wrong", intent="command_take_back", confidence=0.7)
    journey = caller.records.get(caller.id).journey
    assert (journey.open_question, journey.answers) == ("opiates", {"opiates": "never"})


async def test_words_for_the_plan_are_kept_only_after_a_yes(caller: Caller) -> None:
    words = {"text": "I used to love swimming", "intent": "plan_note", "confidence": 0.9}
    await caller.call("action_small_talk", **words)
    await caller.call("action_command", "no", intent="command_no")
    assert caller.records.get(caller.id).journey.notes == ()
    assert caller.records.get(caller.id).journey.held == ""
    await caller.call("action_small_talk", **words)
    await caller.call("action_command", "yes", intent="command_yes")
    assert caller.records.get(caller.id).journey.notes == ("I used to love swimming",)


async def test_where_one_answer_is_given_a_wish_to_change_means_that_one(caller: Caller) -> None:
    wish = {"intent": "command_change", "confidence": 0.9}
    _, said = await caller.call("action_command", "that was wrong, put it right", **wish)
    assert "Which answer do you want to change?" in said[0]["text"]
    await caller.form("no")
    await caller.call("action_command", "that was wrong, put it right", **wish)
    assert caller.records.get(caller.id).journey.open_question == "opiates"
    await caller.form("most days")
    await caller.form("not sure")
    assert len(caller.answers) == 2
    _, said = await caller.call("action_command", "that was wrong, put it right", **wish)
    assert "Which answer do you want to change?" in said[0]["text"]


async def test_what_is_this_for_is_answered_before_anything_is_asked(library: Library, records: Records) -> None:
    caller = Caller(library, records)
    _, said = await caller.call("action_command", "wot is this for", intent="command_why", confidence=0.9)
    assert library.question_by_id["what_is_it"].answer in said[0]["text"]


async def test_an_earlier_answer_is_found_by_what_the_words_are_about(caller: Caller) -> None:
    await caller.form("no")
    about = [caller.toy.vector(opiates__some=0.5, opiates__most=0.5)]
    await caller.call(
        "action_command",
        "actually the gear is worse than i said",
        intent="command_change",
        confidence=0.8,
        vectors=about,
    )
    assert caller.records.get(caller.id).journey.open_question == "opiates"


async def test_a_word_is_explained(caller: Caller) -> None:
    _, said = await caller.call("action_answer_a_question", "whats a broker", intent="ask_word", confidence=0.8)
    assert said[0]["text"].startswith("Broker:")
    _, said = await caller.call("action_answer_a_question", "what is that word", intent="ask_word", confidence=0.8)
    assert "Which word" in said[0]["text"]


@pytest.mark.parametrize(
    ("words", "level"),
    [("i want to kill myself", "clear"), ("i wish i could go to sleep and never wake up", "possible")],
)
async def test_danger_is_seen_by_the_dialogue_alone_too(caller: Caller, words: str, level: str) -> None:
    """No gateway here: whatever action Rasa chose, help comes first, and a clear sign pauses."""
    _, said = await caller.call("action_small_talk", words, intent="greet")
    assert said[0]["kind"] == "safety"
    assert (caller.records.get(caller.id).journey.stage == "paused") == (level == "clear")
    assert (len(said) > 1) == (level == "possible")


async def test_a_button_of_a_question_that_is_not_open_changes_nothing_and_says_so(caller: Caller) -> None:
    await caller.form(intent="choose", question_id="opiates", option_id="never")
    late = {"intent": "choose", "question_id": "opiates", "option_id": "most"}
    assert (await caller.form(**late))[0] == []
    _, said = await caller.call("action_not_understood", **late)
    assert caller.answers == {"opiates": "never"}
    assert "not open" in said[0]["text"]


async def test_a_new_visit_begins_where_the_record_is(caller: Caller) -> None:
    await caller.form("no")
    caller.sender = caller.records.new_visit(caller.id)
    events, _ = await caller.call("action_session_start")
    assert [event["event"] for event in events] == ["session_started", "active_loop", "slot", "action"]
    assert events[1]["name"] == "assessment_form"


async def test_a_visit_that_is_over_does_nothing(caller: Caller) -> None:
    old = caller.sender
    caller.records.new_visit(caller.id)
    caller.sender = old
    assert await caller.call("action_command", intent="command_skip") == ([], [])
    assert caller.answers == {}


@pytest.mark.parametrize(
    "action", ["action_command", "action_answer_a_question", "action_small_talk", "action_not_understood"]
)
@pytest.mark.parametrize("intent", ["ask_no_such", "command_no_such", "no_such", "nlu_fallback"])
async def test_no_action_is_silent_whatever_it_is_called_with(caller: Caller, action: str, intent: str) -> None:
    _, said = await caller.call(action, "words", intent=intent)
    assert said


def settings_for(records: Records, secret: str) -> Settings:
    return Settings(data_dir=DATA, database_url=str(records.engine.url), actions_secret=secret)


def test_the_server_wants_its_secret_and_says_nothing_of_what_failed(
    records: Records, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = TestClient(create_app(settings_for(records, "s3cret")))
    body = {
        "next_action": "action_command",
        "sender_id": "x",
        "tracker": {"sender_id": "x", "latest_message": {"text": "xylophone"}},
    }
    assert app.post("/webhook", json=body).status_code == 401
    assert app.post("/webhook", json=body, headers={"Authorization": "Bearer wrong"}).status_code == 401
    right = {"Authorization": "Bearer s3cret"}
    assert app.post("/webhook", json={**body, "next_action": "no_such"}, headers=right).status_code == 404

    def fail(*_: object) -> None:
        raise ValueError("xylophone")

    monkeypatch.setattr(Records, "by_sender", fail)
    answer: httpx.Response = app.post("/webhook", json=body, headers=right)
    assert answer.status_code == 500
    assert "xylophone" not in answer.text + caplog.text
    assert "ValueError at" in caplog.text


@pytest.mark.parametrize("selective", [True, False], ids=["domain left out", "domain sent as stock Rasa does"])
def test_an_action_answers_the_same_with_and_without_the_domain(records: Records, selective: bool) -> None:
    app = TestClient(create_app(settings_for(records, "s3cret")))
    conversation, _ = records.create("demo", "croydon-style", "2026-04", "en")
    sender = records.new_visit(conversation.id)
    message = {
        "text": "/command_start",
        "intent": {"name": "command_start", "confidence": 1.0},
        "metadata": {"turn_id": "one"},
    }
    tracker = {"sender_id": sender, "slots": {}, "latest_message": message, "events": [], "active_loop": {}}
    call = {"next_action": "action_command", "sender_id": sender, "tracker": tracker}
    body = call if selective else {**call, "domain": DOMAIN}
    answer = app.post("/webhook", json=body, headers={"Authorization": "Bearer s3cret"})
    assert answer.status_code == 200
    assert "Let's begin" in answer.json()["responses"][0]["custom"]["text"]


def test_without_a_secret_the_server_serves_nobody(records: Records) -> None:
    app = TestClient(create_app(settings_for(records, "")))
    assert app.post("/webhook", json={}, headers={"Authorization": "Bearer "}).status_code == 401
