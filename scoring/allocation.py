"""From answers to an indicative amount, with the lines that made it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from scoring.adjustments import Rule
from scoring.ends import ends
from scoring.models.table import FigureOf, OnTotals, Worked
from scoring.pounds import Money, in_words, pounds
from scoring.scheme import ALL, SKIPPED, UNKNOWN, Answers, Option, Question, Scheme
from scoring.trace import Adjustment, Ends, Figure, Line, Part, Points, Reason, Source, Step, share

if TYPE_CHECKING:
    from scoring.models import MoneyTable

__all__ = ["Adjustment", "Agreed", "Allocation", "Line", "Reason", "Source", "agree", "allocate", "statement"]

CAVEATS = (
    "This is a starting point. It is not an offer and not a cap.",
    "Only your council or the NHS can decide. They must look at your own needs.",
    "You can ask to be told how any amount was worked out.",
)
ILLUSTRATIVE = "The money in this scheme is made up to show how it works. No council or NHS body uses it."
MAY_BE_OUTSIDE = "Some other answers lead outside the published table. For those there is no figure."


class SchemeName(Part):
    """Which scheme and version made the figure."""

    id: str
    version: str
    title: str
    status: str


class Share(Part):
    """The part of the amount that comes from one public purse."""

    stream: str
    title: str
    amount: Money
    figures: tuple[Figure, ...] = ()

    @property
    def words(self) -> str:
        """How much of the amount; of a range, how much of each end (these are no bounds of their own)."""
        if self.amount.exact:
            return in_words(self.amount)
        return f"{pounds(self.amount.low)} of the least, {pounds(self.amount.high)} of the most"


class Kept(Part):
    """The part of the amount that is kept for hard times. It is in the amount, not beside it."""

    title: str
    percent: str
    amount: Money
    source: Source
    figures: tuple[Figure, ...] = ()


class Converted(Part):
    """The same amount for another period, with how it was turned."""

    amount: Money
    rule: str
    figures: tuple[Figure, ...] = ()


class Agreed(Part):
    """What a body has settled, with the reason it gave. It stands beside the indicative amount, never in its place."""

    amount: Money
    reason: Annotated[str, Field(min_length=1)]
    on: dt.date


class Allocation(Part):
    """An indicative amount and its whole trace. `indicative` None: the published table has no figure (`outside`)."""

    scheme: SchemeName
    indicative: Money | None
    outside: str | None = None
    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...] = ()
    shares: tuple[Share, ...] = ()
    kept: Kept | None = None
    also: Converted | None = None
    unanswered: tuple[str, ...]
    statement: str
    caveats: tuple[str, ...]
    agreed: Agreed | None = None
    counts_points: bool = True
    """Whether the scheme gives points for answers."""


def allocate(scheme: Scheme, answers: Answers, on: dt.date) -> Allocation:
    """Work out the indicative amount.

    Args:
        scheme: the scheme whose rules count.
        answers: question id to option id. Answers to questions off this person's way do not count.
        on: the date whose figures count.

    Returns:
        The allocation. Lines and adjustments add up to `indicative`, low and high, to the penny.
        What is unanswered, not sure, not said or skipped makes a range; each end of it is reached by some way
        of answering the rest. Outside a published table there is no figure.

    Raises:
        UnknownAnswer: for a question or option that the scheme does not have.
        NoFigures: when no figures were in force on that date.
    """
    scheme.check_answers(answers)
    table = scheme.money_on(on)
    unanswered = tuple(
        question.id for question in scheme.asked(answers) if answers.get(question.id, SKIPPED) in UNKNOWN
    )
    name = SchemeName(id=scheme.id, version=scheme.version, title=scheme.title, status=table.status)
    caveats = (ILLUSTRATIVE, *CAVEATS) if table.status == "illustrative" else CAVEATS
    both = ends(scheme, table, answers)
    if both is None:
        words = _outside(scheme, table, answers)
        return Allocation(
            scheme=name,
            indicative=None,
            outside=words,
            lines=(),
            unanswered=unanswered,
            statement=words,
            caveats=caveats,
        )
    worker = _Worker(scheme, table, answers)
    lines, adjustments, total = worker.both(both.low, both.high)
    return Allocation(
        scheme=name,
        indicative=total,
        lines=lines,
        adjustments=adjustments,
        shares=_shares(table, lines, total, worker),
        kept=_kept(table, total, worker),
        also=_converted(table, total, worker),
        unanswered=unanswered,
        statement=statement(total),
        caveats=(*caveats, MAY_BE_OUTSIDE) if both.outside else caveats,
        counts_points=table.counts_points,
    )


def agree(allocation: Allocation, amount: Money, reason: str, on: dt.date) -> Allocation:
    """Record what a body has settled beside the indicative amount.

    Raises:
        ValueError: without a reason, since a change from one to the other must be explained; for a range, or below 0.
    """
    if not reason.strip():
        raise ValueError("An agreed amount needs the reason that was given for it.")
    if not amount.exact or amount.low < 0:
        raise ValueError("An agreed amount is one amount of money, and not below 0.")
    return allocation.model_copy(update={"agreed": Agreed(amount=amount, reason=reason.strip(), on=on)})


def statement(total: Money) -> str:
    """The amount as one plain sentence that promises nothing."""
    if total.high == 0 and total.low == 0:
        return "From your answers, this scheme would not put any money in your budget. You can still ask for help."
    return f"From your answers, this looks like {in_words(total)}."


class _Worker:
    """Works out both ends, each as one whole way of answering, and puts them side by side."""

    def __init__(self, scheme: Scheme, table: MoneyTable, answers: Answers) -> None:
        self._scheme, self._table, self._answers = scheme, table, answers
        folder = scheme.folder or scheme.id
        self._file, self._questions = f"{folder}/money.yml", f"{folder}/questions.yml"

    def both(
        self, low: Mapping[str, Option], high: Mapping[str, Option]
    ) -> tuple[tuple[Line, ...], tuple[Adjustment, ...], Money]:
        """Lines, adjustments that did something, and the total."""
        worked_low, worked_high = self._worked(low), self._worked(high)
        lines = tuple(
            self._line(domain, title, one, worked_high[domain][1]) for domain, (title, one) in worked_low.items()
        )
        so_far = [sum(line.amount.low for line in lines), sum(line.amount.high for line in lines)]
        points = [sum(worked.points for _, worked in ends_.values()) for ends_ in (worked_low, worked_high)]
        adjustments = []
        for rule in self._table.adjustments:
            asked = [chosen.get(rule.asks) if rule.asks else None for chosen in (low, high)]
            steps = [rule.step(asked[end], points[end], so_far[end]) for end in (0, 1)]
            changes = [step.change(before) for step, before in zip(steps, so_far, strict=True)]
            so_far = [before + change for before, change in zip(so_far, changes, strict=True)]
            figures = [one for step, answer in zip(steps, asked, strict=True) for one in rule.figures(step, answer)]
            if figures:
                adjustments.append(self._adjustment(rule, steps, changes, figures))
        return lines, tuple(adjustments), self._money(*so_far)

    def _worked(self, chosen: Mapping[str, Option]) -> dict[str, tuple[str, Worked]]:
        if isinstance(self._table, OnTotals):
            totals = [0] * self._table.slots
            for domain in self._scheme.domains:
                slot = self._table.slot_of(domain)
                totals[slot] += sum(chosen[q.id].points or 0 for q in domain.questions if q.id in chosen)
            worked = self._table.worked(totals)
            if worked is None:  # `ends` never leads here
                raise AssertionError("an end lies outside the table")
            return {ALL: (self._table.title, worked)}
        return {
            domain.id: (domain.title, self._table.worked(domain, chosen))
            for domain in self._scheme.domains
            if self._table.has_line(domain)
        }

    def _line(self, domain: str, title: str, low: Worked, high: Worked) -> Line:
        source = low.source if low.source == high.source and low.source else self._table.source
        questions = self._behind(domain)
        exact = low == high and all(self._answers.get(one.id, SKIPPED) not in UNKNOWN for one in questions)
        return Line(
            domain=domain,
            title=title,
            stream=self._stream(domain),
            points=Points(low=low.points, high=high.points),
            amount=self._money(low.pence, high.pence),
            because=tuple(self._reason(question) for question in questions),
            rule=low.rule if low.rule == high.rule else f"At least: {low.rule} At most: {high.rule}",
            next=low.next if exact else None,
            source=source,
            from_=self._table.from_,
            terms=Ends(low=low.terms, high=high.terms),
            figures=self.figures([*low.figures, *high.figures, *self._points(questions)]),
        )

    def _points(self, questions: Sequence[Question]) -> list[FigureOf]:
        """The points of the answers that are known."""
        if not self._table.counts_points:
            return []
        chosen = [(one, one.option(self._answers.get(one.id, SKIPPED))) for one in questions]
        return [
            FigureOf(f"{one.short}: {option.label}", str(option.points), points=True)
            for one, option in chosen
            if option is not None and option.points is not None
        ]

    def _adjustment(
        self, rule: Rule, steps: Sequence[Step], changes: Sequence[int], figures: Sequence[tuple[str, str]]
    ) -> Adjustment:
        asked = self._scheme.questions.get(rule.asks) if rule.asks else None
        return Adjustment(
            title=rule.title,
            kind=rule.kind,
            amount=self._money(*changes),
            rule=rule.words(self._scheme.questions),
            source=rule.source or self._table.source,
            because=(self._reason(asked),) if asked else (),
            step=Ends(low=steps[0], high=steps[1]),
            figures=self.figures([FigureOf(*figure, rule.source) for figure in figures]),
        )

    def _behind(self, domain_id: str) -> list[Question]:
        """The questions behind a line: those asked, and those of other domains that closed one off."""
        scheme, answers = self._scheme, self._answers
        behind = {}
        for question in scheme.questions.values():
            if domain_id not in (ALL, scheme.domain_of[question.id].id):
                continue
            if scheme.is_asked(question, answers):
                behind[question.id] = question
                continue
            for gate, wanted in question.ask_if.items():
                closed = answers.get(gate) not in wanted
                if (
                    closed
                    and scheme.domain_of[gate].id != domain_id
                    and scheme.is_asked(scheme.questions[gate], answers)
                ):
                    behind[gate] = scheme.questions[gate]
        return list(behind.values())

    def _reason(self, question: Question) -> Reason:
        option = question.option(self._answers[question.id]) if question.id in self._answers else None
        return Reason(
            question_id=question.id,
            question=question.text,
            answer=option.label if option else "Not answered yet",
            points=option.points if option and self._table.counts_points else None,
        )

    def figures(self, figures: Sequence[FigureOf]) -> tuple[Figure, ...]:
        """Figures with their file, date and source, each once."""
        return tuple(
            Figure(
                name=one.name,
                value=one.value,
                file=self._questions if one.points else self._file,
                from_=None if one.points else self._table.from_,
                source=one.source or self._table.source,
            )
            for one in dict.fromkeys(figures)
        )

    def _stream(self, domain: str) -> str:
        found = [name for name, stream in self._table.streams.items() if domain in stream.domains]
        return found[0] if found else "shared" if self._table.streams else "health"

    def _money(self, low: int, high: int) -> Money:
        return Money(low=low, high=high, period=self._table.period)


def _outside(scheme: Scheme, table: MoneyTable, answers: Answers) -> str:
    if not isinstance(table, OnTotals):  # every domain has an amount for all its answers
        raise AssertionError("only totals can lie outside a table")
    asked = scheme.asked(answers)
    options = [one.option(answers.get(one.id, SKIPPED)) for one in asked]
    if any(option is None or option.points is None for option in options):
        return f"{table.outside(None)} Please ask the people who run the scheme."
    totals = [0] * table.slots
    for question, option in zip(asked, options, strict=True):
        totals[table.slot_of(scheme.domain_of[question.id])] += (option.points or 0) if option else 0
    return f"{table.outside(totals)} Please ask the people who run the scheme."


def _shares(table: MoneyTable, lines: Sequence[Line], total: Money, worker: _Worker) -> tuple[Share, ...]:
    """Whose money it is. Shares add up to the total to the penny, low and high."""
    if not table.streams:
        return ()
    low = _shared_out(total.low, _weights(table, lines, "low"))
    high = _shared_out(total.high, _weights(table, lines, "high"))
    return tuple(
        Share(
            stream=name,
            title=stream.title,
            amount=Money(low=low[n], high=high[n], period=total.period),
            figures=worker.figures([FigureOf(stream.title, str(stream.percent))] if stream.percent is not None else []),
        )
        for n, (name, stream) in enumerate(table.streams.items())
    )


def _weights(table: MoneyTable, lines: Sequence[Line], end: str) -> list[Decimal]:
    if all(stream.percent is not None for stream in table.streams.values()):
        return [stream.percent or Decimal(0) for stream in table.streams.values()]
    return [
        Decimal(sum(getattr(line.amount, end) for line in lines if line.domain in stream.domains))
        for stream in table.streams.values()
    ]


def _shared_out(pence: int, weights: Sequence[Decimal]) -> list[int]:
    """Pence by weight; each running sum is rounded, so nothing is lost or made."""
    whole = sum(weights)
    if not whole:
        return [pence, *[0] * (len(weights) - 1)]
    running, given, shares = Decimal(0), 0, []
    for weight in weights:
        running += weight
        upto = share(pence, running / whole * 100)
        shares.append(upto - given)
        given = upto
    return shares


def _kept(table: MoneyTable, total: Money, worker: _Worker) -> Kept | None:
    aside = table.set_aside
    if aside is None:
        return None
    amount = Money(low=share(total.low, aside.percent), high=share(total.high, aside.percent), period=total.period)
    percent = f"{aside.percent.normalize():f}"
    figures = worker.figures([FigureOf(aside.title, percent, aside.source)])
    source = aside.source or table.source
    return Kept(title=aside.title, percent=percent, amount=amount, source=source, figures=figures)


def _converted(table: MoneyTable, total: Money, worker: _Worker) -> Converted | None:
    weeks = table.weeks_in_year
    if weeks is None or table.period == "once":
        return None
    times = Decimal(weeks.numerator) / Decimal(weeks.denominator)
    figures, rule = worker.figures([FigureOf("Weeks in a year", str(weeks))]), f"A year is {weeks} weeks here."
    if table.period == "week":
        year = Money(low=share(total.low * times, 100), high=share(total.high * times, 100), period="year")
        return Converted(amount=year, rule=rule, figures=figures)
    week = Money(low=share(total.low / times, 100), high=share(total.high / times, 100), period="week")
    return Converted(amount=week, rule=rule, figures=figures)
