"""Pages in Easy Read and in Welsh: every text has its own, what has none is marked as English, and it stays so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from scoring.library import load_library
from tests.conftest import DATA
from tests.web_widget.test_api import API, Visitor
from tests.web_widget.test_pages import Forms, Reader
from tests.web_widget.test_safety_here import every_page
from web_widget import pages, tongue

TEMPLATES = Path(pages.__file__).parent / "templates"
FOR_ORGANISATIONS = {"embed.html", "poster.html", "scheme.html"}
WELSH = tongue.load_catalogues()["cy"]


def texts_of_templates() -> set[str]:
    """Every text that a template says: in `_("…")`, as a label, and in the lists of words that it chooses from."""
    found: set[str] = set()
    for path in TEMPLATES.glob("*.html"):
        if path.name in FOR_ORGANISATIONS:
            continue
        text = path.read_text()
        found |= {double or single for double, single in re.findall(r"""_\((?:"([^"]*)"|'([^']*)')""", text)}
        found |= set(re.findall(r'button\("\w+", "([^"]*)"', text))
        found |= set(re.findall(r'(?:area|line)\("\w+"(?: ~ \w+)?, "([^"]+)"', text))
        for words in re.findall(r"set (?:further_names|kinds|title, yes, no) = \{(.*?)\}", text, re.S):
            found |= {one for one in re.findall(r'"([^"]+)"', words) if " " in one}
    return found - {""}


def test_every_text_of_the_pages_is_in_welsh_with_the_same_places_to_fill_in() -> None:
    texts = texts_of_templates()
    assert len(texts) > 250
    assert sorted(texts - set(WELSH)) == []
    for english, welsh in WELSH.items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", welsh)), english


def test_a_text_that_nobody_translated_stays_in_english_and_what_is_filled_in_is_made_safe() -> None:
    spoken = tongue.Tongue({"cy": {"Hello {name}": "Helo {name}"}})
    assert spoken.say("cy", "Hello {name}", name="<b>") == "Helo &lt;b&gt;"
    assert spoken.say("cy", "Not there") == "Not there"
    assert spoken.say("en", "Hello {name}", name="Jo") == "Hello Jo"


def test_a_talk_begun_in_welsh_goes_on_in_welsh(client: TestClient) -> None:
    reader = Reader(client)
    reader.page = client.get("/g/demo?lang=cy").text
    assert '<html lang="cy">' in reader.page
    assert "Dechrau" in reader.page
    reader.press("command", "start")
    assert "pa mor aml y defnyddioch chi heroin" in reader.page
    assert "Dydw i ddim yn siŵr" in reader.page
    reader.press("choice", "opiates:never")
    assert "Rwyf wedi rhoi: Wnes i ddim eu defnyddio." in reader.page
    reader.press("command", "check")
    assert "Gwiriwch eich atebion" in reader.page
    reader.press("command", "finish")
    assert "Eich swm cychwynnol" in reader.page
    assert '<p class="amount" lang="en-GB">' in reader.page  # the sums are told in English, and say so
    assert 'id="urgent"' in reader.page
    assert re.search(r'<div lang="en-GB">\s*<ul>\s*<li>If your life', reader.page)


def test_welsh_is_owned_up_to_as_made_by_a_machine(client: TestClient) -> None:
    page = client.get("/g/demo?lang=cy").text
    assert "Made by machine; no speaker has read it yet" in page
    assert "understood in English only" in page


def test_plain_welsh_words_for_a_command_are_heard(client: TestClient) -> None:
    visitor = Visitor(client, language="cy")
    visitor.send(type="command", name="start")
    first = visitor.get().json()["turn"]["question"]["id"]
    turn = visitor.send(type="text", text="Siarad â pherson").json()["turn"]
    assert turn["messages"][-1]["kind"] == "contacts"
    turn = visitor.send(type="text", text="hepgor").json()["turn"]
    assert turn["question"]["id"] != first
    turn = visitor.send(type="text", text="cymorth").json()["turn"]
    assert "999" in " ".join(message["text"] for message in turn["messages"])


def test_a_language_may_be_changed_at_any_moment_and_no_answer_is_lost(client: TestClient) -> None:
    reader = Reader(client)
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    reader.press("language", "en-easy")
    assert "Do you want to stop using drugs or drink?" in reader.page
    assert "#stop" in reader.page  # the drawing
    reader.press("language", "cy")
    assert "Ydych chi eisiau help i stopio" in reader.page
    reader.press("language", "en")
    assert "Do you want help to stop using" in reader.page
    assert "What you have said so far (1)" in reader.page


def test_easy_words_say_messages_and_thoughts_too(client: TestClient) -> None:
    visitor = Visitor(client, language="en-easy")
    assert "I am a computer" in visitor.turn["messages"][0]["text"]
    turn = visitor.send(type="command", name="start").json()["turn"]
    assert turn["question"]["picture"] == "pills"
    visitor.send(type="choice", question_id="opiates", option_id="never")
    visitor.send(type="command", name="check")
    visitor.send(type="command", name="finish")
    visitor.send(type="command", name="plan")
    turn = visitor.send(type="command", name="think").json()["turn"]
    assert turn["question"]["text"] == "Who or what matters most to you?"


def test_danger_is_answered_in_english_whatever_the_language(client: TestClient) -> None:
    visitor = Visitor(client, language="cy")
    visitor.send(type="command", name="start")
    turn = visitor.send(type="text", text="i want to kill myself").json()["turn"]
    assert turn["stage"] == "paused"
    assert "116 123" in turn["messages"][0]["text"]


@pytest.mark.parametrize("language", ["cy", "en-easy"])
def test_every_page_can_be_had_in_every_language(client: TestClient, language: str) -> None:
    library = load_library(DATA)
    for scheme in (*library.schemes.all(), *library.checks.all()):
        visitor = Visitor(client, scheme=scheme.id, language=language)
        turn = visitor.send(type="command", name="start").json()["turn"]
        assert (
            turn["question"]["text"]
            == library.speaking(language).scheme(scheme.id).questions[turn["question"]["id"]].text
        )
        visitor.send(type="choice", question_id=turn["question"]["id"], option_id="not_sure")
        visitor.send(type="command", name="check")
        visitor.send(type="command", name="finish")
        own = {"session": f"{visitor.id}.{visitor.token}"}
        for path in ("", "/print", "/plan", "/code", "/papers", "/review", "/together") + (
            () if scheme.is_check else ("/what-if",)
        ):
            page = client.post(f"/g/demo{path}", data={**own, "show": "1"})
            assert page.status_code == 200, (scheme.id, path)
            assert Forms(page.text).forms
    assert every_page(client)


def test_a_language_that_we_do_not_have_is_refused_and_a_strange_address_is_in_english(client: TestClient) -> None:
    assert client.post(f"{API}/conversations", json={"language": "tlh"}).status_code == 422
    assert '<html lang="en-GB">' in client.get("/g/demo?lang=tlh").text
