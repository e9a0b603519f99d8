"""The plan by API and by page: versions, sums, what is asked again, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web_widget.test_api import Visitor, is_problem

PAGE = "/g/demo/plan"


@pytest.fixture
def planner(client: TestClient) -> Visitor:
    """Somebody whose amount is about £750 or more."""
    visitor = Visitor(client, scheme="ready-reckoner")
    turn = visitor.send(type="command", name="start").json()["turn"]
    while turn["question"]:
        question = turn["question"]
        turn = visitor.send(type="choice", question_id=question["id"], option_id=question["options"][-3]["id"]).json()[
            "turn"
        ]
    visitor.send(type="command", name="finish")
    return visitor


def put(visitor: Visitor, version: int, **plan: Any) -> Any:
    body = {"version": version, "plan": plan}
    return visitor.client.put(f"/api/v1/conversations/{visitor.id}/plan", json=body, headers=visitor.auth)


GOAL = {"id": "family", "words": "help my family rather than be a worry to them"}
LINE = {"id": "class", "what": "a class", "goal": "family", "cost": {"amount": "10.00", "per": "week"}}


def test_a_plan_is_kept_with_its_sums_and_the_amount_does_not_move(planner: Visitor) -> None:
    before = planner.get("/result").json()["indicative"]
    assert planner.get("/plan").json()["version"] == 0
    kept = put(planner, 0, goals=[GOAL], lines=[LINE]).json()
    assert (kept["version"], kept["year"]) == (1, "520.00")
    again = planner.get("/plan").json()
    assert again == kept
    assert again["plan"]["goals"][0]["words"] == GOAL["words"]
    assert planner.get("/result").json()["indicative"] == before
    assert float(again["left"]["low"]) == float(before["low"]) - 520


def test_two_who_write_at_once_lose_nothing(planner: Visitor) -> None:
    assert put(planner, 0, goals=[GOAL]).status_code == 200
    problem = is_problem(
        put(planner, 0, lines=[{"id": "walk", "what": "a walk", "cost": {"amount": "0.00", "per": "week"}}]), 409
    )
    both = {one["which"]: one for one in problem["errors"]}
    assert both["now"]["version"] == 1
    assert both["now"]["plan"]["goals"] == [GOAL]
    assert both["sent"]["plan"]["lines"][0]["what"] == "a walk"
    assert planner.get("/plan").json()["plan"]["goals"] == [GOAL]


@pytest.mark.parametrize(
    "plan",
    [
        {"lines": [LINE]},
        {"goals": [GOAL, GOAL]},
        {"no_such": 1},
        {"months": 7},
        {"lines": [{**LINE, "goal": None, "cost": {"amount": "-1.00"}}]},
    ],
)
def test_a_plan_that_does_not_fit_is_refused_and_nothing_is_kept(planner: Visitor, plan: dict[str, Any]) -> None:
    is_problem(put(planner, 0, **plan), 422)
    assert planner.get("/plan").json()["version"] == 0


def test_before_an_amount_there_is_a_plan_without_sums(client: TestClient) -> None:
    visitor = Visitor(client)
    assert put(visitor, 0, goals=[GOAL]).json()["left"] is None


def test_deleting_the_conversation_deletes_the_plan(planner: Visitor) -> None:
    put(planner, 0, goals=[GOAL])
    planner.client.delete(f"/api/v1/conversations/{planner.id}", headers=planner.auth)
    assert planner.get("/plan").status_code == 404


def form(visitor: Visitor, **fields: str) -> str:
    session = f"{visitor.id}.{visitor.token}"
    return visitor.client.post(PAGE, data={"session": session, **fields}).text


def test_the_page_keeps_a_plan_and_says_what_is_left(planner: Visitor) -> None:
    assert "My plan" in form(planner)
    assert planner.get("/plan").json()["version"] == 0
    page = form(
        planner,
        save="1",
        version="0",
        goal_0="sleep better",
        what_0="a class",
        cost_0="about a tenner a week",
        what_1="the park",
        cost_1="free",
        helpers="my sister",
    )
    assert "Your plan is kept" in page
    assert "Your plan costs £520 a year" in page
    assert "Without a class, there is £520 a year for something else." in page
    assert 'value="£10 a week"' in page
    assert "Still open" in page
    plan = planner.get("/plan").json()["plan"]
    assert [line["what"] for line in plan["lines"]] == ["a class", "the park"]
    assert plan["helpers"] == "my sister"


def test_a_cost_that_is_not_one_is_asked_again_and_all_that_was_typed_is_still_there(planner: Visitor) -> None:
    page = form(
        planner,
        save="1",
        version="0",
        goal_0="sleep <b>better</b>",
        what_0="a class",
        cost_0="lots",
        risks="I may not go",
    )
    assert "Please say one amount" in page
    assert 'href="#cost_0"' in page
    assert all(
        words in page for words in ("sleep &lt;b&gt;better&lt;/b&gt;", "a class", 'value="lots"', "I may not go")
    )
    assert planner.get("/plan").json()["version"] == 0


def test_the_page_shows_both_when_another_has_written(planner: Visitor) -> None:
    put(planner, 0, goals=[GOAL])
    page = form(planner, save="1", version="0", goal_0="mine")
    assert "Somebody else has written" in page
    assert GOAL["words"] in page
    assert 'value="mine"' in page
    assert planner.get("/plan").json()["plan"]["goals"] == [GOAL]
    assert "Your plan is kept" in form(planner, save="1", version="1", goal_0="mine", goal_1=GOAL["words"])


def test_a_plan_over_the_amount_is_kept_and_told(planner: Visitor) -> None:
    page = form(planner, save="1", version="0", what_0="a boat", cost_0="£90,000")
    assert "Your plan is kept" in page
    assert "more than the amount" in page


def test_without_the_right_token_there_is_no_plan(planner: Visitor) -> None:
    answer = planner.client.post(PAGE, data={"session": f"{planner.id}.wrong"}, headers={"Accept": "text/html"})
    assert answer.status_code in (401, 404)


def test_the_plan_as_text_has_every_word_and_what_is_open(planner: Visitor) -> None:
    put(planner, 0, goals=[GOAL], lines=[LINE], risks="I may not go", thoughts={"matters": "my dog"})
    text = planner.client.get(
        f"/api/v1/conversations/{planner.id}/plan", headers={**planner.auth, "Accept": "text/plain"}
    ).text
    assert all(
        words in text
        for words in (
            GOAL["words"],
            "a class: £10 a week",
            "I may not go",
            "my dog",
            "£520 a year",
            "STILL OPEN",
            "Nobody has agreed it yet",
        )
    )
    session = f"{planner.id}.{planner.token}"
    saved = planner.client.post("/g/demo/plan.txt", data={"session": session})
    assert saved.text == text
    assert "attachment" in saved.headers["content-disposition"]


def test_the_letter_asks_and_claims_nothing(planner: Visitor) -> None:
    session = f"{planner.id}.{planner.token}"
    text = planner.client.post("/g/demo/plan.txt", data={"session": session, "what": "letter"}).text
    assert "asking" in text or "ask for a personal health budget" in text
    assert "how it was worked out" in text
    assert "[Your name]" in text
    assert "entitled" not in text
