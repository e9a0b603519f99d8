"""The commands. Each reads files, lets `scoring` work, and prints or writes; every error says how to mend it."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from command_line import calibrate as fitting
from command_line import simulate as trying
from command_line.costs import read_costs
from command_line.guidance import guidance_app, helplines_app
from command_line.population import Population, Shares, from_table, in_parts, load_shares, made_up, read_table
from command_line.scheme import scheme_app
from command_line.shared import Folder, OnDay, day_of, put_in_place, stop, told
from scoring.allocation import allocate
from scoring.batch import Batch
from scoring.explain import explain
from scoring.loading import load_scheme

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Check, read, try out and fit the rules of a scheme."
)
app.add_typer(scheme_app, name="scheme")
app.add_typer(helplines_app, name="helplines")
app.add_typer(guidance_app, name="guidance")


@app.command()
@told
def score(
    folder: Folder,
    answers: Annotated[Path, typer.Argument(help='A JSON file like {"sleep": "some"}.')],
    on: OnDay = "",
    as_json: Annotated[bool, typer.Option("--json", help="The whole allocation with its trace, as JSON.")] = False,
) -> None:
    """The amount for one person's answers, with the reason for every pound."""
    scheme = load_scheme(folder)
    allocation = allocate(scheme, _answers(answers), day_of(on))
    typer.echo(allocation.model_dump_json(indent=1) if as_json else "\n".join(explain(allocation)))


def _answers(path: Path) -> dict[str, str]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            stop(f"{path}: {twice} is answered twice. Keep one of the two.")
        return dict(pairs)

    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=once)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        stop(f'{path}: this is no JSON: {error}. Write it like {{"sleep": "some"}}.')
    like = 'like {"sleep": "some", "nights": "14"}'
    if not isinstance(found, dict):
        stop(f"{path}: the answers must be words by question, {like}.")
    wrong = next((name for name, value in found.items() if not isinstance(value, str)), None)
    if wrong is not None:
        stop(f"{path}: the answer to {wrong} must be words, {like}.")
    return found


People = Annotated[Path | None, typer.Option("--people", help="A CSV with a column for each question.")]
MadeUp = Annotated[int, typer.Option("--made-up", help="How many people to make up instead.", min=0, max=20_000_000)]
SharesFile = Annotated[Path | None, typer.Option("--shares", help="YAML with the shares and ties of made-up people.")]
Seed = Annotated[int, typer.Option(help="The same seed makes the same people.", min=0)]
By = Annotated[
    list[str] | None, typer.Option("--by", help="A column of groups to look at fairness by. May be repeated.")
]
Out = Annotated[Path | None, typer.Option("--out", help="A folder for report.html and report.csv.")]


@app.command()
@told
def simulate(
    folder: Folder,
    people: People = None,
    made_up_people: MadeUp = 0,
    shares: SharesFile = None,
    seed: Seed = 1,
    by: By = None,
    out: Out = None,
    on: OnDay = "",
) -> None:
    """Who would get what: cost, spread, share with nothing, and fairness by group."""
    batch = Batch(load_scheme(folder), day_of(on))
    tried, _, _ = _tried("Scoring", batch, _people(batch, people, made_up_people, shares, seed, tuple(by or ())))
    parts = _parts(tried)
    _report(f"Trying out {tried.title}", parts, out)


