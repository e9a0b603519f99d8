"""Who would get what: a population scored by a scheme, or by two, as tables, CSV and a report with pictures."""

from __future__ import annotations

import errno
import html
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from command_line.population import Population
from scoring.batch import Batch, Pence
from scoring.pounds import PERIOD_WORDS

PERCENTILES = (5, 25, 50, 75, 95)
STEPS = (-5000, -1000, -500, -100, 0, 100, 500, 1000, 5000)
"""Pounds at which moves are counted apart."""


@dataclass
class Tried:
    """Amounts of a population: the middle of each range, in pence. Rows without a figure are not in `amounts`."""

    title: str
    period: str
    rows: int
    outside: int
    open_rows: int
    low: int
    high: int
    amounts: Pence
    groups: Mapping[str, npt.NDArray[np.str_]] = field(default_factory=dict)

    @property
    def nothing(self) -> float:
        """The share that gets nothing, of those with a figure."""
        return float((self.amounts == 0).mean()) if len(self.amounts) else 0.0


def try_out(batch: Batch, parts: Iterable[Population]) -> tuple[Tried, Pence, npt.NDArray[np.bool_]]:
    """Score a population. Also gives every row's amount (0 where there is none) and whether it has one."""
    lows, highs, has, groups = [], [], [], {}  # type: ignore[var-annotated]  # lists of arrays of three kinds
    for part in parts:
        scores = batch.score(part.codes)
        lows.append(scores.low)
        highs.append(scores.high)
        has.append(~scores.outside)
        for name, values in part.groups.items():
            groups.setdefault(name, []).append(values)
    low, high, there = np.concatenate(lows), np.concatenate(highs), np.concatenate(has)
    middle = (low + high) // 2
    tried = Tried(
        title=f"{batch.scheme.title} ({batch.scheme.id} {batch.scheme.version})",
        period=PERIOD_WORDS[batch.table.period],
        rows=len(middle),
        outside=int((~there).sum()),
        open_rows=int((low != high).sum()),
        low=int(low[there].sum()),
        high=int(high[there].sum()),
        amounts=middle[there],
        groups={name: np.concatenate(values)[there] for name, values in groups.items()},
    )
    return tried, middle, there


Row = tuple[str, str]


def summary(tried: Tried) -> list[Row]:
    """What it costs and how it is spread."""
    rows = [
        ("Assessments", f"{tried.rows:,}"),
        ("Outside the published table", f"{tried.outside:,}"),
        ("With open answers (below, the middle of their range counts)", f"{tried.open_rows:,}"),
        (f"Total, {tried.period}", _range(tried.low, tried.high)),
        ("Share with nothing", f"{tried.nothing:.1%}"),
    ]
    if len(tried.amounts):
        rows.append(("Mean", _pounds(float(tried.amounts.mean()))))
        for percent in PERCENTILES:
            rows.append((f"{percent} in 100 get at most", _pounds(float(np.percentile(tried.amounts, percent)))))
    return rows


def by_group(tried: Tried, name: str) -> list[tuple[str, ...]]:
    """Each group's number, mean, middle and share with nothing."""
    rows: list[tuple[str, ...]] = []
    for group in np.unique(tried.groups[name]):
        own = tried.amounts[tried.groups[name] == group]
        rows.append(
            (
                str(group),
                f"{len(own):,}",
                _pounds(float(own.mean())),
                _pounds(float(np.median(own))),
                f"{float((own == 0).mean()):.1%}",
            )
        )
    return rows


def moves(before: Pence, after: Pence, both: npt.NDArray[np.bool_]) -> list[Row]:
    """How many move by how much, of those with a figure in both."""
    change = (after - before)[both]
    total = max(1, len(change))
    rows = [
        ("Get less", f"{(change < 0).sum():,} ({(change < 0).sum() / total:.1%})"),
        ("Get the same", f"{(change == 0).sum():,} ({(change == 0).sum() / total:.1%})"),
        ("Get more", f"{(change > 0).sum():,} ({(change > 0).sum() / total:.1%})"),
        ("Have no figure in one of the two", f"{int((~both).sum()):,}"),
    ]
    edges = np.array([-np.inf, *(step * 100 for step in STEPS), np.inf])
    for low, high in pairwise(edges):
        more = (change > 0) & (change > low) & (change <= high)
        less = (change < 0) & (change >= low) & (change < high)
        inside = int((more | less).sum())
        if inside:
            rows.append((_band(low, high), f"{inside:,} ({inside / total:.1%})"))
    if len(change):
        rows.append(("Mean change", _pounds(float(change.mean()))))
    return rows


