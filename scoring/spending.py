"""Whether something may be bought: no for what is excluded, with the reason and where to get it; else "it depends"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from scoring.scheme import Words, normalise
from scoring.strict_yaml import Row

_HELP_WITH = re.compile(
    r"\b(?:help|support|stop|stopping|quit|quitting|give up|giving up|cut down|cutting down|come off|get off|treatment|"
    r"rehab|detox|counsell\w+|advice|therapy|class\w*|course\w*|driving|lift|taxi|bus|travel|someone to come|patches|book\w*)\b"
)
_NAMES_A_THING = re.compile(
    r"\b(?:buy|buying|get|getting|pay for|paying for|spend (?:it|some|the money|this)? ?(?:on|for)|spent on|use (?:it|some of it|this) "
    r"(?:for|on|to)|cover|go on|go towards|put towards|allow)\b (?:\w+ )?"
)


class Exclusion(Row):
    """One thing that cannot be bought. `say`: words for it. In an organisation's file: by the rules of its area."""

    title: Words
    say: Annotated[tuple[Words, ...], Field(min_length=1)]
    because: Words
    instead: Words


@dataclass(frozen=True)
class Verdict:
    """`no` with the row, `depends` for a thing that is named and not excluded, `general` where none is named."""

    kind: Literal["no", "depends", "general"]
    row: Exclusion | None = None


def may_buy(words: str, rows: Sequence[Exclusion]) -> Verdict:
    """What is said to "can I spend it on ...?". Help with drinking is not drink, and a lift to the doctor no doctor."""
    typed = f" {normalise(words.replace('&', ' and '))} "
    found = [(len(name), row) for row in rows for name in map(normalise, (row.title, *row.say)) if f" {name} " in typed]
    if found and not _HELP_WITH.search(typed):
        return Verdict("no", max(found, key=lambda pair: pair[0])[1])
    return Verdict("depends" if found or _NAMES_A_THING.search(typed) else "general")