@app.command()
@told
def compare(
    before: Annotated[Path, typer.Argument(help="The scheme as it is.")],
    after: Annotated[Path, typer.Argument(help="The scheme as it might be. The same questions.")],
    people: People = None,
    made_up_people: MadeUp = 0,
    shares: SharesFile = None,
    seed: Seed = 1,
    by: By = None,
    out: Out = None,
    on: OnDay = "",
) -> None:
    """Two versions on the same people: who moves, by how much, and which groups."""
    one, two = Batch(load_scheme(before), day_of(on)), Batch(load_scheme(after), day_of(on))
    first, second = ({q.id: [o.id for o in q.graded] for q in batch.questions} for batch in (one, two))
    if first != second:  # in whatever order
        differ = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
        stop(f"The two schemes do not ask the same: {', '.join(differ)}. Compare versions with the same questions.")
    if one.table.period != two.table.period:
        stop(
            f"One gives amounts for a {one.table.period}, the other for a {two.table.period}. They cannot be compared."
        )
    population = list(_people(one, people, made_up_people, shares, seed, tuple(by or ())))
    tried_one, amounts_one, there_one = _tried("Scoring by the first", one, population)
    names = [question.id for question in one.questions]
    order = [names.index(question.id) for question in two.questions]
    reordered = [Population(part.codes[order], part.groups) for part in population]
    tried_two, amounts_two, there_two = _tried("Scoring by the second", two, reordered)
    both = there_one & there_two
    parts = [
        trying.Part("Who moves", ("Change", "People"), list(trying.moves(amounts_one, amounts_two, both))),
        *(
            trying.Part(
                f"Change by {name}",
                (name, "People", "Mean change", "Get less"),
                trying.moves_by_group(amounts_one, amounts_two, both, _whole_groups(population, name)),
            )
            for name in by or ()
        ),
    ]
    for label, tried in (("Before", tried_one), ("After", tried_two)):
        parts += [
            trying.Part(f"{label}: {part.title}", part.headings, part.rows, part.picture) for part in _parts(tried)
        ]
    _report(f"{tried_one.title} against {tried_two.title}", parts, out)


@app.command()
@told
def calibrate(
    folder: Folder,
    costs: Annotated[
        Path, typer.Argument(help="A CSV with a column `cost`, and `points` or a column for each question.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where to put the new version of the scheme.")],
    version: Annotated[str, typer.Option(help="What to call it.")] = "calibrated",
    percentile: Annotated[float, typer.Option(help="How many in 100 should find it enough.", min=1, max=100)] = 80,
    held_back: Annotated[float, typer.Option(help="How many per cent to hold back.", min=0, max=50)] = 0,
    model: Annotated[str, typer.Option(help="points_curve or total_bands.")] = "points_curve",
    period: Annotated[str, typer.Option(help="What the costs are for: year, week or once; else the scheme's.")] = "",
    from_day: Annotated[str, typer.Option("--from", help="From when the amounts count. Today if not given.")] = "",
    source: Annotated[str, typer.Option(help="Where the costs come from.")] = "A sample of real costs",
) -> None:
    """Fit the money table to real costs by the percentile method, and write a new version of the scheme."""
    if model not in ("points_curve", "total_bands") or period not in ("", "year", "week", "once"):
        stop("The model is points_curve or total_bands; the period is year, week or once.")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]{0,30}", version):
        stop(f"{version!r} is no version. Use letters, numbers, dots and hyphens.")
    scheme = load_scheme(folder)
    table = scheme.now
    if not table.counts_points:
        stop(f"{scheme.id} counts no points, so there is nothing to fit. Use a scheme whose answers have points.")
    period = period or table.period
    points, pence = read_costs(scheme, costs)
    fitted = fitting.fit(np.asarray(points), pence, percentile, held_back)
    most = sum(max(option.points or 0 for option in one.graded) for one in scheme.questions.values())
    whole = fitted.outside > most
    note = _note(fitted, len(pence), percentile, held_back, most, min(points))
    left = [
        name
        for name, there in (
            ("adjustments", table.adjustments),
            ("set_aside", table.set_aside),
            ("streams", table.streams),
            ("earlier or later dated tables", scheme.money[1:]),
            ("weeks_in_year", table.weeks_in_year),
            ("the title of the line", getattr(table, "title", "")),
            ("less for unpaid help", any(one.less for one in getattr(table, "components", {}).values())),
            ("phrases.tsv", (folder / "phrases.tsv").exists()),
            ("translations", scheme.translations),
        )
        if there
    ]
    if left:
        note += f"\nNot taken over from {scheme.version}: {', '.join(left)}. Add them by hand where they should stay."
    text = fitting.money_yml(fitted, model, day_of(from_day), period, source, note, whole)
    place = out / f"{scheme.id}@{version}"
    if place.exists():
        stop(f"{place} is already there. Choose another version.")
    with tempfile.TemporaryDirectory(dir=out if out.is_dir() else None) as name:
        draft = Path(name) / place.name
        fitting.write_version(folder, draft, text, version, day_of(from_day))
        out.mkdir(parents=True, exist_ok=True)
        put_in_place(draft, place)
    typer.echo(note)
    typer.echo(
        f"The new version is in {place}. It passes `scheme check`. "
        "Its figures say illustrative until somebody stands by them."
    )


