"""The conversation about a plan, by API and by form, without Rasa: words are kept as they are, and nothing is asked twice."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from scoring.library import load_library
from scoring.scheme import Scheme
from tests.conftest import DATA
from tests.web_widget.test_api import Visitor, is_problem
from tests.web_widget.test_pages import Reader

LIBRARY = load_library(DATA)


def at_the_amount(client: TestClient, **answers: str) -> Visitor:
    """Somebody at the amount of the first scheme, with these answers and "not sure" to the rest."""
    visitor = Visitor(client)
    turn = visitor.send(type="command", name="start").json()["turn"]
    while turn["question"]:
        question = turn["question"]["id"]
        turn = visitor.send(type="choice", question_id=question, option_id=answers.get(question, "not_sure")).json()[
            "turn"
        ]
    visitor.send(type="command", name="finish")
    return visitor


def say(visitor: Visitor, text: str) -> Any:
    return visitor.send(type="text", text=text).json()["turn"]


def do(visitor: Visitor, name: str) -> Any:
    return visitor.send(type="command", name=name).json()["turn"]


def test_each_thought_is_asked_once_and_kept_in_the_same_words(client: TestClient) -> None:
    visitor = at_the_amount(client, sleep="most")
    before = visitor.get("/result").json()["indicative"]
    do(visitor, "plan")
    turn, asked = do(visitor, "think"), []
    assert turn["stage"] == "plan"
    while turn["question"]:
        assert turn["question"]["kind"] == "text"
        asked.append(turn["question"]["id"])
        turn = say(visitor, f"words, for <{asked[-1]}> & more")
    assert "sleep" in asked  # it grew out of an answer
    assert len(asked) == len(set(asked)) == len(LIBRARY.prompts_for({"sleep": "most"}))
    plan = visitor.get("/plan").json()["plan"]
    assert plan["thoughts"]["matters"] == "words, for <matters> & more"
    assert plan["goals"][0]["words"] == "words, for <goal> & more"
    assert plan["bad_day"] == "words, for <bad-day> & more"
    assert visitor.get("/result").json()["indicative"] == before
    assert do(visitor, "think")["question"] is None
    assert "all my thoughts" in do(visitor, "think")["messages"][-1]["text"]


def test_a_thought_can_be_left_and_the_talk_can_stop_and_go_on(client: TestClient) -> None:
    visitor = at_the_amount(client)
    do(visitor, "plan")
    first = do(visitor, "think")["question"]["id"]
    second = do(visitor, "skip")["question"]["id"]
    assert first != second
    assert do(visitor, "plan")["question"] is None  # enough for now
    assert do(visitor, "think")["question"]["id"] == second
    do(visitor, "pause")
    assert do(visitor, "resume")["question"]["id"] == second
    assert do(visitor, "why")["question"]["id"] == second
    assert do(visitor, "back")["question"] is None


def test_what_was_written_on_the_page_is_not_asked_in_the_talk(client: TestClient) -> None:
    visitor = at_the_amount(client)
    do(visitor, "plan")
    goal = {"id": "one", "words": "see my sister"}
    body = {"version": 0, "plan": {"thoughts": {"matters": "my dog"}, "goals": [goal]}}
    visitor.client.put(f"/api/v1/conversations/{visitor.id}/plan", json=body, headers=visitor.auth)
    turn, asked = do(visitor, "think"), []
    while turn["question"]:
        asked.append(turn["question"]["id"])
        turn = do(visitor, "skip")
    assert "matters" not in asked
    assert "goal" not in asked
    assert "good" in asked


def test_what_is_said_in_the_talk_is_added_to_what_stands_there(client: TestClient) -> None:
    visitor = at_the_amount(client)
    do(visitor, "plan")
    do(visitor, "think")
    say(visitor, "my dog")
    version = visitor.get("/plan").json()["version"]
    body = {"version": version, "plan": {"thoughts": {"matters": "my dog, and the sea"}}}
    visitor.client.put(f"/api/v1/conversations/{visitor.id}/plan", json=body, headers=visitor.auth)
    say(visitor, "the garden")
    assert visitor.get("/plan").json()["plan"]["thoughts"] == {"matters": "my dog, and the sea", "good": "the garden"}


def test_real_wealth_can_be_rated_and_said_and_a_wrong_rating_is_refused(client: TestClient) -> None:
    visitor = at_the_amount(client)
    do(visitor, "plan")
    turn = do(visitor, "think")
    while turn["question"]["id"] != "strengths":
        turn = do(visitor, "skip")
    assert [option["id"] for option in turn["question"]["options"]] == ["0", "1", "2", "3", "4"]
    is_problem(visitor.send(type="choice", question_id="strengths", option_id="9"), 422)
    turn = visitor.send(type="choice", question_id="strengths", option_id="3").json()["turn"]
    assert turn["question"]["id"] == "strengths"
    say(visitor, "I listen")
    plan = visitor.get("/plan").json()["plan"]
    assert plan["wealth"] == {"strengths": 3}
    assert plan["thoughts"]["strengths"] == "I listen"


def test_danger_said_to_a_thought_is_heeded_and_not_kept(client: TestClient) -> None:
    visitor = at_the_amount(client)
    do(visitor, "plan")
    do(visitor, "think")
    turn = say(visitor, "nothing matters, I am going to kill myself tonight")
    assert turn["stage"] == "paused"
    assert turn["messages"][0]["kind"] == "safety"
    assert visitor.get("/plan").json()["plan"]["thoughts"] == {}
    assert do(visitor, "resume")["question"]["id"] == "matters"


def test_there_is_no_talk_about_a_plan_before_an_amount(client: TestClient) -> None:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    for name in ("think", "review"):
        turn = do(visitor, name)
        assert turn["stage"] == "assessment"
        assert turn["messages"][-1]["kind"] == "notice"


@pytest.mark.parametrize(
    "scheme", [one for one in LIBRARY.schemes.all() if len(one.questions) > 5], ids=lambda one: one.id
)
def test_every_scheme_has_thoughts_that_grow_out_of_its_answers(scheme: Scheme) -> None:
    own = {
        prompt.id
        for prompt in LIBRARY.prompts
        for question, wanted in prompt.because.items()
        if question in scheme.questions and all(scheme.questions[question].option(one) for one in wanted)
    }
    assert own, scheme.id


def test_the_talk_by_forms(client: TestClient) -> None:
    reader = Reader(client)
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    for command in ("check", "finish", "plan", "think"):
        reader.press("command", command)
    assert "What matters most to you" in reader.page
    assert "<textarea" in reader.page
    reader.type("my dog")
    assert "in your own words" in reader.page
    assert "What is good now" in reader.page
    reader.press("command", "plan")
    assert "A plan of your own" in reader.page
    reader.press("command", "review")
    assert "Looking back" in reader.page
    reader.press("command", "anew")
    assert "Yes, keep the old answers and start" in reader.page


def test_the_money_chooser_suggests_says_why_and_leads_back_to_the_plan(client: TestClient) -> None:
    visitor = at_the_amount(client, sleep="most")
    do(visitor, "plan")
    turn = do(visitor, "holding")
    told = {
        "choosing": "all",
        "boss": "without",
        "papers": "alone",
        "to-hand": "risky",
        "court": "without",
        "trusted": "with",
    }
    while turn["question"]:
        question = turn["question"]["id"]
        turn = visitor.send(type="choice", question_id=question, option_id=told[question]).json()["turn"]
    do(visitor, "finish")
    found = {row["id"]: row for row in visitor.get("/findings").json()["findings"]}
    assert set(found) == {"third-party-risk", "service-fund", "card", "mix"}
    assert "could be a risk" in found["third-party-risk"]["says"]
    turn = do(visitor, "plan")
    assert turn["stage"] == "plan"
    assert visitor.get("/result").json()["lines"]


def test_whoever_has_a_court_order_is_told_what_is_open_to_them(client: TestClient) -> None:
    visitor = Visitor(client, scheme="holding")
    turn = visitor.send(type="command", name="start").json()["turn"]
    while turn["question"]:
        question = turn["question"]["id"]
        option = "with" if question == "court" else "not_said"
        turn = visitor.send(type="choice", question_id=question, option_id=option).json()["turn"]
    do(visitor, "finish")
    found = {row["id"]: row["says"] for row in visitor.get("/findings").json()["findings"]}
    assert "direct-payment" not in found
    assert "You can still ask for a budget" in found["court-order"]
    assert {"notional", "mix"} <= set(found)  # not said leads somewhere useful
