"""Rasa's tracker rows, which hold typed words while a visit lasts, and are deleted by us."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from records.engine import open_engine

PATIENCE = 1.0
"""Seconds. Rasa may be writing just now; nobody's turn waits for that. What is left over is deleted later."""


class Trackers:
    """The table `events` of Rasa's SQL tracker store. It is not there before Rasa's first visit."""

    def __init__(self, url: str | None) -> None:
        self.engine = open_engine(url, PATIENCE) if url else None

    def forget(self, senders: Collection[str]) -> None:
        """Delete the rows of these visits, if that can be done now."""
        if not senders or self.engine is None:
            return
        with contextlib.suppress(DatabaseError), self.engine.begin() as connection:
            if self.engine.dialect.has_table(connection, "events"):
                for sender in senders:
                    connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})

    def forget_all_but(self, going_on: Callable[[], Collection[str | None]]) -> bool:
        """Delete the rows of every visit that is over; whether there were any.

        The rows are read before `going_on` is asked, since a visit may begin meanwhile.
        """
        if self.engine is None:
            return False
        found: set[str] = set()
        with contextlib.suppress(DatabaseError), self.engine.connect() as connection:
            if self.engine.dialect.has_table(connection, "events"):
                found = set(connection.execute(text("SELECT DISTINCT sender_id FROM events")).scalars())
        over = found.difference(sender for sender in going_on() if sender)
        self.forget(over)
        return bool(over)
