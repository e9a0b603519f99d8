"""Doing it with somebody, or for somebody: the words follow, consent is asked, it is noted, and a helper can be shut out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from records.codes import LETTERS
from tests.web_widget.test_api import API, Visitor, is_problem
from tests.web_widget.test_pages import Reader


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="never")
    return visitor


def words(turn: Any) -> str:
    return " ".join(message["text"] for message in turn["messages"])


def helper_of(visitor: Visitor) -> Visitor:
    """Somebody whom this visitor let in, on a device of their own."""
    code = visitor.client.post(f"{API}/conversations/{visitor.id}/guest", headers=visitor.auth).json()["code"]
    back = visitor.client.post(f"{API}/return", json={"code": code}).json()
    helper = Visitor.__new__(Visitor)
    helper.client, helper.id, helper.token, helper.count = visitor.client, back["id"], back["token"], 1000
    helper.auth = {"Authorization": f"Bearer {helper.token}"}
    return helper


def test_whoever_answers_for_another_says_that_they_know_and_the_words_follow(client: TestClient) -> None:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    turn = visitor.send(type="command", name="helping").json()["turn"]
    assert [message["leads_to"] for message in turn["messages"] if message["leads_to"]] == [
        "for_myself",
        "with_someone",
        "for_someone",
        "for_someone_unable",
    ]
    turn = visitor.send(type="command", name="for_someone").json()["turn"]
    assert "is it all right with them" in words(turn)
    assert turn["question"]["text"] == "In the last month, how often did you use heroin or other opiates?"
    turn = visitor.send(type="command", name="yes").json()["turn"]
    assert turn["question"]["text"] == "In the last month, how often did they use heroin or other opiates?"
    assert turn["question"]["options"][0]["label"] == "They did not use them"
    turn = visitor.send(type="choice", question_id="opiates", option_id="never").json()["turn"]
    assert "I've put: They did not use them." in words(turn)
    assert visitor.get().json()["helping"] == "for"
    assert visitor.get("/result").json()["lines"][0]["because"][0]["answer"] == "They did not use them"
    visitor.send(type="command", name="for_myself")
    assert " you " in visitor.get().json()["turn"]["question"]["text"]
    assert visitor.get().json()["answers"] == {"opiates": "never"}


def test_without_consent_nothing_changes_and_people_are_named(visitor: Visitor) -> None:
    visitor.send(type="command", name="for_someone")
    turn = visitor.send(type="command", name="no").json()["turn"]
    assert "Please ask them first" in words(turn)
    assert turn["messages"][-1]["kind"] == "contacts"
    assert visitor.get().json()["helping"] == ""


@pytest.mark.parametrize(
    ("how", "noted"),
    [
        ("with_someone", "Someone helped me to fill this in."),
        ("for_someone", "The person knows and agrees."),
        ("for_someone_unable", "who cannot say what they want"),
    ],
)
def test_who_answered_is_noted_where_answers_are_shown_and_on_every_paper(
    client: TestClient, how: str, noted: str
) -> None:
    reader = Reader(client)
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    reader.press("command", "helping")
    reader.press("command", how)
    if how == "for_someone":
        reader.press("command", "yes")
    reader.press("command", "check")
    assert noted in reader.page
    reader.press("command", "finish")
    assert noted in reader.print()
    paper = client.post("/g/demo/papers", data={"session": reader.session, "what": "plan"}).text
    assert noted in paper


def test_a_helper_who_is_let_in_answers_beside_the_person_and_is_shut_out_at_once(visitor: Visitor) -> None:
    helper = helper_of(visitor)
    question = helper.get().json()["turn"]["question"]["id"]
    helper.send(type="choice", question_id=question, option_id="some")
    assert visitor.get().json()["answers"][question] == "some"  # the person's own page still works
    visitor.client.delete(f"{API}/conversations/{visitor.id}/guest", headers=visitor.auth)
    is_problem(helper.get(), 401)
    assert visitor.get().status_code == 200


def test_a_helper_may_not_delete_clear_let_in_or_make_codes(visitor: Visitor) -> None:
    helper = helper_of(visitor)
    for call in ("code", "guest"):
        is_problem(helper.client.post(f"{API}/conversations/{helper.id}/{call}", headers=helper.auth), 403)
    is_problem(helper.client.delete(f"{API}/conversations/{helper.id}", headers=helper.auth), 403)
    is_problem(helper.client.delete(f"{API}/conversations/{helper.id}/guest", headers=helper.auth), 403)
    for name in ("delete", "restart"):
        turn = helper.send(type="command", name=name).json()["turn"]
        assert "Only the person themselves" in words(turn)
    visitor.send(type="command", name="delete")  # the person is asked; the helper cannot say yes to it
    turn = helper.send(type="command", name="yes").json()["turn"]
    assert "Only the person themselves" in words(turn)
    assert visitor.get().json()["answers"] == {"opiates": "never"}
    visitor.send(type="command", name="delete")
    visitor.send(type="command", name="yes")
    is_problem(visitor.get(), 404)


def test_a_new_code_shuts_out_the_helper_before(visitor: Visitor) -> None:
    first, second = helper_of(visitor), helper_of(visitor)
    is_problem(first.get(), 401)
    assert second.get().status_code == 200


def test_a_helper_who_leaves_shuts_only_themselves_out(visitor: Visitor) -> None:
    helper = helper_of(visitor)
    helper.client.post("/g/demo/leave", data={"session": f"{helper.id}.{helper.token}", "gone": "1"})
    is_problem(helper.get(), 401)
    assert visitor.get().status_code == 200


def test_both_write_in_the_plan_and_nothing_is_lost(visitor: Visitor) -> None:
    helper = helper_of(visitor)
    url = f"{API}/conversations/{visitor.id}/plan"
    goal = {"id": "one", "words": "see my sister"}
    assert (
        helper.client.put(url, json={"version": 0, "plan": {"goals": [goal]}}, headers=helper.auth).status_code == 200
    )
    problem = is_problem(
        visitor.client.put(url, json={"version": 0, "plan": {"risks": "rain"}}, headers=visitor.auth), 409
    )
    assert {one["which"] for one in problem["errors"]} == {"now", "sent"}


def test_the_pages_let_somebody_in_and_shut_them_out(visitor: Visitor) -> None:
    session = {"session": f"{visitor.id}.{visitor.token}"}
    page = visitor.client.post("/g/demo/together", data=session).text
    assert "Nobody is let in now" in page
    page = visitor.client.post("/g/demo/together", data={**session, "act": "let_in"}).text
    found = re.search(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}</p>", page)
    assert found
    assert "A code is waiting" in page
    came = visitor.client.post("/g/demo/return", data={"code": found[0].removesuffix("</p>")}).text
    assert "Do you want help to stop using" in came
    assert "Somebody is let in now" in visitor.client.post("/g/demo/together", data=session).text
    page = visitor.client.post("/g/demo/together", data={**session, "act": "shut_out"}).text
    assert "Nobody else can see your answers now" in page
