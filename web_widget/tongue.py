"""The words of the pages in another language: gettext catalogues in `locale/`, read with Babel.

A text that is not translated stays in English. Placeholders look like `{count}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from scoring.languages import NAMES

LOCALE = Path(__file__).parent / "locale"
HTML_LANG = {"en": "en-GB", "en-easy": "en-GB", "cy": "cy"}
BABEL = {"en": "en_GB", "en-easy": "en_GB", "cy": "cy"}


def load_catalogues() -> dict[str, dict[str, str]]:
    """Language to English text to its own. Texts that are empty or marked fuzzy are left out."""
    found = {}
    for path in sorted(LOCALE.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        found[path.stem] = {
            str(one.id): str(one.string) for one in catalogue if one.id and one.string and not one.fuzzy
        }
    return found


class Tongue:
    """`_` for templates: the text in the page's language, with what is filled in made safe."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    def say(self, language: str, text: str, /, **values: object) -> Markup:
        """The text in this language, else in English."""
        told = self._catalogues.get(language, {}).get(text, text)
        return escape(told).format(**values) if values else escape(told)

    def for_templates(self) -> object:
        """The function that templates call `_`."""

        @pass_context
        def say(context: Context, text: str, /, **values: object) -> Markup:
            return self.say(str(context.get("language", "en")), text, **values)

        return say


@pass_context
def day(context: Context, date: dt.date) -> str:
    """`1 November 2026`, with the month in the page's language."""
    return format_date(date, "d MMMM y", locale=BABEL.get(str(context.get("language", "en")), "en_GB"))


@pass_context
def in_english(context: Context) -> Markup:
    """An attribute for a part that is in English whatever the page is in, so that it is read out rightly."""
    return Markup(' lang="en-GB"') if context.get("language") == "cy" else Markup("")


def wanted(language: str | None) -> str | None:
    """A language that we have, or None."""
    return language if language in NAMES else None
