"""The WordPress plugin with WordPress's own functions: shortcode, block, what is escaped, what is loaded, what is refused."""

from __future__ import annotations

import json
import os
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from deploy.wordpress import find_wordpress

FOUND = find_wordpress()
HARNESS = Path(__file__).parent / "harness.php"
SERVER = "https://first-step.example.org"
pytestmark = pytest.mark.skipif(FOUND is None, reason="PHP or WordPress is not there: python -m deploy.wordpress")


class Tags(HTMLParser):
    """Every tag of some HTML with its attributes, and all its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += f"{data} "


def page(content: str, looks: str = "visitor") -> dict[str, Any]:
    assert FOUND is not None
    php, wordpress = FOUND
    done = subprocess.run(
        [php, str(HARNESS), str(wordpress)],
        input=content,
        capture_output=True,
        text=True,
        env={**os.environ, "FIRST_STEP_LOOKS": looks},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr
    assert "Deprecated" not in done.stderr, done.stderr
    return dict(json.loads(done.stdout))


def shortcode(**given: str) -> str:
    return "[first_step " + " ".join(f'{name}="{value}"' for name, value in given.items()) + "]"


def block(**given: str) -> str:
    return f"<!-- wp:first-step/guide {json.dumps(given)} /-->"


@pytest.mark.parametrize("write", [shortcode, block])
def test_the_tag_and_its_link_are_drawn_and_the_loader_is_asked_for_once(write: Any) -> None:
    one = write(server=f"{SERVER}/", org="demo", mode="bubble", heading="Money for care")
    made = page(f"<p>before</p>{one}{one}<p>after</p>")
    assert "first-step/guide" in made["blocks"]
    assert made["loaded"] == [f"{SERVER}/embed/v1/loader.js"]
    tags = Tags(made["html"])
    wanted = {"org": "demo", "mode": "bubble", "heading": "Money for care", "base": SERVER}
    assert [given for tag, given in tags.tags if tag == "first-step"] == [wanted, wanted]
    assert [given for tag, given in tags.tags if tag == "a"] == [{"href": f"{SERVER}/g/demo"}] * 2
    assert tags.words.split() == ["before", "Money", "for", "care", "Money", "for", "care", "after"]


def test_a_language_is_handed_on_and_what_is_none_is_left_out() -> None:
    assert f'href="{SERVER}/g/demo?lang=cy"' in page(shortcode(server=SERVER, org="demo", lang="cy"))["html"]
    assert "lang" not in page(shortcode(server=SERVER, org="demo", lang="javascript"))["html"]


@pytest.mark.parametrize("server", ["javascript:alert(1)", "data:text/html,x", "", "ftp://x.example.org"])
def test_what_is_no_web_address_is_not_drawn_and_only_an_editor_is_told(server: str) -> None:
    made = page(block(server=server, org="demo"))
    assert made["html"].strip() == ""
    assert made["loaded"] == []
    assert "Say where it runs" in page(block(server=server, org="demo"), looks="editor")["html"]


def test_nothing_that_is_written_becomes_markup() -> None:
    bad = '"><script>alert(1)</script>'
    made = page(block(server=SERVER, org=bad, mode=bad, heading=bad, lang=bad))
    tags = Tags(made["html"])
    assert {tag for tag, _ in tags.tags} == {"first-step", "a"}
    given = next(given for tag, given in tags.tags if tag == "first-step")
    assert set(given) == {"org", "mode", "heading", "base"}
    assert (given["mode"], given["heading"]) == ("inline", bad)


def test_empty_words_become_the_usual_ones() -> None:
    assert "Find out about a personal budget" in page(shortcode(server=SERVER, org="demo", heading=" "))["html"]
