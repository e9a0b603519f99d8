"""A real Chromium against the running stack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.browser import find_browser
from tests.stack import Stack

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
        yield browser
        browser.close()


class Faults(list[str]):
    """What a page did that it must never do."""


@pytest.fixture
def open_page(browser: Browser, stack: Stack) -> Iterator[Callable[..., Page]]:
    """Opens the guide; at the end no page may have thrown, broken its policy, or asked anyone else for anything."""
    faults, contexts = Faults(), []

    def open_guide(path: str = "/g/demo", leaving: str = "about:blank", **settings: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"threw {error}"))
        page.on(
            "console",
            lambda message: (
                faults.append(message.text)
                if message.type == "error" and not message.text.startswith("Failed to load")
                else None
            ),
        )
        page.on(
            "request",
            lambda request: None if request.url.startswith((stack.address, leaving)) else faults.append(request.url),
        )
        page.goto(stack.address + path)
        return page

    yield open_guide
    for context in contexts:
        for page in context.pages:
            if page.url.startswith(stack.address) and page.evaluate("1") == 1:
                assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        context.close()
    assert faults == []
