"""The pages as plain HTML forms: no scripts, no browser, and Rasa not there."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import DATA
from web_widget.app import create_app
from web_widget.settings import GatewaySettings


class Forms(HTMLParser):
    """The forms of a page as (action, fields, buttons)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": found["action"], "fields": {}, "buttons": []})
        elif tag in ("input", "textarea") and self.forms:
            self.forms[-1]["fields"][found["name"]] = found.get("value", "")
        elif tag == "button" and self.forms and "name" in found:
            self.forms[-1]["buttons"].append((found["name"], found["value"]))


class Reader:
    """A person with a browser that knows only links and forms."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page = client.get("/g/demo").text

    def press(self, name: str, value: str | None = None, **fields: str) -> str:
        for form in Forms(self.page).forms:
            for button, found in form["buttons"]:
                if button == name and (value is None or found == value):
                    answer = self.client.post(form["action"], data={**form["fields"], **fields, name: found})
                    assert answer.status_code == 200, answer.text
                    self.page = answer.text
                    return self.page
        raise AssertionError(f"no button {name}={value}")

    def type(self, text: str) -> str:
        form = next(form for form in Forms(self.page).forms if "text" in form["fields"])
        self.page = self.client.post(form["action"], data={**form["fields"], "text": text}).text
        return self.page

    @property
    def session(self) -> str:
        return next(form["fields"]["session"] for form in Forms(self.page).forms if form["fields"].get("session"))

    def print(self) -> str:
        form = next(form for form in Forms(self.page).forms if form["action"].endswith("/print"))
        return self.client.post(form["action"], data=form["fields"]).text


@pytest.fixture
def reader(client: TestClient) -> Reader:
    return Reader(client)


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.S)
    assert found
    return found[1].strip()


def walk(reader: Reader, option: int = 2) -> None:
    reader.press("command", "start")
    while 'name="choice"' in reader.page:
        buttons = [value for form in Forms(reader.page).forms for name, value in form["buttons"] if name == "choice"]
        reader.press("choice", buttons[option])


def test_the_whole_way_by_forms(reader: Reader) -> None:
    walk(reader)
    assert title(reader.page) == "Check your answers - Harbourside Together"
    assert reader.page.count('name="change"') == 22
    reader.press("command", "finish")
    assert title(reader.page).startswith("Your starting amount")
    for words in (
        "this looks like about £",
        "It is not an offer and not a cap",
        "Harbourside peer supporters",
        "<svg",
        "<table",
    ):
        assert words in reader.page
    assert reader.page.count("Source: Made up for demonstration") == 10
    printed = reader.print()
    assert "<details open>" in printed
    reader.press("command", "plan")
    assert "What matters most to you" in reader.page
    assert "You told us" in reader.page


def test_chart_and_table_are_from_the_same_data(reader: Reader) -> None:
    walk(reader, 4)
    reader.press("command", "finish")
    highs = [
        int(found.replace(",", ""))
        for found in re.findall(r'<td class="num">£[\d,]+ to £([\d,]+)</td></tr>\n', reader.page)
    ]
    widths = [
        float(found) for found in re.findall(r'class="maybe" x="[\d.]+" y="[\d.]+" width="([\d.]+)"', reader.page)
    ]
    lines = highs[:-1] if len(highs) == len(widths) + 1 else highs
    assert len(lines) == len(widths) == 10
    assert widths == [pytest.approx(high / max(lines) * 100, abs=0.01) for high in lines]


def test_a_change_from_the_check_comes_back_to_the_check(reader: Reader) -> None:
    walk(reader)
    reader.press("change", "sleep")
    assert "How often do you sleep badly?" in reader.page
    assert "(your answer now)" in reader.page
    reader.press("choice", "sleep:never")
    assert title(reader.page).startswith("Check your answers")
    assert "I sleep well" in reader.page


def test_reloading_a_turn_changes_nothing(reader: Reader) -> None:
    reader.press("command", "start")
    form = next(form for form in Forms(reader.page).forms if any(name == "choice" for name, _ in form["buttons"]))
    sent = {**form["fields"], "choice": "opiates:never"}
    first, again = (reader.client.post(form["action"], data=sent).text for _ in range(2))
    assert re.sub(r'value="[\w-]{16}"', "", first) == re.sub(r'value="[\w-]{16}"', "", again)


def test_a_page_gone_back_to_and_used_for_something_else_is_heard(reader: Reader) -> None:
    reader.press("command", "start")
    old = reader.page
    reader.press("choice", "opiates:never")
    reader.page = old
    reader.press("choice", "opiates:most")
    assert "not open now" in reader.page
    reader.page = old
    reader.press("command", "delete")
    assert "Delete everything?" in reader.page


def test_an_old_page_sent_again_shows_where_things_are_now(reader: Reader) -> None:
    walk(reader)
    check = reader.page
    reader.press("command", "finish")
    reader.press("command", "check")
    reader.press("command", "restart")
    reader.press("command", "yes")
    reader.page = check
    reader.press("command", "finish")
    assert title(reader.page).startswith("Question 1")


def test_a_typed_yes_or_no_to_a_question_about_deleting_is_no_answer_without_rasa_either(reader: Reader) -> None:
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    form = next(form for form in Forms(reader.page).forms if "text" in form["fields"])
    reader.press("command", "delete")
    for words in ("maybe", "no"):
        page = reader.client.post(form["action"], data={**form["fields"], "text": words}).text
        assert "I&#39;ve put" not in page
    assert "Nothing has changed" in page


def test_the_check_offers_to_carry_on_while_questions_are_open(reader: Reader) -> None:
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    reader.press("command", "check")
    reader.press("command", "resume")
    assert "Do you want help to stop" in reader.page


def test_text_before_the_start_begins_a_conversation(reader: Reader) -> None:
    page = reader.type("hello")
    assert "Your answers are safe" in page
    assert 'value="start"' in page


def test_the_fragment_is_the_part_without_the_page(client: TestClient) -> None:
    part = client.get("/g/demo", headers={"X-Fragment": "1"}).text
    assert "<html" not in part
    assert 'id="now"' in part


def test_what_is_typed_is_never_shown_back_as_markup(reader: Reader) -> None:
    reader.press("command", "start")
    page = reader.type("<script>alert(1)</script><img src=x onerror=alert(1)>")
    assert "alert(1)" not in page


def test_delete_asks_and_then_ends_without_a_session(reader: Reader) -> None:
    walk(reader)
    reader.press("command", "delete")
    assert 'value="yes"' in reader.page
    reader.press("command", "yes")
    assert "Everything is deleted" in reader.page
    assert 'name="session"' not in reader.page or 'name="session" value=""' in reader.page


@pytest.mark.parametrize("session", ["x", "a.b", "." * 150])
def test_a_session_that_is_over_is_told_kindly(client: TestClient, session: str) -> None:
    answer = client.post("/g/demo", data={"session": session, "command": "start"})
    assert answer.status_code == 404
    assert "This conversation has ended" in answer.text
    assert 'id="urgent"' in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/g/no-such", 404), ("get", "/no-such", 404), ("get", "/schemes/no-such", 404), ("post", "/", 405)],
)
def test_errors_are_pages_with_help_on_them(client: TestClient, method: str, path: str, status: int) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert 'id="urgent"' in answer.text


def test_a_choice_that_is_none_is_an_error_page_and_changes_nothing(reader: Reader) -> None:
    reader.press("command", "start")
    form = next(form for form in Forms(reader.page).forms if any(name == "choice" for name, _ in form["buttons"]))
    for choice in ("opiates:no-such", "no-such:never", "opiates", ":", "x" * 400):
        answer = reader.client.post("/g/demo", data={**form["fields"], "turn_id": "other", "choice": choice})
        assert answer.status_code == 422


PAGES = ["/", "/g/demo", "/g/demo/print", "/schemes/croydon-style", "/no-such"]


@pytest.mark.parametrize("path", PAGES)
def test_urgent_help_is_on_every_page(client: TestClient, path: str) -> None:
    page = client.get(path).text
    for words in ("999", "116 123", "85258", 'href="#urgent"'):
        assert words in page


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/schemes", "/static/guide.css"])
def test_headers_keep_pages_to_ourselves(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    ancestors = "'self' http://127.0.0.1:8090 http://localhost:8090" if path.startswith("/g/") else "'none'"
    assert policy.endswith(f"frame-ancestors {ancestors}")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


def test_hashed_assets_are_cached_for_ever_and_small(client: TestClient) -> None:
    import gzip

    page = client.get("/g/demo").text
    limits = {"css": 6 * 1024, "js": 6 * 1024, "svg": 1024}
    assets = re.findall(r'(?:href|src)="(/static/[\w.]+\?v=\w+)"', page)
    assert len(assets) == 4
    for asset in assets:
        answer = client.get(asset)
        assert "immutable" in answer.headers["cache-control"]
        assert len(gzip.compress(answer.content)) <= limits[asset.split("?")[0].rsplit(".", 1)[1]]
    assert not re.search(r"https?://(?!127|localhost)", re.sub(r"<(a|form id=.leave.) [^>]*>", "", page))


def test_an_organisation_without_a_way_out_shows_no_leave_now(settings: GatewaySettings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("evaluation", "lines", "kept-back"))
    file = data / "organisations/demo.yml"
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("quick_exit")))
    with TestClient(create_app(settings.model_copy(update={"data_dir": data}))) as other:
        assert "Leave now" not in other.get("/g/demo").text


def test_a_script_that_has_left_is_told_so_without_being_sent_on(client: TestClient) -> None:
    answer = client.post("/g/demo/leave", data={"session": "", "gone": "1"}, follow_redirects=False)
    assert (answer.status_code, answer.text) == (204, "")
    assert client.post("/g/demo/leave", data={"session": ""}, follow_redirects=False).status_code == 303
