"""The two ways of answering what is still open that lead to the least and to the most.

Exact, and without trying every way: only the questions that decide whether others are asked, or that an
adjustment looks at ("forks"), are tried out one by one. For each way through the forks the areas of life are
independent, so it is enough to carry on, for each total of points, the least and the most money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from scoring.models.table import OnTotals, points_in
from scoring.scheme import UNKNOWN, Answers, Option, Question, Scheme

if TYPE_CHECKING:
    from scoring.models import MoneyTable
    from scoring.scheme import Domain

MOST_WAYS = 4096
"""Ways through the forks that a scheme may have: a range is worked out for each of them."""
MOST_IN_AN_AREA = 20_000
"""Ways of answering one area, where more than its points counts: each is worked out for a range."""
Possible = dict[str, tuple[Option, ...]]
Options = Mapping[str, tuple[Option, ...]]
"""For each question asked, the options that are still possible."""


class Way(NamedTuple):
    """Some answers and the money that they come to; the last answers first."""

    pence: int
    chosen: tuple[Option, ...] = ()
    before: Way | None = None


@dataclass(frozen=True)
class Ends:
    """Complete answers (question id to option) for both ends. `outside`: some other way has no figure at all."""

    low: dict[str, Option]
    high: dict[str, Option]
    outside: bool


def ends(scheme: Scheme, table: MoneyTable, answers: Answers) -> Ends | None:
    """Both ends of the range; None when every way of answering is outside the published table."""
    known = _known(scheme, answers)
    forks = _forks(scheme, frozenset(rule.asks for rule in table.adjustments if rule.asks))
    cache: dict[tuple[str, tuple[tuple[str, ...], ...]], dict[tuple[int, ...], tuple[Way, Way]]] = {}
    least: tuple[tuple[int, int], dict[str, Option]] | None = None
    most: tuple[tuple[int, int], dict[str, Option]] | None = None
    outside = False
    for possible in _worlds(scheme, known, forks):
        asked = [[question for question in domain.questions if question.id in possible] for domain in scheme.domains]
        totals = _combined(table, scheme.domains, asked, possible, cache)
        for points, both in totals.items():
            base = 0
            if isinstance(table, OnTotals):
                worked = table.worked(points)
                if worked is None:
                    outside = True
                    continue
                base = worked.pence
            for way in both:
                final = base + way.pence
                for rule in table.adjustments:
                    options = possible.get(rule.asks, ()) if rule.asks else ()
                    answer = options[0] if options else None
                    final += rule.step(answer, sum(points), final).change(final)
                rank = (final, base + way.pence)
                if least is None or rank < least[0]:
                    least = (rank, _unwound(way, asked))
                if most is None or rank > most[0]:
                    most = (rank, _unwound(way, asked))
    if least is None or most is None:
        return None
    return Ends(least[1], most[1], outside)


def ways_through(scheme: Scheme, table: MoneyTable | None = None) -> Iterator[Possible]:
    """Every way through the forks of the questions, and of a table's adjustments: what is asked on it, and the options
    still possible."""
    rules = table.adjustments if table else ()
    return _worlds(scheme, {}, _forks(scheme, frozenset(rule.asks for rule in rules if rule.asks)))


def _known(scheme: Scheme, answers: Answers) -> dict[str, Option]:
    return {
        question.id: option
        for question in scheme.questions.values()
        if answers.get(question.id) not in (None, *UNKNOWN) and (option := question.option(answers[question.id]))
    }


def _forks(scheme: Scheme, looked_at: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """Each fork with its options in groups that lead the same way. Where money hangs on them, each is a group alone."""
    gates = {gate for question in scheme.questions.values() for gate in question.ask_if}
    forks: dict[str, list[tuple[str, ...]]] = {}
    for name in scheme.questions:
        if name not in gates and name not in looked_at:
            continue
        groups: dict[object, list[str]] = {}
        for option in scheme.questions[name].graded:
            leads = tuple(
                option.id in question.ask_if[name] for question in scheme.questions.values() if name in question.ask_if
            )
            groups.setdefault((leads, option.id if name in looked_at else ""), []).append(option.id)
        forks[name] = [tuple(group) for group in groups.values()]
    return forks


def _worlds(
    scheme: Scheme, known: Mapping[str, Option], forks: Mapping[str, list[tuple[str, ...]]]
) -> Iterator[Possible]:
    """Every way through the forks: for each question asked on it, the options that are still possible."""
    order = list(scheme.questions.values())

    def onward(place: int, possible: dict[str, tuple[Option, ...]], path: dict[str, str]) -> Iterator[Possible]:
        while place < len(order):
            question = order[place]
            place += 1
            if not all(path.get(gate) in wanted for gate, wanted in question.ask_if.items()):
                continue
            if question.id in known:
                possible[question.id] = (known[question.id],)
                path[question.id] = known[question.id].id
            elif question.id in forks:
                for group in forks[question.id]:
                    options = tuple(option for name in group if (option := question.option(name)))
                    yield from onward(place, {**possible, question.id: options}, {**path, question.id: options[0].id})
                return
            else:
                possible[question.id] = question.graded
        yield possible

    yield from onward(0, {}, {})


def _combined(
    table: MoneyTable,
    domains: Sequence[Domain],
    asked: Sequence[Sequence[Question]],
    possible: Options,
    cache: dict[tuple[str, tuple[tuple[str, ...], ...]], dict[tuple[int, ...], tuple[Way, Way]]],
) -> dict[tuple[int, ...], tuple[Way, Way]]:
    """For each total of points that can be reached: the ways to the least and to the most money."""
    slots = slots_of(table)
    totals: dict[tuple[int, ...], tuple[Way, Way]] = {(0,) * slots: (Way(0), Way(0))}
    for domain, questions in zip(domains, asked, strict=True):
        key = (domain.id, tuple((q.id, *(o.id for o in possible[q.id])) for q in questions))
        if key not in cache:
            cache[key] = of_domain(table, domain, questions, possible, slots)
        after: dict[tuple[int, ...], tuple[Way, Way]] = {}
        for points, (low, high) in totals.items():
            for more, (low_more, high_more) in cache[key].items():
                reached = tuple(map(sum, zip(points, more, strict=True)))
                ways = (
                    Way(low.pence + low_more.pence, low_more.chosen, low),
                    Way(high.pence + high_more.pence, high_more.chosen, high),
                )
                _keep(after, reached, *ways)
        totals = after
    return totals


def slots_of(table: MoneyTable) -> int:
    """How many totals of points must be carried on; none where only money counts."""
    if isinstance(table, OnTotals):
        return table.slots
    return 1 if any(rule.needs_points for rule in table.adjustments) else 0


def of_domain(
    table: MoneyTable, domain: Domain, questions: Sequence[Question], possible: Options, slots: int
) -> dict[tuple[int, ...], tuple[Way, Way]]:
    """The same for one domain alone. Each way holds the options chosen for its questions, in order."""
    found: dict[tuple[int, ...], tuple[Way, Way]] = {}
    for chosen in _choices(table, questions, possible):
        answered = {question.id: option for question, option in zip(questions, chosen, strict=True)}
        if isinstance(table, OnTotals):
            slot, points, pence = table.slot_of(domain), points_in(domain, answered), 0
        elif not table.has_line(domain):
            slot, points, pence = 0, 0, 0
        else:
            line = table.worked(domain, answered)
            slot, points, pence = 0, line.points, line.pence
        reached = tuple(points if n == slot else 0 for n in range(slots))
        way = Way(pence, chosen)
        _keep(found, reached, way, way)
    return found


def _choices(table: MoneyTable, questions: Sequence[Question], possible: Options) -> Iterator[tuple[Option, ...]]:
    """Ways of answering these questions: all of them, or one for each sum of points where only that counts."""
    if not (table.by_points):
        yield from product(*(possible[question.id] for question in questions))
        return
    sums: dict[int, tuple[Option, ...]] = {0: ()}
    for question in questions:
        after: dict[int, tuple[Option, ...]] = {}
        for total, chosen in sums.items():
            for option in possible[question.id]:
                after.setdefault(total + (option.points or 0), (*chosen, option))
        sums = after
    yield from sums.values()


def _keep(found: dict[tuple[int, ...], tuple[Way, Way]], reached: tuple[int, ...], low: Way, high: Way) -> None:
    if reached not in found:
        found[reached] = (low, high)
        return
    least, most = found[reached]
    found[reached] = (min(least, low, key=_pence), max(most, high, key=_pence))


def _pence(way: Way) -> int:
    return way.pence


def _unwound(way: Way, asked: Sequence[Sequence[Question]]) -> dict[str, Option]:
    """The whole of a way as answers."""
    answers: dict[str, Option] = {}
    here: Way | None = way
    for questions in reversed(asked):
        if here is None:
            break
        answers.update({question.id: option for question, option in zip(questions, here.chosen, strict=True)})
        here = here.before
    return answers
