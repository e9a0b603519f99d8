"""Money. Whole pence inside, decimal strings outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

Period = Literal["year", "week", "once"]

PERIOD_WORDS: dict[Period, str] = {"year": "a year", "week": "a week", "once": "once"}


def decimal_string(pence: int) -> str:
    """`125000` as `"1250.00"`, the form of the API."""
    sign, pence = ("-", -pence) if pence < 0 else ("", pence)
    return f"{sign}{pence // 100}.{pence % 100:02d}"


def to_pence(value: Any) -> int:
    """An amount as people write it (`450`, `"450.00"`) in pence.

    Raises:
        ValueError: for anything with a fraction of a penny, or that is no number.
    """
    try:
        pence = Decimal(str(value)) * 100
    except ArithmeticError:
        raise ValueError(f"{value!r} is not an amount of money. Write it like 450 or 450.50.") from None
    if not pence.is_finite() or pence != pence.to_integral_value():
        raise ValueError(f"{value} has a part of a penny. Write whole pennies, like 450.50.")
    return int(pence)


Pence = Annotated[
    int,
    BeforeValidator(lambda value: to_pence(value) if isinstance(value, str) else value),
    PlainSerializer(decimal_string, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["1250.00"]}, mode="serialization"),
]
PoundsInFile = Annotated[
    int,
    BeforeValidator(to_pence),
    PlainSerializer(decimal_string, return_type=str, when_used="json"),
    WithJsonSchema({"type": ["number", "string"], "description": "Pounds, like 450 or 450.50."}),
]
"""An amount in a data file: written in pounds, kept in pence."""


class Money(BaseModel):
    """An amount that is known (`low == high`) or a range. Pence inside; `"1250.00"` in JSON."""

    model_config = ConfigDict(frozen=True)

    low: Pence
    high: Pence
    period: Period = "year"
    currency: Literal["GBP"] = "GBP"

    def __add__(self, other: Money) -> Money:
        return self.model_copy(update={"low": self.low + other.low, "high": self.high + other.high})

    @property
    def exact(self) -> bool:
        return self.low == self.high


def pounds(pence: int) -> str:
    """`120000` as `£1,200`; pennies only when there are some."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}" if rest == 0 else f"{sign}£{whole:,}.{rest:02d}"


def in_words(money: Money) -> str:
    """`about £1,200 a year`, or `between £450 and £1,200 a year`."""
    period = PERIOD_WORDS[money.period]
    if money.exact:
        return f"about {pounds(money.low)} {period}" if money.low else f"£0 {period}"
    least, most = sorted((money.low, money.high))
    return f"between {pounds(least)} and {pounds(most)} {period}"
