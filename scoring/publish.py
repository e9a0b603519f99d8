"""A scheme as anybody may read it: how the number is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from scoring.models import MoneyTable
from scoring.models.table import Section
from scoring.scheme import Case, Number, Question, Scheme
from scoring.trace import Part, Source


class SchemeTitle(Part):
    """A scheme in a list."""

    id: str
    version: str
    title: str
    status: str

    @classmethod
    def of(cls, scheme: Scheme) -> SchemeTitle:
        """The title of a scheme."""
        return cls(id=scheme.id, version=scheme.version, title=scheme.title, status=scheme.status)


class OptionOut(Part):
    """An answer and its points; None for the two that add no points of their own."""

    id: str
    label: str
    points: int | None


class QuestionOut(Part):
    """A question as published."""

    id: str
    text: str
    why: str
    help: str
    ask_if: dict[str, tuple[str, ...]]
    asked: str | None
    """After which answers it is asked, in words; None when always."""
    kind: str
    number: Number | None
    options: tuple[OptionOut, ...]


class DomainOut(Part):
    """An area of life and its questions."""

    id: str
    title: str
    questions: tuple[QuestionOut, ...]


class CaseOut(Part):
    """A worked example."""

    name: str
    answers: dict[str, str]
    lines: dict[str, str]
    total: str | None
    on: dt.date | None
    source: Source | None


class SectionOut(Part):
    """A part of the rules to read: words, then a table. `domain` is the area it belongs to."""

    title: str
    domain: str | None
    words: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SchemeOut(SchemeTitle):
    """The whole of a scheme."""

    intro: str
    domains: tuple[DomainOut, ...]
    money: tuple[MoneyTable, ...]
    """Every dated table, the newest first."""
    from_: dt.date
    """The date of the figures in force today, which `rules` tell of."""
    sources: tuple[Source, ...]
    rules: tuple[SectionOut, ...]
    cases: tuple[CaseOut, ...]


def publish(scheme: Scheme) -> SchemeOut:
    """Everything that decides the amount."""
    return SchemeOut(
        **SchemeTitle.of(scheme).model_dump(),
        intro=scheme.intro,
        domains=tuple(
            DomainOut(
                id=domain.id, title=domain.title, questions=tuple(_question(scheme, one) for one in domain.questions)
            )
            for domain in scheme.domains
        ),
        money=scheme.money,
        from_=scheme.now.from_,
        sources=tuple(sources_of(scheme.now)),
        rules=tuple(map(_section, rules_of(scheme, dt.date.today()))),
        cases=tuple(map(_case, scheme.cases)),
    )


def rules_of(scheme: Scheme, on: dt.date) -> list[Section]:
    """The rules of a day's figures: the model's own, then what is added or taken off, then what is set aside.

    Raises:
        NoFigures: when there were none yet.
    """
    table = scheme.money_on(on)
    rules = list(table.sections(scheme.domains))
    if table.adjustments:
        words = tuple(rule.words(scheme.questions) for rule in table.adjustments)
        rules.append(Section("What is added or taken off, in this order", words))
    if table.set_aside:
        rules.append(Section(table.set_aside.title, (f"{table.set_aside.percent.normalize():f}% of the amount.",)))
    if table.streams:
        titles = {domain.id: domain.title for domain in scheme.domains}
        rows = tuple(
            (stream.title, f"{stream.percent.normalize():f}%")
            if stream.percent is not None
            else (stream.title, ", ".join(titles[name] for name in stream.domains))
            for stream in table.streams.values()
        )
        rules.append(Section("Whose money it is", (), ("From", "What"), rows))
    if table.weeks_in_year is not None:
        rules.append(Section("Weeks and years", (f"A year is {table.weeks_in_year} weeks here.",)))
    return rules


def asked_after(scheme: Scheme, question: Question) -> str:
    """Which answers lead to a question, in words."""
    told = []
    for gate, wanted in question.ask_if.items():
        asked = scheme.questions[gate]
        labels = " or ".join(f"“{option.label}”" for option in asked.options if option.id in wanted)
        told.append(f"{labels} to “{asked.text}”")
    return "asked after " + " and ".join(told)


def sources_of(table: MoneyTable) -> list[Source]:
    """Every source that stands in a table, each once, the table's own first."""
    found = [table.source]

    def look(part: Any) -> None:
        if isinstance(part, Source):
            found.append(part)
        elif isinstance(part, BaseModel):
            for name in type(part).model_fields:
                look(getattr(part, name))
        elif isinstance(part, Mapping):
            for inner in part.values():
                look(inner)
        elif isinstance(part, list | tuple):
            for inner in part:
                look(inner)

    look(table)
    return list(dict.fromkeys(found))


def _section(section: Section) -> SectionOut:
    return SectionOut(
        title=section.title, domain=section.domain, words=section.words, headings=section.headings, rows=section.rows
    )


def _question(scheme: Scheme, question: Question) -> QuestionOut:
    return QuestionOut(
        id=question.id,
        text=question.text,
        why=question.why,
        help=question.help,
        ask_if=dict(question.ask_if),
        asked=asked_after(scheme, question) if question.ask_if else None,
        kind=question.kind,
        number=question.number,
        options=tuple(OptionOut(id=o.id, label=o.label, points=o.points) for o in question.all_options),
    )


def _case(case: Case) -> CaseOut:
    return CaseOut(
        name=case.name,
        answers=dict(case.answers),
        lines=dict(case.lines),
        total=case.total,
        on=case.on,
        source=case.source,
    )