def _note(fitted: fitting.Fitted, people: int, percentile: float, held_back: float, most: int, fewest: int) -> str:
    lines = [
        f"Fitted to {people} real costs: at each number of points, enough for {percentile:g} in 100 of those",
        f"matched to it by rank, with {held_back:g}% held back.",
        f"Of the sample, {fitted.enough:.1%} would have had enough.",
    ]
    if fewest > 0:
        lines.append(f"Nobody in the sample had under {fewest} points; the amount there is 0 until somebody sets it.")
    if fitted.outside <= most:
        lines.append(f"Nobody in the sample had {fitted.outside} points or more, so there is no figure from there.")
    return "\n".join(lines)


def _people(
    batch: Batch, people: Path | None, count: int, shares: Path | None, seed: int, by: tuple[str, ...]
) -> list[Population]:
    if (people is None) == (count == 0):
        stop("Say whose answers to use: --people FILE.csv, or --made-up 100000.")
    if people is not None:
        return list(in_parts(from_table(batch, read_table(people), people, by)))
    stated = load_shares(shares, batch) if shares else Shares()
    for name in by:
        if name not in stated.groups:
            stop(f"The made-up people have no column {name}. Add it to `groups` in the file of shares.")
    return list(_shown("Making people up", made_up(batch, stated, count, seed), count))


def _shown(label: str, parts: Iterable[Population], count: int) -> Iterator[Population]:
    """The parts as they come, with a bar that says how far it is, where somebody looks."""
    hidden = not sys.stderr.isatty()
    with typer.progressbar(length=count, label=label, file=sys.stderr, hidden=hidden) as bar:
        for part in parts:
            yield part
            bar.update(part.codes.shape[1])


def _tried(label: str, batch: Batch, population: Sequence[Population]) -> Any:
    return trying.try_out(batch, _shown(label, population, sum(part.codes.shape[1] for part in population)))


def _whole_groups(population: list[Population], name: str) -> Any:
    return np.concatenate([part.groups[name] for part in population])


def _parts(tried: trying.Tried) -> list[trying.Part]:
    drawn = trying.picture(tried.amounts, tried.title) if len(tried.amounts) else ""
    parts = [trying.Part(tried.title, ("What", "How much"), list(trying.summary(tried)), drawn)]
    headings = ("People", "Mean", "Middle", "With nothing")
    return parts + [trying.Part(f"By {name}", (name, *headings), trying.by_group(tried, name)) for name in tried.groups]


def _report(title: str, parts: list[trying.Part], out: Path | None) -> None:
    typer.echo(trying.as_text(parts))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        mark = "\N{ZERO WIDTH NO-BREAK SPACE}"  # so that Excel reads it as UTF-8
        trying.write_whole(
            {out / "report.html": trying.as_html(title, parts), out / "report.csv": mark + trying.as_csv(parts)}
        )
        typer.echo(f"\nThe report is in {out / 'report.html'} and {out / 'report.csv'}.")


if __name__ == "__main__":
    app(prog_name="first-step")
