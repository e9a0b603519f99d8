"""Assessments to try a scheme on: from a CSV of answers, or made up from stated shares and correlations."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import Field

from scoring.batch import Batch, Codes
from scoring.scheme import UNKNOWN, Question
from scoring.strict_yaml import DataError, Problem, Strict, read_document

MOST_ROWS = 5_000_000
"""Rows of a CSV. All of it is in memory at once."""
LINE = "row of the table"
"""A column of our own: how many rows of the table come before this one."""
PART = 250_000
"""Rows made or read at a time."""


@dataclass(frozen=True)
class Population:
    """Answers as codes (questions by rows), and for each column of groups the group of each row."""

    codes: Codes
    groups: Mapping[str, npt.NDArray[np.str_]]


class BadTable(Exception):
    """A CSV that cannot be used. Says which row and column, and how to mend it."""


Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tie(Strict):
    """Two questions whose answers go together: 1 always, 0 not at all, below 0 the other way."""

    questions: tuple[str, str]
    correlation: Annotated[float, Field(ge=-1, le=1)]


class Shares(Strict):
    """A made-up population. Questions that are not named answer evenly; what is not tied follows `together`."""

    together: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """How much all answers go together, as a correlation."""
    answers: Mapping[str, Mapping[str, Share]] = {}
    """Question to option to share. `not_sure` may have a share too."""
    ties: tuple[Tie, ...] = ()
    groups: Mapping[str, Mapping[str, Share]] = {}
    """Columns of groups, with shares, for looking at fairness. They have nothing to do with the answers."""


def read_table(path: Path) -> pl.DataFrame:
    """A CSV whose cells are all text. Raises `BadTable`."""
    if not path.is_file():
        raise BadTable(f"{path}: there is no such file.")
    try:
        table = pl.read_csv(path, infer_schema=False, glob=False, n_rows=MOST_ROWS + 1).with_columns(
            pl.all().fill_null("")
        )
    except (pl.exceptions.NoDataError, pl.exceptions.ComputeError, pl.exceptions.ShapeError) as error:
        raise BadTable(
            f"{path}: this is no table: {str(error).splitlines()[0]}. Save it as CSV with a heading row."
        ) from None
    if table.height > MOST_ROWS:
        raise BadTable(f"{path}, row {MOST_ROWS + 2}: only {MOST_ROWS:,} people can be read at once. Split the file.")
    names = [name.strip() for name in table.columns]
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise BadTable(f"{path}: the cells are kept apart by semicolons or tabs. Save it as CSV with commas.")
    twice = next((name for name in names if f"{name}_duplicated_0" in names), None)
    if twice:
        raise BadTable(f"{path}: the column {twice} is there twice. Take one of the two out.")
    table.columns = names
    table = table.with_row_index(LINE).filter(
        pl.any_horizontal(pl.exclude(LINE).str.strip_chars() != "")
    )  # rows that are quite empty, as Excel leaves
    if table.height == 0:
        raise BadTable(f"{path}: there are no rows under the heading. Add some.")
    return table


def row_lines(path: Path) -> Iterator[int]:
    """The line of the file on which each row of the table begins, as an editor shows it.

    An empty line is a row here, and a cell in quotes may run over several lines.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader, begins, heading = csv.reader(file), 1, True
        for row in reader:
            if not heading:
                yield begins
            heading = heading and not row
            begins = reader.line_num + 1


def from_table(batch: Batch, table: pl.DataFrame, path: Path, groups: tuple[str, ...] = ()) -> Population:
    """Answers from columns named like the questions. An empty cell is not answered; other columns are left alone.

    Raises:
        BadTable: naming row and column, for a question without a column or an answer that the scheme does not have.
    """
    wanted = [question.id for question in batch.questions]
    missing = [name for name in (*wanted, *groups) if name not in table.columns]
    if missing:
        columns = "the column" if len(missing) == 1 else "the columns"
        mend = "Add them; leave cells empty where nothing is known."
        raise BadTable(f"{path}: {columns} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing. {mend}")
    unused = [name for name in table.columns if name not in (*wanted, *groups, LINE)]
    if unused:
        print(f"Columns that are not used: {', '.join(unused)}.", file=sys.stderr)
    codes = np.empty((len(wanted), table.height), dtype=np.uint16)
    for q, question in enumerate(batch.questions):
        codes[q] = _column(question, table[question.id], table[LINE], path)
    return Population(codes, {name: table[name].to_numpy().astype(str) for name in groups})


def in_parts(population: Population) -> Iterator[Population]:
    """The same people in parts of at most `PART` rows."""
    for start in range(0, population.codes.shape[1], PART):
        part = slice(start, start + PART)
        yield Population(population.codes[:, part], {name: one[part] for name, one in population.groups.items()})


