"""Points in a domain lead to an amount for that domain; the amounts are added up.

The shape of the Croydon personal health budget pilot (Alakeson and Perkins, 2012).
A domain may give nothing. The domains never limit how the money is used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from scoring.pounds import Money, Period, PoundsInFile, pounds
from scoring.strict_yaml import Problem, Strict
from scoring.trace import Line, Points, Reason, Source

if TYPE_CHECKING:
    from scoring.scheme import Answers, Domain, Question, Scheme


class PointRange(NamedTuple):
    """Both ends belong to the range."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first} {'point' if self.first == 1 else 'points'}"
        return f"{self.first} to {self.last} points"


def _point_range(value: object) -> PointRange:
    found = re.fullmatch(r"\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*", str(value))
    if not found:
        raise ValueError(f"{value!r} is not a number of points. Write it like 4 or 4-6")
    first, last = int(found[1]), int(found[2] or found[1])
    if last < first:
        raise ValueError(f"{value} runs backwards. Write the smaller number first")
    return PointRange(first, last)


class Row(Strict):
    """One row of a domain's table."""

    points: Annotated[PointRange, BeforeValidator(_point_range)]
    amount: Annotated[PoundsInFile, Field(ge=0)]


class DomainSumTable(Strict):
    """The figures from one date on: for each domain, rows of points and the amount they give."""

    model: Literal["domain_sum"]
    status: Literal["illustrative", "published"]
    from_: Annotated[dt.date, Field(alias="from")]
    period: Period = "year"
    domains: Mapping[str, Annotated[tuple[Row, ...], Field(min_length=1)]]
    source: Source


def problems(table: DomainSumTable, domains: Sequence[Domain]) -> list[Problem]:
    """Rows must cover 0 to the most points a domain can give, once each, in order."""
    found = []
    known = {domain.id: domain for domain in domains}
    for name in table.domains:
        if name not in known:
            found.append(
                Problem(("domains", name), "questions.yml has no such domain.", "Correct the name or take it out.")
            )
    for name, domain in known.items():
        if name not in table.domains:
            found.append(
                Problem(("domains",), f"the domain {name} has no rows.", "Add it, with amount 0 if it gives none.")
            )
        else:
            found += _row_problems(name, table.domains[name], _most_points(domain))
    return found


def _most_points(domain: Domain) -> int:
    return sum(max(option.points or 0 for option in question.options) for question in domain.questions)


def _row_problems(name: str, rows: Sequence[Row], most: int) -> Iterator[Problem]:
    expected = 0
    for r, row in enumerate(rows):
        place = ("domains", name, r, "points")
        if row.points.first < expected and r:
            before = rows[r - 1].points
            yield Problem(
                place,
                f"points {row.points.first}-{row.points.last} overlaps {before.first}-{before.last} on the line above.",
                "Make the ranges meet without sharing a number.",
            )
        elif row.points.first > expected:
            yield Problem(place, f"nothing is said for {expected} points.", f"Start this row at {expected}.")
        expected = max(expected, row.points.last + 1)
    if expected <= most:
        yield Problem(
            ("domains", name, len(rows) - 1, "points"),
            f"the rows end at {expected - 1} points, but the answers can give {most}.",
            f"Add a row that reaches {most}.",
        )


def lines(table: DomainSumTable, scheme: Scheme, answers: Answers) -> list[Line]:
    """One line for each domain, with the points, the row and the answers that made it."""
    return [_line(table, scheme, domain, answers) for domain in scheme.domains]


def _line(table: DomainSumTable, scheme: Scheme, domain: Domain, answers: Answers) -> Line:
    rows = table.domains[domain.id]
    possible = sorted(_possible_points(scheme, domain, answers))
    amounts = [_row_for(rows, points).amount for points in possible]
    reasons = [_reason(scheme, question, answers) for question in _behind(scheme, domain, answers)]
    used = sorted({_row_for(rows, points) for points in possible}, key=lambda row: row.points)
    return Line(
        domain=domain.id,
        title=domain.title,
        points=Points(low=possible[0], high=possible[-1]),
        amount=Money(low=min(amounts), high=max(amounts), period=table.period),
        because=tuple(reasons),
        rule=" ".join(_row_words(row, table) for row in used),
        source=table.source,
        from_=table.from_,
    )


def _behind(scheme: Scheme, domain: Domain, answers: Answers) -> list[Question]:
    """The questions behind a line: those asked, and those of other domains that closed one off."""
    behind = {}
    for question in domain.questions:
        if scheme.is_asked(question, answers):
            behind[question.id] = question
            continue
        for gate, wanted in question.ask_if.items():
            closed = answers.get(gate) not in wanted
            if closed and scheme.domain_of[gate] is not domain and scheme.is_asked(scheme.questions[gate], answers):
                behind[gate] = scheme.questions[gate]
    return list(behind.values())


def _reason(scheme: Scheme, question: Question, answers: Answers) -> Reason:
    option = question.option(answers[question.id]) if question.id in answers else None
    return Reason(
        question_id=question.id,
        question=question.text,
        answer=option.label if option else "Not answered yet",
        points=option.points if option else None,
    )


def _row_for(rows: Sequence[Row], points: int) -> Row:
    return next(row for row in rows if row.points.first <= points <= row.points.last)


def _row_words(row: Row, table: DomainSumTable) -> str:
    period = {"year": " a year", "week": " a week", "once": ""}[table.period]
    amount = f"{pounds(row.amount)}{period}" if row.amount else "no money in this area"
    return f"{str(row.points).capitalize()} {'gives' if str(row.points) == '1 point' else 'give'} {amount}."


def _possible_points(scheme: Scheme, domain: Domain, answers: Answers) -> set[int]:
    """Every number of points that this domain could come to, whatever is still unknown.

    Only questions that decide whether another is asked ("gates") are tried out one by one;
    the rest add up as sets, so the work stays small.
    """
    gates = _unknown_gates(scheme, domain, answers)
    totals: set[int] = set()
    for choice in product(*([option.id for option in gate.options] for gate in gates)):
        assumed = {**answers, **dict(zip((gate.id for gate in gates), choice, strict=True))}
        sums = {0}
        for question in domain.questions:
            if scheme.is_asked(question, assumed):
                sums = {total + points for total in sums for points in _points_of(question, assumed)}
        totals |= sums
    return totals


def _unknown_gates(scheme: Scheme, domain: Domain, answers: Answers) -> list[Question]:
    """The questions without a known answer on which any question of this domain depends, however far back."""
    gates = {gate for question in domain.questions for gate in scheme.gates_of(question)}
    return [scheme.questions[gate] for gate in sorted(gates) if _known_points(scheme.questions[gate], answers) is None]


def _known_points(question: Question, answers: Answers) -> int | None:
    option = question.option(answers[question.id]) if question.id in answers else None
    return option.points if option else None


def _points_of(question: Question, answers: Answers) -> set[int]:
    known = _known_points(question, answers)
    return {known} if known is not None else {option.points or 0 for option in question.options}
