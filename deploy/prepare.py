"""What must be right before anything starts: `python -m deploy.prepare DATA DATABASE_URL`.

The models are trained if there are none, the data is checked, and the database is brought up to date. This is a
process of its own, so that the supervisor does not carry for days what is needed for a moment.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from deploy.setup import CannotSetUp
from deploy.train import trained
from records.migrate import migrate
from scoring.library import load_library
from scoring.strict_yaml import DataError


def prepare(data: Path, database: str) -> None:
    """Check the data and bring the database up to date.

    Raises:
        DataError: with file, line and how to mend it.
    """
    library = load_library(data)
    migrate(database)
    due = [line.name for line in library.helplines_due(dt.date.today())]
    if due:
        print(f"  Note: somebody should check these helplines: {', '.join(due)}. See ./first-step helplines check")


def main(data: str, database: str) -> int:
    """The exit code; what is wrong is said."""
    try:
        trained()
        prepare(Path(data), database)
    except CannotSetUp as reason:
        print(f"\n{reason}", file=sys.stderr)
    except DataError as error:
        print(f"\nThe data folder has a problem, so nothing was started:\n{error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
