"""The guide in a browser, as a person meets it: scripts on and off, narrow, dark, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.stack import Stack

Open = Callable[..., Page]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    }
}


def heading(page: Page) -> str:
    return page.locator("#asked").inner_text()


def press(page: Page, button: str) -> None:
    """Press a button and wait until the page says something else."""
    before = page.locator("#now").inner_text()
    page.get_by_role("button", name=button, exact=False).first.click()
    expect(page.locator("#now")).not_to_have_text(before, use_inner_text=True)


def answer_all(page: Page, number: int = 3) -> None:
    press(page, "Start")
    while page.locator("fieldset").count():
        before = heading(page)
        page.locator(".choice").nth(number - 1).click()
        expect(page.locator("#asked")).not_to_have_text(before, use_inner_text=True)


def assert_accessible(page: Page, where: str) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_way(open_page: Open, stack: Stack, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    asked = []
    page.get_by_role("button", name="Start").click()
    page.wait_for_selector("fieldset")
    while page.locator("fieldset").count():
        asked.append(heading(page))
        page.locator(".choice").nth(2).click()
        expect(page.locator("#asked")).not_to_have_text(asked[-1], use_inner_text=True)
    assert len(set(asked)) == 22
    assert heading(page) == "Check your answers"
    page.get_by_role("button", name="Change your answer about Sleep").click()
    page.get_by_role("button", name="I sleep well").click()
    expect(page.locator("#asked")).to_have_text("Check your answers")
    page.get_by_role("button", name="Show me the amount").click()
    expect(page.locator(".amount")).to_contain_text("this looks like about £")
    expect(page.locator("tbody tr")).to_have_count(10)
    expect(page.get_by_role("heading", name="Who you can talk to about this")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Print or save this").click()
    expect(opened.value.locator("h1")).to_have_text("My first step towards a personal budget")
    opened.value.close()
    page.get_by_role("button", name="Go on to a plan").click()
    page.get_by_role("button", name="Talk it through").click()
    expect(page.locator("#asked")).to_contain_text("What matters most to you")
    page.locator("textarea").fill("my dog")
    page.get_by_role("button", name="Keep this for my plan").click()
    expect(page.locator("#asked")).to_contain_text("What is good now")
    page.get_by_role("button", name="That is enough for now").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="See and write my whole plan").click()
    expect(opened.value.get_by_label("What matters most to you")).to_have_value("my dog")


def test_typing_is_answered_and_the_focus_goes_to_the_new_turn(open_page: Open) -> None:
    page = open_page()
    press(page, "Start")
    first = heading(page)
    assert page.evaluate("document.activeElement.id") == "now"
    page.get_by_label("Or type your answer").fill("why do you ask")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("we skip those questions")
    assert heading(page) == first
    assert page.evaluate("document.activeElement.id") == "now"
    page.get_by_label("Or type your answer").fill("i did not use them")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("I've put: I did not use them")
    assert page.title().startswith("Question 2: Do you want help")


def test_a_reload_comes_back_to_the_same_place(open_page: Open) -> None:
    page = open_page()
    press(page, "Start")
    page.locator(".choice").first.click()
    expect(page.locator("#said")).to_contain_text("I've put")
    here = heading(page)
    page.reload()
    expect(page.locator("#asked")).to_have_text(here, use_inner_text=True)
    page.get_by_role("button", name="Maybe").click()
    expect(page.locator("#said")).to_contain_text("I've put: Maybe")


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("fieldset")
    for _ in range(3):
        before = heading(page)
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "change":  # the answer before can be changed first
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className").startswith("choice")
        page.keyboard.press("Enter")
        expect(page.locator("#asked")).not_to_have_text(before, use_inner_text=True)
        assert page.evaluate("document.activeElement !== document.body")


STATES: dict[str, dict[str, Any]] = {
    "phone": {},
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "wide and dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.mark.parametrize("state", STATES)
def test_every_page_is_accessible_and_fits(open_page: Open, stack: Stack, state: str) -> None:
    page = open_page(**STATES[state])
    seen = []

    def look(where: str) -> None:
        seen.append(where)
        assert_accessible(page, f"{state}, {where}")
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{state}, {where}: {width}"
        small = page.evaluate(
            "[...document.querySelectorAll('button, summary, input:not([type=hidden])')].filter(e => {"
            "const r = e.getBoundingClientRect(); return r.width && r.height < 43.5}).map(e => e.outerHTML.slice(0, 80))"
        )
        assert small == [], f"{state}, {where}"

    look("welcome")
    press(page, "Start")
    look("question")
    page.get_by_label("Or type your answer").fill("person")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("talk to a person")
    look("contacts")
    press(page, "Delete everything")
    look("confirm")
    press(page, "No, keep my answers")
    for _ in range(3):
        before = heading(page)
        page.locator(".choice").nth(1).click()
        expect(page.locator("#asked")).not_to_have_text(before, use_inner_text=True)
    press(page, "See my answers")
    look("check")
    press(page, "Show me the amount")
    for summary in page.locator("#now summary").all():
        summary.click()
    look("result")
    press(page, "Go on to a plan")
    look("plan")
    guide = page
    for button, where in (("See and write", "writing"), ("Get a code", "code"), ("Let somebody in", "together")):
        with guide.expect_popup() as opened:
            guide.get_by_role("button", name=button).click()
        page = opened.value
        page.wait_for_load_state()
        look(where)
        if where == "writing":
            page.locator("#goal_0").fill("see my sister")
            page.locator("#cost_0").fill("lots")
            page.locator("#what_0").fill("a class")
            page.get_by_role("button", name="Keep my plan").last.click()
            look("something to mend")
            page.locator("#cost_0").fill("£10 a week")
            page.get_by_role("button", name="Keep my plan").last.click()
            page.get_by_role("button", name="Show it to print").click()
            look("paper")
            page.get_by_role("button", name="Back to my plan").click()
            page.get_by_role("button", name="Look back at how it went").click()
            look("review")
            page.get_by_label("On the way").check()
            page.get_by_label("Quite a lot").first.check()
            page.get_by_role("button", name="Keep this").click()
            look("reviewed")
        page.close()
        page = guide
    press(page, "Talk it through")
    look("thought")
    while "What are you good at" not in heading(page):
        press(page, "Leave this one")
    look("thought that can be rated")
    press(page, "That is enough for now")
    press(page, "Look back at my plan")
    look("looking back")
    press(page, "Answer the questions again")
    press(page, "Yes, keep the old answers")
    page.locator(".choice").nth(2).click()
    expect(page.locator("#said")).to_contain_text("I've put")
    press(page, "I am helping somebody")
    look("helping")
    press(page, "See my answers")
    press(page, "Show me the amount")
    expect(page.get_by_role("heading", name="Then and now")).to_be_visible()
    look("then and now")
    press(page, "Stop for now")
    look("paused")
    paths = (
        "/",
        "/schemes/croydon-style",
        "/g/demo/print",
        "/no-such-page",
        "/g/demo/return",
        "/g/demo/about/next-steps",
    )
    for path in (*paths, "/g/demo/about/paying?easy=1", "/g/demo/about/rights"):
        page.goto(stack.address + path)
        look(path)
    page.goto(f"{stack.address}/g/demo")
    press(page, "See where I stand")
    while page.locator(".choice").count():
        before = heading(page)
        page.locator(".choice").first.click()
        expect(page.locator("#asked")).not_to_have_text(before, use_inner_text=True)
    press(page, "Show me where I stand")
    look("findings")
    assert len(seen) == 29


def test_words_that_are_close_to_two_answers_get_two_buttons_first(open_page: Open) -> None:
    page = open_page("/g/demo")
    press(page, "Start")
    page.get_by_label("Or type your answer").fill("about half a dozen times over the month, maybe more when it is cold")
    page.keyboard.press("Enter")
    page.locator("#said").get_by_text(re.compile("closer|I've put")).wait_for()
    if page.locator(".meant").count():
        assert page.locator(".meant .choice").count() == 2
        assert_accessible(page, "which is closer")


def test_text_grows_with_the_browsers_setting(open_page: Open) -> None:
    page = open_page()
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.lead')).fontSize)")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.lead')).fontSize)")
    assert after == pytest.approx(before * 2)


def test_when_the_service_is_away_the_page_says_so_and_what_was_typed_stays(open_page: Open, stack: Stack) -> None:
    page = open_page()
    press(page, "Start")
    page.route("**/g/demo", lambda route: route.abort())
    page.get_by_label("Or type your answer").fill("i did not use them")
    page.evaluate("window.addEventListener('unhandledrejection', e => { throw e })")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_contain_text("Your answers are safe")
    expect(page.locator("#status")).to_be_in_viewport()
    assert page.get_by_label("Or type your answer").input_value() == "i did not use them"
    page.unroute("**/g/demo")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#said")).to_contain_text("I've put")


def test_the_checker_itself_sees_a_fault(browser: Any) -> None:
    page = browser.new_page()
    page.set_content("<main><input></main>")
    assert Axe().run(page, options=RULES).violations_count > 0
    page.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_leave_now_goes_at_once_and_the_way_back_shows_nothing(
    open_page: Callable[..., Page], stack: Stack, scripts: bool
) -> None:
    """The neutral page is not there in a test, so asking for it is answered by an empty page here."""
    page = open_page(leaving="https://www.bbc.co.uk/", java_script_enabled=scripts)
    page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("button", name="I did not use them").click()
    page.get_by_text("Do you want help to stop using").wait_for()
    session = page.locator("input[name=session]").last.input_value()
    page.get_by_role("button", name="Leave now").click()
    page.get_by_role("heading", name="Weather").wait_for()
    if scripts:
        page.go_back(wait_until="load")
        expect(page.get_by_text("Do you want help to stop using")).to_have_count(0)
        expect(page.get_by_text("I did not use them")).to_have_count(0)
    again = httpx.post(f"{stack.address}/g/demo", data={"session": session, "show": "1"}, trust_env=False)
    assert "Do you want help to stop using" not in again.text
    assert "ended" in again.text


@pytest.mark.parametrize("scripts", [True, False])
def test_danger_in_typed_words_is_answered_first_with_and_without_scripts(
    open_page: Callable[..., Page], scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)
    page.get_by_role("button", name="Start").first.click()
    page.get_by_label("Or type your answer").fill("i want to kill myself tonight")
    page.get_by_role("button", name="Send").click()
    page.locator(".safety").wait_for()
    assert "116 123" in page.locator(".safety").inner_text()
    page.get_by_role("button", name="Carry on").click()
    page.get_by_text("how often did you use heroin").wait_for()


def test_a_number_question_has_a_field_of_its_own_and_no_numbers_on_its_buttons(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("There are other ways").click()
    page.locator("form:has(input[value=past-cost]) button").click()
    field = page.get_by_role("textbox", name="how many nights")
    expect(field).to_be_visible()
    assert page.locator("button.choice .number").count() == 0
    field.fill("400")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_text("Please type one number").wait_for()
    assert "how many nights" in heading(page)
    page.get_by_role("textbox", name="how many nights").fill("14")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_text("how much hospital").first.wait_for()
    axe = Axe().run(page, options=RULES)
    assert axe.violations_count == 0, axe.generate_report()
