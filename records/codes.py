"""A code to come back with, that can be written down: four letters, four, and four. Works once, and for 30 days."""

from __future__ import annotations

import datetime as dt
import re
import secrets

LETTERS = "23456789CFGHJMPQRVWX"
"""No vowels and none that look alike: 20 of them, so 12 make about 4,000,000,000,000,000 codes."""
DAYS = 30


def new_code() -> str:
    """`CFGH-2345-MPQR`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def as_written(code: str) -> str:
    """A code as people type it (small letters, spaces, no lines) in the one form that is hashed."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())[:40]


def until(now: dt.datetime) -> dt.datetime:
    """The moment from which a code made now does not work any more."""
    return now + dt.timedelta(days=DAYS)
