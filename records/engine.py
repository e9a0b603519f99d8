"""Database engines, set up the same way wherever one is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url


def open_engine(url: str, patience: float = 10.0, migrating: bool = False) -> Engine:
    """An engine whose errors do not show what was stored.

    For SQLite: WAL mode, waiting `patience` seconds for its turn, overwriting what is deleted. While
    migrating, foreign keys are off, since rebuilding a table would delete what hangs on it.
    """
    engine = create_engine(make_url(url), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        pragmas = (
            f"busy_timeout={int(patience * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'OFF' if migrating else 'ON'}",
            "secure_delete=ON",
        )

        def set_up(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        event.listen(engine, "connect", set_up)
        if migrating:
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def empty_the_log(engine: Engine) -> bool:
    """SQLite keeps old pages in its write-ahead log: copy what counts and cut the log to nothing.

    Returns False while another reader holds the log; then it has to be tried again.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=500"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
        connection.execute(text("PRAGMA busy_timeout=10000"))
    return not busy
