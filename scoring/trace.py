"""The trace: every line of an allocation with the answers, points, row, figure and source that made it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from scoring.pounds import Money
from scoring.strict_yaml import Strict


class Source(Strict):
    """Where a figure comes from."""

    title: Annotated[str, Field(min_length=1)]
    href: Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, serialize_by_alias=True, populate_by_name=True)


class Points(_Part):
    """Points, from the fewest to the most that the unknown answers allow."""

    low: int
    high: int


class Reason(_Part):
    """One answer behind a line. `points` is None when the answer is not known."""

    question_id: str
    question: str
    answer: str
    points: int | None


class Line(_Part):
    """What one area gives. `stream` tells whose money it is; `from` is the date of the figures."""

    domain: str
    title: str
    stream: str = "health"
    points: Points
    amount: Money
    because: tuple[Reason, ...]
    rule: str
    source: Source
    from_: Annotated[dt.date, Field(alias="from")]


class Adjustment(_Part):
    """Something added to or taken off the sum of the lines by a published rule."""

    title: str
    amount: Money
    rule: str
    source: Source
