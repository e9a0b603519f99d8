"""A scheme as anybody may read it: how the number is made."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from scoring.pounds import Pence
from scoring.scheme import Case, Question, Scheme
from scoring.trace import Source, _Part


class SchemeTitle(_Part):
    """A scheme in a list."""

    id: str
    version: str
    title: str
    status: str

    @classmethod
    def of(cls, scheme: Scheme) -> SchemeTitle:
        """The title of a scheme."""
        return cls(id=scheme.id, version=scheme.version, title=scheme.title, status=scheme.status)


class OptionOut(_Part):
    """An answer and its points; None for the two that add no points of their own."""

    id: str
    label: str
    points: int | None


class QuestionOut(_Part):
    """A question as published."""

    id: str
    text: str
    why: str
    help: str
    ask_if: dict[str, tuple[str, ...]]
    options: tuple[OptionOut, ...]


class DomainOut(_Part):
    """An area of life and its questions."""

    id: str
    title: str
    questions: tuple[QuestionOut, ...]


class RowOut(_Part):
    """From so many points to so many give this amount."""

    points_from: int
    points_to: int
    amount: Pence


class TableOut(_Part):
    """The figures from one date on."""

    model: str
    status: str
    from_: dt.date = Field(alias="from")
    period: str
    domains: dict[str, tuple[RowOut, ...]]
    source: Source


class CaseOut(_Part):
    """A worked example."""

    name: str
    answers: dict[str, str]
    lines: dict[str, str]
    total: str | None


class SchemeOut(SchemeTitle):
    """The whole of a scheme."""

    intro: str
    domains: tuple[DomainOut, ...]
    money: tuple[TableOut, ...]
    cases: tuple[CaseOut, ...]


def publish(scheme: Scheme) -> SchemeOut:
    """Everything that decides the amount."""
    return SchemeOut(
        **SchemeTitle.of(scheme).model_dump(),
        intro=scheme.intro,
        domains=tuple(
            DomainOut(id=domain.id, title=domain.title, questions=tuple(map(_question, domain.questions)))
            for domain in scheme.domains
        ),
        money=tuple(
            TableOut(
                model=table.model,
                status=table.status,
                from_=table.from_,
                period=table.period,
                domains={
                    name: tuple(
                        RowOut(points_from=row.points.first, points_to=row.points.last, amount=row.amount)
                        for row in rows
                    )
                    for name, rows in table.domains.items()
                },
                source=table.source,
            )
            for table in scheme.money
        ),
        cases=tuple(map(_case, scheme.cases)),
    )


def _question(question: Question) -> QuestionOut:
    return QuestionOut(
        id=question.id,
        text=question.text,
        why=question.why,
        help=question.help,
        ask_if=dict(question.ask_if),
        options=tuple(OptionOut(id=o.id, label=o.label, points=o.points) for o in question.all_options),
    )


def _case(case: Case) -> CaseOut:
    return CaseOut(name=case.name, answers=dict(case.answers), lines=dict(case.lines), total=case.total)
