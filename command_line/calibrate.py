"""Fit a money table to a sample of real costs, by the percentile method published for the In Control systems.

Points are put in order, costs are put in order, and the two lists are matched. At each number of points, the amount is
the cost that a chosen share of the matched people would find enough. A part may be held back as contingency.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML

from scoring.allocation import allocate
from scoring.check import amount_words, failing_cases
from scoring.loading import load_scheme
from scoring.pounds import decimal_string
from scoring.strict_yaml import DataError

FEWEST = 20
"""People in a sample. With fewer, one person's cost would decide an amount."""


class TooLittle(Exception):
    """A sample that is too small or has nothing to tell."""


@dataclass(frozen=True)
class Fitted:
    """Pence for each number of points seen, rising; `outside` is the first number of points above the sample."""

    curve: dict[int, int]
    outside: int
    enough: float
    """The share of the sample for whom the amount is at least their own cost."""


def fit(
    points: npt.NDArray[np.int64], costs: Sequence[int] | npt.NDArray[np.int64], percentile: float, held_back: float
) -> Fitted:
    """Fit.

    Args:
        points: each person's points.
        costs: each person's real cost, in pence.
        percentile: how many in 100 should find the amount enough (before anything is held back).
        held_back: how many per cent are held back as contingency.

    Raises:
        TooLittle: for a small sample, or one where all have the same points.
    """
    costs = np.asarray(costs, dtype=np.int64)
    if len(points) < FEWEST:
        raise TooLittle(f"{len(points)} people are too few to fit a table to. Use at least {FEWEST}.")
    if len(set(points.tolist())) < 2:
        raise TooLittle("Everybody has the same points, so there is nothing to fit. Use people with different needs.")
    order = np.sort(points)
    matched = np.sort(costs)
    curve: dict[int, int] = {}
    highest = 0
    first = int(order[0])
    for score in range(first, int(order[-1]) + 1):
        own = matched[order == score]
        if len(own):
            enough = float(np.percentile(own, percentile, method="inverted_cdf"))
            whole_pounds = -int(-enough * (1 - held_back / 100) // 100)  # up, so that enough stays enough
            highest = max(highest, whole_pounds * 100)
        curve[score] = highest
    for score in range(first):
        curve[score] = 0
    given = np.array([curve[int(one)] for one in points])
    return Fitted(dict(sorted(curve.items())), int(order[-1]) + 1, float((given >= costs).mean()))


def money_yml(fitted: Fitted, model: str, day: dt.date, period: str, source: str, note: str, whole: bool) -> str:
    """The text of a `money.yml`. `model` is points_curve or total_bands."""
    table: dict[str, object] = {
        "model": model,
        "status": "illustrative",
        "from": day,
        "period": period,
        "source": {"title": source, "href": "calibration"},
    }
    if model == "points_curve":
        table["whole"] = whole
        table["curve"] = {points: float(decimal_string(pence)) for points, pence in fitted.curve.items()}
    else:
        bands: list[dict[str, object]] = []
        for pence, run in groupby(fitted.curve.items(), key=lambda one: one[1]):
            scores = [score for score, _ in run]
            span = str(scores[0]) if len(scores) == 1 else f"{scores[0]}-{scores[-1]}"
            bands.append({"points": span, "amount": float(decimal_string(pence)), "name": f"Band {len(bands) + 1}"})
        table["bands"] = bands
    text = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(table, text)
    return "".join(f"# {line}\n" for line in note.splitlines()) + text.getvalue()


def write_version(folder: Path, draft: Path, money: str, version: str, day: dt.date) -> None:
    """The same questions with new money, and a case at each end made from what it gives.

    Raises:
        DataError: when the new version does not pass the check.
    """
    draft.mkdir()
    questions = (folder / "questions.yml").read_text(encoding="utf-8")
    line = f"version: {json.dumps(version)}"
    (draft / "questions.yml").write_text(re.sub(r"(?m)^version:.*$", lambda _: line, questions), encoding="utf-8")
    (draft / "money.yml").write_text(money, encoding="utf-8")
    (draft / "cases.yml").write_text("- name: nothing is answered yet\n  answers: {}\n  total: '0'\n", encoding="utf-8")
    made = load_scheme(draft)
    cases = []
    for words, place in (("the least of everything", 0), ("the most of everything", -1)):
        answers: dict[str, str] = {}
        while (question := made.next_question(answers)) is not None:
            by_points = sorted(question.graded, key=lambda option: option.points or 0)
            answers[question.id] = by_points[place].id
        total = amount_words(allocate(made, answers, day).indicative)
        cases.append({"name": words, "answers": answers, "total": total, "on": day.isoformat()})
    (draft / "cases.yml").write_text(
        "".join(f"- {json.dumps(case)}\n" for case in cases).replace('"on": "' + day.isoformat() + '"', f'"on": {day}'),
        encoding="utf-8",
    )
    wrong = list(failing_cases(load_scheme(draft), day))
    if wrong:
        raise DataError(wrong)
