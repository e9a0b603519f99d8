"""Take the README's pictures from the running thing: `make shots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from deploy.browser import find_browser
from deploy.processes import ROOT
from tests.stack import running_stack

IMAGES = ROOT / "docs" / "images"


def press(page: Page, selector: str) -> None:
    """Press a button and wait for the next turn."""
    turn = page.locator("input[name=turn_id]").first.input_value()
    page.locator(selector).first.click()
    page.wait_for_function("turn => document.querySelector('input[name=turn_id]').value !== turn", arg=turn)


def main() -> None:
    """A question, the answers, the amount."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as var, running_stack(Path(var)) as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 400, "height": 760})
        page.goto(f"{stack.address}/g/demo")
        press(page, "button.go")
        number = 0
        while page.locator("fieldset").count():
            if number == 12:
                page.screenshot(path=IMAGES / "question.png")
            press(page, f".choice >> nth={(0, 2, 1, 2, 3)[number % 5]}")
            number += 1
        press(page, "button.go")
        page.screenshot(path=IMAGES / "amount.png")
        page.locator("#made").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('made').scrollIntoView()")
        page.screenshot(path=IMAGES / "reasons.png")
        browser.close()


if __name__ == "__main__":
    main()
