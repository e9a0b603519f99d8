"""Tariff income: the weekly income that a council assumes from savings when it works out a charge (England, adults).

Nothing about means is asked in an assessment; this is for somebody who wants to know.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scoring.pounds import PoundsInFile
from scoring.strict_yaml import Strict, load
from scoring.trace import Source


class ChargingFigures(Strict):
    """The figures from one date on. Amounts in pence inside, pounds in the file."""

    from_: Annotated[dt.date, Field(alias="from")]
    lower: Annotated[PoundsInFile, Field(ge=0)]
    upper: Annotated[PoundsInFile, Field(ge=0)]
    step: Annotated[PoundsInFile, Field(gt=0)]
    for_each_step: Annotated[PoundsInFile, Field(ge=0)]
    source: Source
    read_on: dt.date
    note: str = ""


@dataclass(frozen=True)
class Tariff:
    """`weekly` pence of assumed income; None when savings are over the upper limit (the full cost may be charged)."""

    weekly: int | None
    figures: ChargingFigures
    kind: Literal["none", "some", "over"]


def load_charging(guidance: Path) -> list[ChargingFigures]:
    """All dated figures, newest first. Raises `DataError`."""
    return sorted(load(guidance / "charging.yml", list[ChargingFigures]), key=lambda one: one.from_, reverse=True)


def tariff_income(savings: int, figures: list[ChargingFigures], on: dt.date) -> Tariff:
    """The weekly income assumed from `savings` (pence) on a date: so much for each step or part of a step.

    Raises:
        ValueError: for savings below nothing, or a date before the first figures.
    """
    if savings < 0:
        raise ValueError("Savings cannot be less than nothing.")
    found = next((one for one in figures if one.from_ <= on), None)
    if found is None:
        raise ValueError(f"There are no figures for {on}.")
    if savings > found.upper:
        return Tariff(None, found, "over")
    over = max(0, savings - found.lower)
    weekly = -(-over // found.step) * found.for_each_step
    return Tariff(weekly, found, "some" if weekly else "none")
