"""Coming back by a code: once, in time, however it is typed; and whoever guesses is slowed down."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from records.codes import DAYS, LETTERS, as_written, new_code
from tests.web_widget.test_api import API, Visitor, is_problem
from web_widget.tries import MOST, SECONDS, Tries


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="never")
    return visitor


def code_of(visitor: Visitor) -> str:
    return str(visitor.client.post(f"{API}/conversations/{visitor.id}/code", headers=visitor.auth).json()["code"])


def test_a_code_opens_the_conversation_once_and_shuts_the_old_pages(visitor: Visitor) -> None:
    code = code_of(visitor)
    back = visitor.client.post(f"{API}/return", json={"code": f" {code.lower().replace('-', ' ')} "}).json()
    assert back["id"] == visitor.id
    assert back["turn"]["question"]["id"] == "wanting-detox"
    is_problem(visitor.get(), 401)
    fresh = {"Authorization": f"Bearer {back['token']}"}
    assert visitor.client.get(f"{API}/conversations/{visitor.id}", headers=fresh).json()["answers"] == {
        "opiates": "never"
    }
    is_problem(visitor.client.post(f"{API}/return", json={"code": code}), 404)


def test_a_new_code_ends_the_old_one(visitor: Visitor) -> None:
    first, second = code_of(visitor), code_of(visitor)
    is_problem(visitor.client.post(f"{API}/return", json={"code": first}), 404)
    assert visitor.client.post(f"{API}/return", json={"code": second}).status_code == 200


def test_a_code_ends_with_its_days(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from records import rows

    code = code_of(visitor)
    now = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(rows, "now", lambda: now + dt.timedelta(days=DAYS, seconds=1))
    is_problem(visitor.client.post(f"{API}/return", json={"code": code}), 404)
    monkeypatch.setattr(rows, "now", lambda: now + dt.timedelta(days=DAYS, seconds=-60))
    assert visitor.client.post(f"{API}/return", json={"code": code}).status_code == 200


def test_whoever_guesses_is_slowed_down(visitor: Visitor) -> None:
    code = code_of(visitor)
    for _ in range(MOST):
        is_problem(visitor.client.post(f"{API}/return", json={"code": new_code()}), 404)
    is_problem(visitor.client.post(f"{API}/return", json={"code": code}), 429)


def test_tries_are_counted_by_address_and_forgotten() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(MOST):
        assert tries.may("one")
        tries.failed("one")
    assert not tries.may("one")
    assert tries.may("other")
    now[0] = SECONDS + 0.1
    assert tries.may("one")


def test_a_code_is_easy_to_write_down_and_is_not_stored(visitor: Visitor) -> None:
    code = code_of(visitor)
    assert re.fullmatch(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", code)
    assert not set("AEIOU01L") & set(LETTERS)
    assert as_written(" " + code.lower()) == code.replace("-", "")
    assert code not in visitor.get().text


def test_the_pages_show_a_code_and_take_it_back(visitor: Visitor) -> None:
    session = f"{visitor.id}.{visitor.token}"
    page = visitor.client.post("/g/demo/code", data={"session": session}).text
    found = re.search(rf"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}-[{LETTERS}]{{4}}</p>", page)
    assert found
    assert "I have a code" in visitor.client.get("/g/demo").text
    wrong = visitor.client.post("/g/demo/return", data={"code": "XXXX"})
    assert wrong.status_code == 404
    assert "Check each letter" in wrong.text
    assert 'value="XXXX"' in wrong.text
    back = visitor.client.post("/g/demo/return", data={"code": found[0].removesuffix("</p>")}).text
    assert "Do you want help to stop using" in back


def test_deleting_ends_the_code_too(visitor: Visitor) -> None:
    code = code_of(visitor)
    visitor.client.delete(f"{API}/conversations/{visitor.id}", headers=visitor.auth)
    is_problem(visitor.client.post(f"{API}/return", json={"code": code}), 404)
