"""Commands on one scheme's folder."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from command_line import simulate as trying
from command_line.shared import Folder, OnDay, day_of, put_in_place, stop, told
from scoring.check import failing_cases
from scoring.loading import load_scheme
from scoring.publish import asked_after, rules_of, sources_of
from scoring.scheme import Case, Questions

scheme_app = typer.Typer(no_args_is_help=True, help="One scheme's folder: questions.yml, money.yml and cases.yml.")


@scheme_app.command()
@told
def check(folder: Folder) -> None:
    """Read a scheme strictly and try its worked examples. Prints what is wrong and where."""
    scheme = load_scheme(folder)
    wrong = list(failing_cases(scheme, dt.date.today()))
    if wrong:
        stop("\n".join(f"{folder.name}/cases.yml: {one}" for one in wrong))
    typer.echo(
        f"{scheme.id} {scheme.version} is in order: {len(scheme.questions)} questions, "
        f"{len(scheme.money)} dated {'table' if len(scheme.money) == 1 else 'tables'}, {len(scheme.cases)} cases hold."
    )


@scheme_app.command("explain")
@told
def explain_scheme(folder: Folder, on: OnDay = "") -> None:
    """A page of all the rules to read, as Markdown."""
    scheme, day = load_scheme(folder), day_of(on)
    table = scheme.money_on(day)
    typer.echo(f"# {scheme.title}\n\n{scheme.intro}\n")
    typer.echo(f"Figures from {table.from_}. Status: {table.status}.\n")
    for source in sources_of(table):
        typer.echo(f"- Source: {source.title} ({source.href})")
    typer.echo("")
    for rule in rules_of(scheme, day):
        typer.echo(f"## {rule.title}\n")
        for words in rule.words:
            typer.echo(f"{words}\n")
        if rule.rows:
            typer.echo(f"| {' | '.join(rule.headings)} |\n|{'---|' * len(rule.headings)}")
            for row in rule.rows:
                typer.echo(f"| {' | '.join(row)} |")
            typer.echo("")
    typer.echo("## The questions\n")
    for question in scheme.questions.values():
        asked = f" ({asked_after(scheme, question)})" if question.ask_if else ""
        typer.echo(f"### {question.text}{asked}\n\n{question.why}\n")
        if question.number:
            typer.echo(f"- a number from {question.number.least} to {question.number.most}")
        for option in question.options:
            points = f": {option.points} points" if option.points is not None else ""
            typer.echo(f"- {option.label}{points}")
        typer.echo("")
    typer.echo("## Worked examples\n")
    for case in scheme.cases:
        answers = ", ".join(f"{name}: {answer}" for name, answer in case.answers.items()) or "nothing answered"
        given = case.total or ", ".join(f"{key} {value}" for key, value in case.lines.items())
        typer.echo(f"- {case.name} ({answers}): {given}")


@scheme_app.command()
@told
def graph(folder: Folder) -> None:
    """The ways through the questions, as a Mermaid flowchart."""
    scheme = load_scheme(folder)
    typer.echo("flowchart TD")
    for number, domain in enumerate(scheme.domains):
        typer.echo(f'  subgraph d{number}["{_quoted(domain.title)}"]')
        for question in domain.questions:
            typer.echo(f'    {_node(question.id)}["{_quoted(question.short)}"]')
        typer.echo("  end")
    for question in scheme.questions.values():
        for gate, wanted in question.ask_if.items():
            labels = " or ".join(option.label for option in scheme.questions[gate].options if option.id in wanted)
            typer.echo(f'  {_node(gate)} -- "{_quoted(labels)}" --> {_node(question.id)}')


def _quoted(words: str) -> str:
    """Words as Mermaid takes them inside quotes."""
    return words.replace("&", "#amp;").replace('"', "#quot;")


def _node(name: str) -> str:
    return f"q_{name.replace('-', '_')}"


@scheme_app.command()
@told
def new(folder: Folder) -> None:
    """Begin a scheme: a small folder that works, to be filled in. The folder's name becomes its id."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder.name):
        stop(f"{folder.name!r} cannot be an id. Use small letters, numbers and hyphens.")
    if folder.exists():
        stop(f"{folder} is already there. Choose another name.")
    with tempfile.TemporaryDirectory() as name:
        draft = Path(name) / folder.name
        shutil.copytree(Path(__file__).parent / "new_scheme", draft)
        questions = draft / "questions.yml"
        questions.write_text(questions.read_text(encoding="utf-8").replace("SCHEME_ID", folder.name), encoding="utf-8")
        load_scheme(draft)
        put_in_place(draft, folder)
    typer.echo(f"{folder} is ready. Fill it in, then try: first-step scheme check {folder}")


@scheme_app.command()
@told
def schema(out: Annotated[Path, typer.Argument(help="A folder for the JSON Schema files.")]) -> None:
    """Write JSON Schema files, so that an editor can help while a scheme is written."""
    from pydantic import TypeAdapter

    from scoring.models import MoneyTable

    out.mkdir(parents=True, exist_ok=True)
    for name, model in (("questions", Questions), ("money", MoneyTable), ("cases", list[Case])):
        text = json.dumps(TypeAdapter(model).json_schema(mode="validation"), indent=1, sort_keys=True)
        trying.write_whole({out / f"{name}.schema.json": f"{text}\n"})
    typer.echo(f"Three files are in {out}. Name one at the top of a file: # yaml-language-server: $schema=FILE")
