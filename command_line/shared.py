"""What every command shares: the options, and troubles told in a sentence."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from command_line import calibrate as fitting
from command_line.population import BadTable
from scoring.scheme import NoFigures, UnknownAnswer
from scoring.strict_yaml import DataError

Folder = Annotated[Path, typer.Argument(help="A scheme's folder, like data/schemes/recovery.")]
OnDay = Annotated[str, typer.Option("--on", help="The day whose figures count, like 2026-04-01. Today if not given.")]

EXPECTED = (DataError, BadTable, UnknownAnswer, NoFigures, fitting.TooLittle, ValueError)


def told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Expected troubles become a sentence on standard error and exit code 1."""

    @wraps(command)
    def inner(*args: Any, **named: Any) -> Any:
        try:
            return command(*args, **named)
        except BrokenPipeError:  # whoever read this has seen enough
            raise typer.Exit(0) from None
        except OSError as error:
            stop(f"{error.filename or 'A file'}: {error.strerror or error}.")
        except RecursionError:
            stop("A file is nested far too deeply. Write it flat.")
        except EXPECTED as error:
            stop(str(error))

    return inner


def stop(words: str) -> NoReturn:
    """Say what is wrong, and end."""
    typer.echo(words, err=True)
    raise typer.Exit(1)


def day_of(text: str) -> dt.date:
    """A day, today when none is named."""
    try:
        return dt.date.fromisoformat(text) if text else dt.date.today()
    except ValueError:
        stop(f"{text!r} is no day. Write it like 2026-04-01.")


def put_in_place(draft: Path, place: Path) -> None:
    """A finished folder to where it belongs: there whole, or not at all."""
    beside = place.with_name(f".{place.name}.part")
    try:
        shutil.copytree(draft, beside)
        beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