def moves_by_group(
    before: Pence, after: Pence, both: npt.NDArray[np.bool_], groups: npt.NDArray[np.str_]
) -> list[tuple[str, ...]]:
    """Each group's mean change, and the share that gets less."""
    rows: list[tuple[str, ...]] = []
    for group in np.unique(groups):
        change = (after - before)[both & (groups == group)]
        if len(change):
            rows.append(
                (str(group), f"{len(change):,}", _pounds(float(change.mean())), f"{float((change < 0).mean()):.1%}")
            )
    return rows


@dataclass(frozen=True)
class Part:
    """One table of a report, and a picture if it has one."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    picture: str = ""


def picture(amounts: Pence, title: str) -> str:
    """A histogram as SVG."""
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(7, 3))
    axes = drawing.subplots()
    axes.hist(amounts / 100, bins=40, color="#1f5f7a")
    axes.set_title(title)
    axes.set_xlabel("pounds")
    axes.set_ylabel("assessments")
    text = io.StringIO()
    drawing.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def as_text(parts: Iterable[Part]) -> str:
    """For a terminal."""
    said = []
    for part in parts:
        table = [part.headings, *part.rows]
        widths = [max(len(row[n]) for row in table) for n in range(len(part.headings))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
        ]
        said.append("\n".join([part.title, *(f"  {line}" for line in lines)]))
    return "\n\n".join(said)


def as_csv(parts: Iterable[Part]) -> str:
    """For a spreadsheet: table, then its cells."""
    import csv

    text = io.StringIO()
    writer = csv.writer(text)
    for part in parts:
        writer.writerow(["table", *part.headings])
        writer.writerows([_inert(cell) for cell in (part.title, *row)] for row in part.rows)
    return text.getvalue()


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) and not cell.startswith("-£") else cell


def as_html(title: str, parts: Iterable[Part]) -> str:
    """One page with tables and pictures, nothing loaded from elsewhere."""
    body = []
    for part in parts:
        head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in part.headings)
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in part.rows)
        body.append(f"<h2>{html.escape(part.title)}</h2>{part.picture}<table><tr>{head}</tr>{rows}</table>")
    return (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3rem .6rem;text-align:left}"
        f"svg{{max-width:100%;height:auto}}</style><h1>{html.escape(title)}</h1>{''.join(body)}</html>"
    )


def write_whole(files: Mapping[Path, str], encoding: str = "utf-8") -> None:
    """Write files so that all of them are there whole, or none is touched."""
    written = {path: path.with_name(f".{path.name}.part") for path in files}
    try:
        for path, beside in written.items():
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "there is a folder of this name", str(path))
            beside.write_text(files[path], encoding=encoding)
        for path, beside in written.items():
            beside.replace(path)
    finally:
        for beside in written.values():
            beside.unlink(missing_ok=True)


def _pounds(pence: float) -> str:
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) / 100:,.2f}"


def _range(low: int, high: int) -> str:
    return _pounds(low) if low == high else f"{_pounds(low)} to {_pounds(high)}"


def _band(low: float, high: float) -> str:
    if low == -np.inf:
        return f"Less by £{-high / 100:,.0f} or more"
    if high == np.inf:
        return f"More by over £{low / 100:,.0f}"
    if high <= 0:
        return (
            f"Less by up to £{-low / 100:,.0f}" if high == 0 else f"Less by £{-high / 100:,.0f} to £{-low / 100:,.0f}"
        )
    return f"More by up to £{high / 100:,.0f}" if low == 0 else f"More by £{low / 100:,.0f} to £{high / 100:,.0f}"
