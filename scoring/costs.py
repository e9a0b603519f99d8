"""What things cost, as people say it: "about a tenner a week". Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from scoring.numbers import as_digits
from scoring.pounds import Pence, pounds
from scoring.scheme import normalise
from scoring.strict_yaml import Strict

Per = Literal["week", "month", "year", "once"]
TIMES: dict[Per, int] = {"week": 52, "month": 12, "year": 1, "once": 1}
"""How often in a year. Weeks are counted as 52, as everywhere here."""


class Cost(Strict):
    """What something costs, as it was said. Free things cost 0."""

    amount: Annotated[Pence, Field(ge=0, le=100_000_000)]
    per: Per = "year"

    @property
    def a_year(self) -> int:
        """Pence in a year; what is bought once counts once."""
        return self.amount * TIMES[self.per]


def cost_words(cost: Cost) -> str:
    """A cost as it may be typed again: `£10 a week`, `free`."""
    if cost.amount == 0:
        return "free"
    return f"{pounds(cost.amount)} {'once' if cost.per == 'once' else f'a {cost.per}'}"


_PER: list[tuple[str, Per, int]] = [
    (r"\b(?:a|per|each|every|p/?)\s?(?:night|day)\b|\bdaily\b", "year", 365),
    (r"\b(?:a|per|each|every) fortnight\b|\bfortnightly\b|\bevery (?:other|two|2) weeks?\b", "year", 26),
    (r"\b(?:a|per|each|every|p/?)\s?(?:wk|week)\b|\bweekly\b|\bpw\b", "week", 1),
    (r"\b(?:a|per|each|every|p/?)\s?(?:mth|month)\b|\bmonthly\b|\bpcm\b|\bpm\b", "month", 1),
    (r"\b(?:a|per|each|every)\s?(?:yr|year)\b|\byearly\b|\bannual\w*\b|\bpa\b", "year", 1),
    (r"\b(?:once|one off|one-off|just the once)\b", "once", 1),
]
_SLANG = {"fiver": 5, "tenner": 10, "grand": 1000, "pony": 25, "ton": 100, "monkey": 500}
_FREE = re.compile(r"\b(?:free|nothing|nowt|no cost|costs nothing|nil|0)\b")


def cost_in(words: str) -> Cost | None:
    """What these words say something costs: "about a tenner a week", "£25.50 a month", "free". None for "lots".

    One number alone is for a year. Two numbers, or a bound ("under 20"), are asked about again.
    """
    typed = words.lower().replace(",", "").replace("£", " ").replace("quid", " ").replace("pounds", " ")
    per: Per = "year"
    times = 1
    for pattern, unit, count in _PER:
        if re.search(pattern, typed):
            per, times = unit, count
            typed = re.sub(pattern, " ", typed)
            break
    if re.search(r"\b(?:under|over|less|more|up to|at least|lots|loads|between|or)\b|\d\s?(?:-|to)\s?\d", typed):
        return None
    plain = as_digits(normalise(re.sub(r"(\d)\.(\d{2})\b", r"\1p\2", typed)))
    found = [Decimal(one.replace("p", ".")) for one in re.findall(r"\b\d+(?:p\d{2})?\b", plain)]
    for word, value in _SLANG.items():
        said = re.search(rf"\b(?:(\d+) )?{word}s?\b", plain)
        if said:
            found = [Decimal(value) * int(said[1] or 1)]
    if not found:
        return Cost(amount=0, per=per) if _FREE.search(plain) else None
    if len(found) > 1:
        return None
    return Cost(amount=int(found[0] * 100) * times, per=per)
