"""Commands on what is said about helplines, rights and rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from command_line.shared import told
from scoring.guidance import CHECK_AGAIN_DAYS
from scoring.library import load_library

helplines_app = typer.Typer(no_args_is_help=True, help="The helplines that people are shown.")
guidance_app = typer.Typer(no_args_is_help=True, help="What is said about rights, rules and money.")


@helplines_app.command("check")
@told
def check_helplines(
    data: Annotated[Path, typer.Option("--data", help="The data folder.")] = Path("data"),
) -> None:
    """Which helplines somebody should check (again), and which are not shown until then. Age takes none away."""
    library = load_library(data)
    due = library.helplines_due(dt.date.today())
    for line in due:
        when = f"last checked on {line.checked_on}" if line.checked_on else "never checked"
        shown = "" if line.shown else "; not shown until somebody has"
        number = line.phone or line.text or ""
        typer.echo(f"{line.id}: {line.name} {number}, {when}{shown}. Look at {line.source.href}, then set checked_on.")
    typer.echo(f"{len(due)} of {len(library.helplines)} are due: every {CHECK_AGAIN_DAYS} days.")


@guidance_app.command("check")
@told
def check_guidance(
    data: Annotated[Path, typer.Option("--data", help="The data folder.")] = Path("data"),
) -> None:
    """Which statements somebody should read again at their source. Age takes none away."""
    library = load_library(data)
    due = library.statements_due(dt.date.today())
    for one in due:
        typer.echo(f"{one.place}: read on {one.read_on}. Look at {one.source.href}, then set read_on.")
    typer.echo(f"{len(due)} of {len(library.statements)} are due: every {CHECK_AGAIN_DAYS} days.")
