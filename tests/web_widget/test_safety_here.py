"""Help is where it is looked for: on every template, in a plan, without Rasa; and nothing of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from records import Records
from tests.web_widget.test_api import Visitor
from tests.web_widget.test_pages import Forms, Reader
from web_widget import pages

HARM = "i want to kill myself tonight"
TEMPLATES = {path.name for path in (Path(pages.__file__).parent / "templates").glob("[!_]*.html")} - {"base.html"}


def every_page(client: TestClient) -> dict[str, str]:
    """One page of each template."""
    reader = Reader(client)
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    reader.press("command", "check")
    reader.press("command", "finish")
    result = reader.page
    session = next(form["fields"]["session"] for form in Forms(result).forms if "session" in form["fields"])
    own = {"session": session}
    return {
        "home.html": client.get("/").text,
        "guide.html": result,
        "print.html": client.post("/g/demo/print", data=own).text,
        "plan.html": client.post("/g/demo/plan", data=own).text,
        "code.html": client.post("/g/demo/code", data=own).text,
        "about.html": client.get("/g/demo/about/paying").text,
        "scheme.html": client.get("/schemes/croydon-style").text,
        "error.html": client.get("/g/demo/about/no-such").text,
        "paper.html": client.post("/g/demo/papers", data=own).text,
        "review.html": client.post("/g/demo/review", data=own).text,
        "together.html": client.post("/g/demo/together", data=own).text,
        "what_if.html": client.post("/g/demo/what-if", data=own).text,
        "embed.html": client.get("/embed").text,
        "poster.html": client.get("/embed/poster").text,
    }


def test_urgent_help_is_in_the_same_place_on_a_page_of_every_template(client: TestClient) -> None:
    shown = every_page(client)
    assert set(shown) == TEMPLATES
    for name, page in shown.items():
        assert page.index('class="urgent" href="#urgent"') < page.index('id="main"') < page.index('id="urgent"'), name
        for words in ("999", "116 123", "85258"):
            assert words in page, name


@pytest.mark.parametrize(
    "name",
    [
        "guide.html",
        "print.html",
        "plan.html",
        "code.html",
        "about.html",
        "error.html",
        "poster.html",
        "paper.html",
        "review.html",
        "together.html",
        "what_if.html",
    ],
)
def test_pages_of_an_organisation_say_who_there_is_and_let_one_leave(client: TestClient, name: str) -> None:
    page = every_page(client)[name]
    assert "Harbourside adult safeguarding team" in page
    assert "01632 960 001" in page
    assert 'id="leave"' in page
    assert "/static/leave.js" in page
    assert page.index("Harbourside adult safeguarding team</strong>", page.index('id="urgent"')) < page.index(
        "116 123", page.index('id="urgent"')
    ), "the people nearby come first"


@pytest.mark.parametrize("name", ["print.html", "plan.html"])
def test_leaving_from_a_page_with_answers_makes_it_worthless(client: TestClient, name: str) -> None:
    page = every_page(client)[name]
    forms = Forms(page).forms
    leave = next(form for form in forms if form["action"].endswith("/leave"))
    session = leave["fields"]["session"]
    assert session
    client.post(leave["action"], data={"session": session}, follow_redirects=False)
    assert client.post(f"/g/demo/{name.removesuffix('.html')}", data={"session": session}).status_code in (401, 404)


@pytest.mark.parametrize("field", ["bad_day", "goal_0", "what_0", "risks", "questions", "thought_matters-most"])
def test_danger_in_a_plan_is_answered_and_the_plan_is_kept(client: TestClient, field: str) -> None:
    reader = Reader(client)
    reader.press("command", "start")
    session = Forms(reader.page).forms[-1]["fields"]["session"]
    page = client.post("/g/demo/plan", data={"session": session, "save": "1", "version": "0", field: HARM}).text
    assert "Your plan is kept" in page
    assert "116 123" in page[: page.index("<h1>")]
    again = client.post("/g/demo/plan", data={"session": session, "save": "1", "version": "1", field: HARM}).text
    assert "116 123" not in again[again.index('id="main"') : again.index("<h1>")], "what stood there before is not new"


def test_danger_in_a_plan_by_api_is_answered_too(client: TestClient) -> None:
    visitor = Visitor(client)
    body = {"version": 0, "plan": {"bad_day": HARM}}
    kept = client.put(f"/api/v1/conversations/{visitor.id}/plan", json=body, headers=visitor.auth).json()
    assert kept["messages"][0]["kind"] == "safety"
    assert visitor.get("/plan").json()["messages"] == []


@pytest.mark.parametrize(
    ("words", "kind"), [("help", "safety"), ("person", "contacts"), ("i want to talk to a person", "contacts")]
)
def test_help_and_a_person_are_found_by_words_without_rasa(client: TestClient, words: str, kind: str) -> None:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    turn = visitor.send(type="text", text=words).json()["turn"]
    assert kind in [message["kind"] for message in turn["messages"]]
    assert turn["question"]["id"] == "opiates"


def test_what_was_said_about_danger_is_gone_with_the_next_turn(client: TestClient, settings) -> None:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    visitor.send(type="text", text=HARM)
    assert visitor.get().json()["turn"]["messages"][0]["kind"] == "safety"
    again = client.post(
        f"/api/v1/conversations/{visitor.id}/turns",
        json={"turn_id": "turn2", "type": "text", "text": HARM},
        headers=visitor.auth,
    ).json()["turn"]
    assert again["messages"][0]["kind"] == "safety", "a reply that was lost can be had again"
    visitor.send(type="command", name="resume")
    records = Records(settings.database_url)
    assert all(one["kind"] != "safety" for one in (records.reply(visitor.id, "turn2") or {})["messages"])
    assert HARM.encode() not in Path(settings.database_url.removeprefix("sqlite:///")).read_bytes()


def test_help_is_for_where_the_person_lives_once_they_said_so(client: TestClient) -> None:
    visitor = Visitor(client, scheme="rights")
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="nation", option_id="scotland")
    said = visitor.send(type="text", text=HARM).json()["turn"]["messages"][0]["text"]
    assert "0800 83 85 87" in said
    assert "option (2)" not in said
    reader = Reader(client)
    reader.press("command", "rights")
    reader.press("choice", "nation:scotland")
    assert "0800 83 85 87" in reader.page[reader.page.index('id="urgent"') :]
