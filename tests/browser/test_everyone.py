"""Languages, what-if, spacing, zoom, and what assistive software is told: the guide as others meet it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.demo import serve
from tests.browser.test_guide import assert_accessible, heading
from tests.stack import Stack, free_port

Open = Callable[..., Page]
SPACING = "* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}" + (
    "p {margin-bottom: 2em !important}"
)
"""WCAG 1.4.12."""


def fits(page: Page, where: str) -> None:
    """Nothing is cut off and nothing scrolls sideways."""
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{where}: {width}"
    cut = page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')].filter(e => {const s = getComputedStyle(e);"
        "return s.overflow !== 'visible' && e.clientWidth > 1 && (e.scrollHeight > e.clientHeight + 1 ||"
        " e.scrollWidth > e.clientWidth + 1) && !['TEXTAREA', 'INPUT', 'SVG', 'svg'].includes(e.tagName)"
        " && !/auto|scroll/.test(s.overflow)}).map(e => e.outerHTML.slice(0, 90))"
    )
    assert cut == [], where


def next_question(page: Page, number: int) -> None:
    before = heading(page)
    page.locator(".choice").nth(number).click()
    expect(page.locator("#asked")).not_to_have_text(before, use_inner_text=True)


def walk(page: Page, look: Callable[[str], None]) -> None:
    """From the welcome to the plan by buttons alone, by their values: their words differ between languages."""

    def press(selector: str) -> None:
        before = page.locator("#now").inner_text()
        page.locator(selector).first.click()
        expect(page.locator("#now")).not_to_have_text(before, use_inner_text=True)

    look("welcome")
    press("button[value=start]")
    look("question")
    for number in (0, 1, 2):
        next_question(page, number)
    press("button[value=check]")
    look("check")
    press("button[value=finish]")
    look("amount")
    with page.expect_popup() as opened:
        page.locator("form[action$=what-if] button").first.click()
    tried = opened.value
    tried.wait_for_load_state()
    assert_accessible(tried, "what if")
    fits(tried, "what if")
    tried.close()
    press("button[value=plan]")
    look("plan")


@pytest.mark.parametrize("colours", ["none", "active"])
@pytest.mark.parametrize(("language", "html"), [("cy", "cy"), ("en-easy", "en-GB")])
def test_the_way_in_another_language_is_accessible(open_page: Open, language: str, html: str, colours: str) -> None:
    page = open_page(f"/g/demo?lang={language}", forced_colors=colours, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.lang").startswith(html[:2])

    def look(where: str) -> None:
        assert_accessible(page, f"{language}, {where}")
        fits(page, f"{language}, {where}")

    walk(page, look)


@pytest.mark.parametrize("state", [{}, {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"}])
def test_the_page_of_the_invented_charity_is_accessible(browser: Browser, stack: Stack, state: dict[str, Any]) -> None:
    server = serve(stack.address, free_port())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(**{"viewport": {"width": 320, "height": 640}, **state})
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        expect(page.locator("first-step").first).to_be_visible()
        assert_accessible(page, "the charity's page")
        fits(page, "the charity's page")
    finally:
        page.close()
        server.shutdown()
        server.server_close()


def test_the_poster_is_accessible(open_page: Open) -> None:
    assert_accessible(open_page("/embed/poster"), "poster")


def test_with_the_spacing_that_some_readers_need_nothing_is_lost(open_page: Open) -> None:
    page = open_page(bypass_csp=True)

    def look(where: str) -> None:
        page.add_style_tag(content=SPACING)
        fits(page, where)

    walk(page, look)


def test_at_four_times_the_size_one_column_is_left_and_what_has_the_focus_is_seen(open_page: Open) -> None:
    """A window of 1280 by 1024 at 400 % has 320 by 256."""
    page = open_page(viewport={"width": 320, "height": 256})
    walk(page, lambda where: fits(page, where))
    page.goto(page.url)
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => {const e = document.activeElement, r = e.getBoundingClientRect();"
            "if (e === document.body) return true;"
            "const x = r.left + r.width / 2, y = Math.min(Math.max(r.top + 2, 0), innerHeight - 1);"
            "const top = document.elementFromPoint(x, y); return e.contains(top) || top.contains(e)})()"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_a_question_is_a_group_of_named_buttons(open_page: Open) -> None:
    page = open_page()
    page.locator("button[value=start]").first.click()
    expect(page.locator("fieldset")).to_match_aria_snapshot(
        """
        - group /how often did you use heroin/:
          - button /1.*I did not use them/
          - button /2/
          - button /3/
          - button /4/
          - button /I'm not sure/
          - button /I'd rather not say/
        """
    )


TOLD = """
window.told = [];
document.addEventListener('focusin', event => {
  const e = event.target;
  const by = (e.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
  const name = e.getAttribute('aria-label') || by.filter(Boolean).map(one => one.innerText).join(' ') || e.innerText;
  window.told.push('focus: ' + name.trim().replace(/\\s+/g, ' '));
});
document.addEventListener('DOMContentLoaded', () => new MutationObserver(changes => changes.forEach(change => {
  const place = change.target.nodeType === 1 ? change.target : change.target.parentElement;
  const live = place && place.closest('[aria-live], [role=status], [role=alert], [role=log]');
  const off = place && place.closest('[aria-live=off]');
  if (live && !off) change.addedNodes.forEach(node => {
    if (node.textContent.trim()) window.told.push('live: ' + node.textContent.trim().replace(/\\s+/g, ' '));
  });
})).observe(document.body, {childList: true, subtree: true, characterData: true}));
"""


def test_a_screen_reader_is_told_each_new_question_once_and_nothing_old(open_page: Open, stack: Stack) -> None:
    """A whole conversation as assistive software hears of it: where the focus goes, and what live regions say.
    A simulation of ours; no real screen reader runs here."""
    page = open_page("/schemes")
    page.add_init_script(TOLD)
    page.goto(f"{stack.address}/g/demo")

    def told() -> list[str]:
        found: list[str] = page.evaluate("window.told.splice(0)")
        return found

    told()
    page.locator("button[value=start]").first.click()
    page.wait_for_selector("fieldset")
    heard: list[Any] = []
    while page.locator("fieldset").count():
        question = " ".join(heading(page).split())
        new = [line for line in told() if not line.startswith("focus: Start")]
        about = [line for line in new if question in line]
        assert len(about) == 1, new
        assert about[0].startswith("focus: ")
        assert question[-20:] in page.title()
        assert not any(old in line for old in heard for line in new), f"an old question is read again: {new}"
        assert sum(map(len, new)) < 400, f"too much at once: {new}"
        heard.append(question)
        page.locator(".choice").nth(1).click()
        expect(page.locator("#asked")).not_to_have_text(question, use_inner_text=True)
    assert len(heard) == 22
    assert [line for line in told() if "Check your answers" in line]