def _column(question: Question, cells: pl.Series, lines: pl.Series, path: Path) -> npt.NDArray[np.uint16]:
    unknown = len(question.graded)
    code = {option.id: n for n, option in enumerate(question.graded)} | dict.fromkeys((*UNKNOWN, ""), unknown)
    trimmed = cells.str.strip_chars()
    found = trimmed.replace_strict(code, default=None, return_dtype=pl.Int32)
    if found.null_count():
        row = int(found.is_null().arg_max() or 0)
        line = next(islice(row_lines(path), int(lines[row]), None))
        raise BadTable(
            f"{path}, row {line}, column {question.id}: there is no answer {cells[row]!r}. It has {question.known}."
        )
    return found.to_numpy().astype(np.uint16)


def load_shares(path: Path, batch: Batch) -> Shares:
    """Read and check a file of shares. Raises `DataError`."""
    document = read_document(path)
    shares = document.read_as(Shares)
    questions = {question.id: question for question in batch.questions}
    problems = []
    for name, options in shares.answers.items():
        if name not in questions:
            problems.append(Problem(("answers", name), f"there is no question {name}.", "Correct the name."))
            continue
        for option in options:
            if questions[name].option(option) is None:
                what = f"{name} has no option {option}. It has {questions[name].known}."
                problems.append(Problem(("answers", name, option), what, "Correct the name."))
        if sum(options.values()) <= 0:
            problems.append(Problem(("answers", name), "the shares come to nothing.", "Give some option a share."))
    problems += _tie_and_group_problems(shares, set(questions))
    document.fail(problems)
    try:
        _root(shares, batch)
    except np.linalg.LinAlgError:
        raise DataError(
            [f"{path.name}: these correlations cannot all hold at once. Make some of them weaker."]
        ) from None
    return shares


def _tie_and_group_problems(shares: Shares, questions: set[str]) -> Iterator[Problem]:
    for name, parts in shares.groups.items():
        if sum(parts.values()) <= 0:
            yield Problem(("groups", name), "the shares come to nothing.", "Give some group a share.")
    tied: set[frozenset[str]] = set()
    for t, tie in enumerate(shares.ties):
        if tie.questions[0] == tie.questions[1]:
            yield Problem(("ties", t), "a question cannot be tied to itself.", "Name two.")
        if frozenset(tie.questions) in tied:
            yield Problem(("ties", t), "these two are tied twice.", "Keep one of the two.")
        tied.add(frozenset(tie.questions))
        for name in tie.questions:
            if name not in questions:
                yield Problem(("ties", t), f"there is no question {name}.", "Correct the name.")


def made_up(batch: Batch, shares: Shares, rows: int, seed: int) -> Iterator[Population]:
    """A population in parts of at most `PART` rows. The same seed gives the same people."""
    chance = np.random.default_rng(seed)
    root = _root(shares, batch)
    limits = [_limits(question, shares) for question in batch.questions]
    for start in range(0, rows, PART):
        count = min(PART, rows - start)
        drawn = root @ chance.standard_normal((len(batch.questions), count), dtype=np.float32)
        codes = np.empty(drawn.shape, dtype=np.uint16)
        for q, (bounds, places) in enumerate(limits):
            codes[q] = places[np.searchsorted(bounds, drawn[q])]
        groups = {
            name: chance.choice(np.array(list(parts)), count, p=np.array(list(parts.values())) / sum(parts.values()))
            for name, parts in shares.groups.items()
        }
        yield Population(codes, groups)


def _root(shares: Shares, batch: Batch) -> npt.NDArray[np.float32]:
    """What turns independent draws into correlated ones (Cholesky)."""
    place = {question.id: n for n, question in enumerate(batch.questions)}
    together = np.full((len(place), len(place)), shares.together)
    np.fill_diagonal(together, 1.0)
    for tie in shares.ties:
        one, other = (place[name] for name in tie.questions)
        if one != other:
            together[one, other] = together[other, one] = tie.correlation
    np.fill_diagonal(together, 1.0 + 1e-9)
    return np.linalg.cholesky(together).astype(np.float32)


def _limits(question: Question, shares: Shares) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint16]]:
    """Where on a bell curve each answer ends, and the code of each answer."""
    from statistics import NormalDist

    stated = shares.answers.get(question.id)
    weights = [(n, stated.get(option.id, 0.0) if stated else 1.0) for n, option in enumerate(question.graded)]
    unsure = sum(share for option, share in (stated or {}).items() if option in UNKNOWN)
    kept = [(n, weight) for n, weight in [*weights, (len(question.graded), unsure)] if weight > 0]
    upto = np.cumsum([weight for _, weight in kept])
    bell = NormalDist()
    bounds = np.array([bell.inv_cdf(min(max(one / upto[-1], 1e-12), 1 - 1e-12)) for one in upto[:-1]], dtype=np.float32)
    return bounds, np.array([n for n, _ in kept], dtype=np.uint16)
