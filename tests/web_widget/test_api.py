"""The JSON API: its promises, and what it does with what does not fit. Rasa is not there in these tests."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"


class Visitor:
    def __init__(self, client: TestClient, **wanted: str) -> None:
        self.client = client
        made = client.post(f"{API}/conversations", json={"organisation": "demo", **wanted}).json()
        self.id, self.token, self.turn = made["id"], made["token"], made["turn"]
        self.auth = {"Authorization": f"Bearer {self.token}"}
        self.count = 0

    def send(self, **turn: Any) -> Any:
        self.count += 1
        body = {"turn_id": f"turn{self.count}", **turn}
        return self.client.post(f"{API}/conversations/{self.id}/turns", json=body, headers=self.auth)

    def get(self, rest: str = "") -> Any:
        return self.client.get(f"{API}/conversations/{self.id}{rest}", headers=self.auth)


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    return Visitor(client)


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    return dict(body)


def test_a_conversation_begins_with_words_and_a_token_shown_once(visitor: Visitor) -> None:
    assert visitor.turn["stage"] == "welcome"
    assert visitor.turn["messages"]
    assert len(visitor.token) >= 40
    assert visitor.token not in visitor.get().text


def test_buttons_go_all_the_way_without_rasa_and_nothing_is_lost(visitor: Visitor) -> None:
    turn = visitor.send(type="command", name="start").json()["turn"]
    seen = []
    while turn["question"]:
        question = turn["question"]
        assert [option["id"] for option in question["options"]][-2:] == ["not_sure", "not_said"]
        assert question["why"]
        assert question["help"]
        assert question["position"] == len(seen) + 1
        assert question["position"] <= question["total"]
        seen.append(question["id"])
        turn = visitor.send(type="choice", question_id=question["id"], option_id=question["options"][2]["id"]).json()[
            "turn"
        ]
        assert turn["messages"][0]["kind"] == "notice"
    assert turn["stage"] == "check"
    assert set(visitor.get().json()["answers"]) == set(seen)
    assert visitor.send(type="command", name="finish").json()["turn"]["stage"] == "result"
    result = visitor.get("/result").json()
    assert result["indicative"]["low"] == result["indicative"]["high"]
    assert visitor.send(type="command", name="plan").json()["turn"]["stage"] == "plan"


def test_typed_words_without_rasa_are_read_when_they_name_an_option_and_answered_honestly_when_not(
    visitor: Visitor,
) -> None:
    visitor.send(type="command", name="start")
    turn = visitor.send(type="text", text="i do not use them").json()["turn"]
    assert visitor.get().json()["answers"] == {"opiates": "never"}
    turn = visitor.send(type="text", text="what is a personal budget").json()["turn"]
    assert turn["messages"][0]["kind"] == "notice"
    assert "Your answers are safe" in turn["messages"][0]["text"]
    assert turn["question"]["id"] == "wanting-detox"


def test_the_same_turn_id_answers_the_same_and_writes_once(visitor: Visitor) -> None:
    visitor.send(type="command", name="start")
    turn = {"turn_id": "same", "type": "choice", "question_id": "opiates", "option_id": "never"}
    first = visitor.send(**turn).json()
    second = visitor.send(**turn).json()
    third = visitor.send(**{**turn, "option_id": "most"}).json()
    assert first == second == third
    assert visitor.get().json()["answers"] == {"opiates": "never"}


def test_the_result_is_the_shape_that_partners_rely_on(visitor: Visitor) -> None:
    is_problem(visitor.get("/result"), 409)
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="never")
    body = visitor.get("/result").json()
    assert {"scheme", "indicative", "lines", "adjustments", "unanswered", "statement", "caveats", "agreed"} <= set(body)
    assert set(body["indicative"]) == {"low", "high", "period", "currency"}
    assert body["indicative"]["low"] == "0.00"
    line = body["lines"][0]
    assert {"domain", "title", "stream", "points", "amount", "because", "rule", "source"} <= set(line)
    assert line["because"][0] == {
        "question_id": "opiates",
        "question": "In the last month, how often did you use heroin or other opiates?",
        "answer": "I did not use them",
        "points": 0,
    }
    assert "mood" in body["unanswered"]
    assert "not an offer and not a cap" in " ".join(body["caveats"])
    assert body["agreed"] is None


def test_score_needs_no_conversation_and_agrees_with_it(client: TestClient, visitor: Visitor) -> None:
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="some")
    scored = client.post(f"{API}/score", json={"scheme": "croydon-style", "answers": {"opiates": "some"}}).json()
    assert scored == visitor.get("/result").json()


def test_the_scheme_is_published_with_points_money_dates_sources_and_examples(client: TestClient) -> None:
    assert [one["id"] for one in client.get(f"{API}/schemes").json()] == sorted(SCHEMES)
    body = client.get(f"{API}/schemes/croydon-style").json()
    assert len(body["domains"]) == 10
    assert body["money"][0]["from"] == "2026-04-01"
    assert body["money"][0]["source"]["title"]
    row = body["money"][0]["domains"]["emotional-wellbeing"][1]
    assert (row["points"], row["amount"]) == ("1-3", "450.00")
    assert body["cases"]
    page = client.get("/schemes/croydon-style")
    assert page.status_code == 200
    assert "£2,400" in page.text


def test_deleting_means_gone(visitor: Visitor) -> None:
    assert visitor.client.delete(f"{API}/conversations/{visitor.id}", headers=visitor.auth).status_code == 204
    is_problem(visitor.get(), 404)


def test_deleting_in_words_asks_first_and_then_means_gone(visitor: Visitor) -> None:
    turn = visitor.send(type="command", name="delete").json()["turn"]
    assert turn["messages"][-1]["kind"] == "confirm"
    assert visitor.send(type="command", name="yes").json()["turn"]["stage"] == "ended"
    is_problem(visitor.get(), 404)


def test_tokens(client: TestClient, visitor: Visitor) -> None:
    path = f"{API}/conversations/{visitor.id}"
    is_problem(client.get(path), 401)
    is_problem(client.get(path, headers={"Authorization": "Bearer wrong"}), 401)
    is_problem(client.get(path, headers={"Authorization": f"Basic {visitor.token}"}), 401)
    is_problem(client.get(f"{API}/conversations/no-such", headers=visitor.auth), 404)
    other = Visitor(client)
    is_problem(client.get(f"{API}/conversations/{other.id}", headers=visitor.auth), 401)


BAD_TURNS: list[tuple[str, Any]] = [
    ("an unknown question", {"type": "choice", "question_id": "no-such", "option_id": "never"}),
    ("an unknown option", {"type": "choice", "question_id": "opiates", "option_id": "no-such"}),
    ("skipped is no option to choose", {"type": "choice", "question_id": "opiates", "option_id": "skipped"}),
    ("an unknown command", {"type": "command", "name": "format"}),
    ("a change of an unknown question", {"type": "command", "name": "change", "question_id": "no-such"}),
    ("an unknown type", {"type": "shout", "text": "hello"}),
    ("no type", {"text": "hello"}),
    ("an extra key", {"type": "text", "text": "hello", "sender": "default"}),
    ("text that is no text", {"type": "text", "text": ["hello"]}),
    ("a turn id that is no id", {"type": "text", "text": "hello", "turn_id": "../../x"}),
    ("an empty turn id", {"type": "text", "text": "hello", "turn_id": ""}),
    ("a long turn id", {"type": "text", "text": "hello", "turn_id": "x" * 65}),
    ("half a character", {"type": "text", "text": "\ud800"}),
]


@pytest.mark.parametrize("turn", [row[1] for row in BAD_TURNS], ids=[row[0] for row in BAD_TURNS])
def test_a_turn_that_does_not_fit_is_a_clear_problem_and_changes_nothing(
    visitor: Visitor, turn: dict[str, Any]
) -> None:
    visitor.send(type="command", name="start")
    before = visitor.get().json()
    body = {"turn_id": "bad", **turn}
    answer = visitor.client.post(
        f"{API}/conversations/{visitor.id}/turns",
        content=json.dumps(body),
        headers={**visitor.auth, "Content-Type": "application/json"},
    )
    is_problem(answer, 422)
    assert visitor.get().json() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"type": NaN}', b"[" * 5000])
def test_malformed_json_is_a_clear_problem(visitor: Visitor, body: bytes) -> None:
    headers = {**visitor.auth, "Content-Type": "application/json"}
    answer = visitor.client.post(f"{API}/conversations/{visitor.id}/turns", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_never_repeats_what_was_sent(visitor: Visitor) -> None:
    answer = visitor.send(type="text", text="xylophone", extra="xylophone")
    assert "xylophone" not in json.dumps(is_problem(answer, 422))


def test_too_much_is_refused_and_a_lot_of_text_is_asked_for_again(visitor: Visitor) -> None:
    visitor.send(type="command", name="start")
    turn = visitor.send(type="text", text="a" * 100_000).json()["turn"]
    assert "2000 letters" in turn["messages"][0]["text"]
    assert turn["question"]["id"] == "opiates"
    is_problem(visitor.send(type="text", text="a" * 2_000_000), 413)
    assert visitor.get().json()["answers"] == {}


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00\x07\x1b[31m", "\u202eright to left\u202c", "😀" * 50, "مرحبا", "<script>alert(1)</script>", "{{7*7}}",
     "{answer}", "/restart", "///command_delete", " /choose{}", "'; DROP TABLE answers;--", "%s%n", "\u200b\u2060", "/"],
)  # fmt: skip
def test_any_text_gets_a_kind_reply_and_changes_no_answer(visitor: Visitor, text: str) -> None:
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="never")
    turn = visitor.send(type="text", text=text).json()["turn"]
    assert turn["messages"]
    assert turn["question"]["id"] == "wanting-detox"
    assert visitor.get().json()["answers"] == {"opiates": "never"}


@pytest.mark.parametrize("words", ["{} i want to die", "i want to die {}"])
@pytest.mark.parametrize("times", [4, 12, 40, 5_000])
def test_danger_is_seen_at_either_end_of_a_long_text_without_a_full_stop(
    visitor: Visitor, words: str, times: int
) -> None:
    visitor.send(type="command", name="start")
    turn = visitor.send(type="text", text=words.format("and then we had tea and watched the telly " * times)).json()[
        "turn"
    ]
    assert turn["messages"][0]["kind"] == "safety"
    assert turn["stage"] == "paused"


BAD_SCORES: list[tuple[int, dict[str, Any]]] = [
    (404, {"scheme": "no-such", "answers": {}}),
    (404, {"scheme": "croydon-style", "version": "1999", "answers": {}}),
    (422, {"scheme": "croydon-style", "answers": {"no-such": "never"}}),
    (422, {"scheme": "croydon-style", "answers": {"opiates": "no-such"}}),
    (422, {"scheme": "croydon-style", "answers": {"opiates": 3}}),
    (422, {"scheme": "croydon-style", "answers": {}, "date": "1999-01-01"}),
    (422, {"scheme": "croydon-style", "answers": {}, "date": "soon"}),
    (422, {"scheme": "croydon-style", "answers": [], "date": None}),
]


@pytest.mark.parametrize(("status", "body"), BAD_SCORES)
def test_scores_that_do_not_fit(client: TestClient, status: int, body: dict[str, Any]) -> None:
    is_problem(client.post(f"{API}/score", json=body), status)


def test_unknown_things_are_not_found(client: TestClient) -> None:
    is_problem(client.post(f"{API}/conversations", json={"organisation": "no-such"}), 404)
    is_problem(client.post(f"{API}/conversations", json={"organisation": "demo", "scheme": "no-such"}), 422)
    is_problem(client.post(f"{API}/conversations", json={"organisation": "demo", "language": "tlh"}), 422)
    is_problem(client.get(f"{API}/schemes/no-such"), 404)
    is_problem(client.get(f"{API}/no-such"), 404)
    is_problem(client.put(f"{API}/score"), 405)


def test_what_goes_wrong_inside_is_told_without_its_words_and_with_every_header(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("xylophone")

    monkeypatch.setattr("records.Records.reply", fail)
    answer = visitor.send(type="text", text="hello")
    is_problem(answer, 500)
    assert "xylophone" not in answer.text + caplog.text
    assert "content-security-policy" in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_health_ready_and_metrics(client: TestClient, visitor: Visitor) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 503
    body = ready.json()
    assert "samaritans" in body.pop("helplines_to_check")  # due, and no reason not to be ready
    assert body == {"database": "ok", "dialogue": "down"}
    visitor.send(type="text", text="xylophone")
    assert 'first_step_turns_total{by="gateway"} 1.0' in client.get("/metrics").text


def test_the_api_describes_itself(client: TestClient) -> None:
    described = client.get(f"{API}/openapi.json").json()
    assert {"/api/v1/conversations", "/api/v1/conversations/{conversation_id}/turns", "/api/v1/score"} <= set(
        described["paths"]
    )


SCHEMES = ["care-hours", "croydon-style", "everyday-life", "one-off", "past-cost", "ready-reckoner", "recovery"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_is_published_as_data_and_as_a_page(client: TestClient, scheme: str) -> None:
    body = client.get(f"{API}/schemes/{scheme}").json()
    assert body["rules"]
    assert body["cases"]
    page = client.get(f"/schemes/{scheme}").text
    for domain in body["domains"]:
        for question in domain["questions"]:
            assert html.escape(question["text"], quote=False).replace("'", "&#39;") in page
    for rule in body["rules"]:
        assert rule["title"] in page


def test_a_number_is_answered_by_choice_and_one_out_of_range_is_refused(client: TestClient) -> None:
    visitor = Visitor(client, scheme="past-cost")
    turn = visitor.send(type="command", name="start").json()["turn"]
    assert turn["question"]["kind"] == "number"
    assert turn["question"]["number"]["most"] == 366
    is_problem(visitor.send(type="choice", question_id="hospital-nights", option_id="367"), 422)
    turn = visitor.send(type="choice", question_id="hospital-nights", option_id="14").json()["turn"]
    assert turn["question"]["id"] == "hospital-next"
    assert visitor.get("").json()["answers"] == {"hospital-nights": "14"}
