"""Bring the database up to date: `python -m records.migrate [URL]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(url: str) -> Config:
    """Alembic's settings for a database URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Make or change the tables up to the newest version."""
    command.upgrade(alembic_config(url), "head")


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("FIRST_STEP_DATABASE_URL", "")
    if not wanted:
        sys.exit("Say which database: python -m records.migrate sqlite:///var/first-step.db")
    migrate(wanted)
