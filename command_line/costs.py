"""A sample of real costs to fit a table to: people's points, or their answers, beside what their support cost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from command_line.population import LINE, BadTable, read_table, row_lines
from scoring.pounds import to_pence
from scoring.scheme import Scheme, UnknownAnswer


def read_costs(scheme: Scheme, path: Path) -> tuple[list[int], list[int]]:
    """Points and pence of each row. The CSV has a column `cost`, and `points` or a column for each question.

    Raises:
        BadTable: naming row and column.
    """
    table = read_table(path)
    if "cost" not in table.columns:
        raise BadTable(f"{path}: the column cost is missing. Add it, in pounds like 1250 or 1250.50.")
    begins = list(row_lines(path))
    lines = [begins[row] for row in table[LINE]]
    costs = [_cost(cell, f"{path}, row {row}") for row, cell in zip(lines, table["cost"], strict=True)]
    if "points" in table.columns:
        most = sum(max(option.points or 0 for option in one.graded) for one in scheme.questions.values())
        return [
            _points(cell, most, f"{path}, row {row}") for row, cell in zip(lines, table["points"], strict=True)
        ], costs
    if not set(scheme.questions) <= set(table.columns):
        missing = next(name for name in scheme.questions if name not in table.columns)
        raise BadTable(f"{path}: there is no column points, and none for the question {missing}. Add either.")
    rows = table.select(list(scheme.questions)).iter_rows(named=True)
    return [_points_of(scheme, answers, f"{path}, row {row}") for row, answers in zip(lines, rows, strict=True)], costs


def _cost(cell: str, where: str) -> int:
    if not re.fullmatch(r"\s*£?([0-9]{1,8}|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,2})?\s*", cell):
        raise BadTable(f"{where}, column cost: {cell!r} is no amount of money. Write it like 1250 or 1,250.50.")
    return to_pence(cell.strip().removeprefix("£").replace(",", ""))


def _points(cell: str, most: int, where: str) -> int:
    if not re.fullmatch(r"\s*[0-9]{1,6}\s*", cell):
        raise BadTable(f"{where}, column points: {cell!r} is no whole number. Correct it.")
    if int(cell) > most:
        raise BadTable(f"{where}, column points: {cell.strip()} is more than the {most} that the answers can give.")
    return int(cell)


def _points_of(scheme: Scheme, answers: dict[str, Any], where: str) -> int:
    known = {name: answer.strip() for name, answer in answers.items() if answer.strip()}
    try:
        scheme.check_answers(known)
    except UnknownAnswer as error:
        raise BadTable(f"{where}: {error}") from None
    open_question = scheme.next_question(known)
    if open_question is not None:
        what = "there is no answer. A cost can only be matched to a whole assessment."
        raise BadTable(f"{where}, column {open_question.id}: {what}")
    total = 0
    for question in scheme.asked(known):
        option = question.option(known[question.id])
        if option is None or option.points is None:
            raise BadTable(f"{where}, column {question.id}: {known[question.id]} has no points. Leave the row out.")
        total += option.points
    return total
