"""Many assessments at once: the same pennies as `allocate`, by looking each area up in a table made beforehand.

Each area of life depends on few questions, so all the ways of answering them fit in a small table, which `allocate`'s
own code fills. Scoring a million rows is then adding up columns. An area of many questions, where only its points
count, is added up question by question instead. A row whose open answers decide which questions are asked is scored
once for each way that they may go. What is left (open points where more of them may give less) goes through `allocate`
one by one, each different row once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from scoring.adjustments import Cap, Floor, Rule
from scoring.allocation import allocate
from scoring.ends import of_domain, slots_of
from scoring.models.table import OnTotals
from scoring.scheme import NOT_SURE, Domain, Option, Question, Scheme
from scoring.trace import Step

Codes = npt.NDArray[np.uint16]
"""Questions by rows: each answer's place among the graded answers; the place after the last is unknown."""
Pence = npt.NDArray[np.int64]
CHUNK = 1 << 16
"""Rows worked on at a time, so that they stay in the processor's cache."""
BIGGEST_TABLE = 1 << 20
"""Ways of answering one area."""
JOINED_TABLE = 1 << 14
"""Rows of a table that several areas share."""
MOST_FORKS = 256
"""Ways that the open answers of one row may lead; with more it goes through `allocate`."""


@dataclass(frozen=True)
class Scores:
    """For each row the low and the high amount in pence; `outside` rows have no figure (and 0 there)."""

    low: Pence
    high: Pence
    outside: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Area:
    """One domain: which questions decide its line, how to find a row of the table, and the tables."""

    questions: tuple[int, ...]
    sizes: tuple[int, ...]
    low: Pence
    high: Pence
    points: npt.NDArray[np.int32]
    most_points: npt.NDArray[np.int32]
    slot: int
    hard: npt.NDArray[np.bool_]
    exact: bool

    @cached_property
    def exact_when_told(self) -> bool:
        """Whether answers that are all told give one amount: the last code of each question is "not told"."""
        told = tuple(slice(0, size - 1) for size in self.sizes)
        low, high, fewest, most, hard = (
            table.reshape(self.sizes)[told] for table in (self.low, self.high, self.points, self.most_points, self.hard)
        )
        return bool((low == high).all() and (fewest == most).all() and not hard.any())

    @cached_property
    def hard_at_all(self) -> bool:
        """Whether any row of the table is left to be worked out one by one."""
        return bool(self.hard.any())


@dataclass(frozen=True)
class _Wide:
    """A domain of many questions, where only the sum of its points counts: what each code adds, least and most."""

    domain: Domain
    fewest: dict[int, npt.NDArray[np.int32]]
    most: dict[int, npt.NDArray[np.int32]]
    pence: Pence
    """The money for each sum of points."""
    slot: int
    rises: bool


class Batch:
    """A scheme made ready for many rows on one date."""

    def __init__(self, scheme: Scheme, on: dt.date) -> None:
        """Make the tables.

        Raises:
            NoFigures: when no figures were in force on that date.
            ValueError: when one area depends on so many questions that its table would not fit.
        """
        self.scheme, self.on, self.table = scheme, on, scheme.money_on(on)
        self.questions = list(scheme.questions.values())
        self._place = {question.id: n for n, question in enumerate(self.questions)}
        self._sizes = [len(question.graded) for question in self.questions]
        self._codes = [{option.id: n for n, option in enumerate(one.graded)} for one in self.questions]
        self._slots = slots_of(self.table)
        self._forks = self._all_forks()
        wide = [domain for domain in scheme.domains if self._size(domain) > BIGGEST_TABLE and self.table.by_points]
        self._wide = [self._wide_area(domain) for domain in wide]
        self._areas = _joined([self._area(domain) for domain in scheme.domains if domain not in wide])
        self._whole, self._no_figure = self._on_totals()
        self._holes = bool(self._no_figure.any())

    def encode(self, rows: Sequence[Mapping[str, str]]) -> Codes:
        """Answers as codes; what is missing or not known gets the code after the last.

        Raises:
            UnknownAnswer: for an answer that the scheme does not have.
        """
        codes = np.empty((len(self.questions), len(rows)), dtype=np.uint16)
        for r, answers in enumerate(rows):
            self.scheme.check_answers(answers)
            for q, question in enumerate(self.questions):
                codes[q, r] = self._codes[q].get(answers.get(question.id, NOT_SURE), self._sizes[q])
        return codes

    def answers(self, codes: Codes, row: int) -> dict[str, str]:
        """The answers of one row again; unknown ones are left out."""
        return {
            question.id: question.graded[codes[q, row]].id
            for q, question in enumerate(self.questions)
            if codes[q, row] < self._sizes[q]
        }

    def score(self, codes: Codes, threads: int = 2) -> Scores:
        """Low and high amounts of every row. `codes` is questions by rows, in the order of the scheme."""
        if codes.shape[0] != len(self.questions):
            raise ValueError(f"{codes.shape[0]} questions were given; {self.scheme.id} has {len(self.questions)}.")
        rows = codes.shape[1]
        low, high = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
        outside, hard = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)

        def work(start: int) -> None:
            part = slice(start, min(start + CHUNK, rows))
            low[part], high[part], outside[part], hard[part] = self._chunk(codes[:, part])

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(0, rows, CHUNK)))
        left = self._fork_by_fork(codes, np.flatnonzero(hard), low, high, outside)
        self._one_by_one(codes, left, low, high, outside)
        return Scores(low, high, outside)

    def _fork_by_fork(
        self, codes: Codes, rows: npt.NDArray[np.intp], low: Pence, high: Pence, outside: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.intp]:
        """Score rows whose open answers decide what is asked, once for each way; returns those that are still left."""
        if not len(rows) or not self._forks:
            return rows
        spots = np.array(self._forks)
        is_open = codes[np.ix_(spots, rows)] >= np.array([self._sizes[spot] for spot in spots])[:, None]
        left = [rows[~is_open.any(axis=0)]]
        for pattern in np.unique(is_open.T, axis=0):
            which = rows[(pattern == is_open.T).all(axis=1)]
            asked = spots[pattern]
            ways = list(product(*(range(self._sizes[spot]) for spot in asked)))
            if not len(asked) or len(ways) > MOST_FORKS:
                left += [which] if len(asked) else []
                continue
            part = max(1, CHUNK // len(ways))
            for start in range(0, len(which), part):
                left.append(self._each_way(codes, which[start : start + part], asked, ways, low, high, outside))
        return np.unique(np.concatenate(left))

    def _each_way(
        self,
        codes: Codes,
        rows: npt.NDArray[np.intp],
        asked: npt.NDArray[np.intp],
        ways: Sequence[tuple[int, ...]],
        low: Pence,
        high: Pence,
        outside: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.intp]:
        many = np.repeat(codes[:, rows], len(ways), axis=1)
        many[asked] = np.tile(np.array(ways, dtype=np.uint16).T, len(rows))
        shape = (len(rows), len(ways))
        lows, highs, none, hard = (one.reshape(shape) for one in self._chunk(many))
        done = ~hard.any(axis=1)
        lows, highs = np.where(none, _NEVER, lows), np.where(none, -_NEVER, highs)
        nowhere = none.all(axis=1)
        low[rows[done]] = np.where(nowhere, 0, lows.min(axis=1))[done]
        high[rows[done]] = np.where(nowhere, 0, highs.max(axis=1))[done]
        outside[rows[done]] = nowhere[done]
        return rows[~done]

    def _one_by_one(
        self, codes: Codes, rows: npt.NDArray[np.intp], low: Pence, high: Pence, outside: npt.NDArray[np.bool_]
    ) -> None:
        if not len(rows):
            return
        _, first, which = np.unique(codes[:, rows], axis=1, return_index=True, return_inverse=True)
        found = [allocate(self.scheme, self.answers(codes, int(rows[n])), self.on).indicative for n in first]
        which = which.reshape(-1)
        low[rows] = np.array([one.low if one else 0 for one in found], dtype=np.int64)[which]
        high[rows] = np.array([one.high if one else 0 for one in found], dtype=np.int64)[which]
        outside[rows] = np.array([one is None for one in found], dtype=bool)[which]

    def _chunk(self, codes: Codes) -> tuple[Pence, Pence, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        rows = codes.shape[1]
        low = np.zeros(rows, dtype=np.int64)
        high: Pence | None = None
        hard = np.zeros(rows, dtype=bool)
        fewest = np.zeros((self._slots, rows), dtype=np.int32)
        most: npt.NDArray[np.int32] | None = None
        more, at_most_more = np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64)
        some_hard = np.empty(rows, dtype=bool)
        all_told = bool((codes.max(axis=1) < self._sizes).all())
        for area in self._areas:
            exact = area.exact or (all_told and area.exact_when_told)
            place = codes[area.questions[0]].astype(np.uint16 if area.low.size <= 1 << 16 else np.uint32)
            for q, size in zip(area.questions[1:], area.sizes[1:], strict=True):
                place *= place.dtype.type(size)
                place += codes[q]
            # "clip" never clips here: every place is in the table. It spares a copy.
            area.low.take(place, out=more, mode="clip")
            points = area.points.take(place) if self._slots else None
            if not exact and high is None:
                high, most = low.copy(), fewest.copy()
            if not exact and area.hard_at_all:
                hard |= area.hard.take(place, out=some_hard, mode="clip")
            if high is not None and most is not None:
                high += more if exact else area.high.take(place, out=at_most_more, mode="clip")
                if points is not None:
                    most[area.slot] += points if exact else area.most_points.take(place)
            low += more
            if points is not None:
                fewest[area.slot] += points
        for wide in self._wide:
            least, at_most, unsure = self._points_of(wide, codes)
            if high is None or most is None:
                high, most = low.copy(), fewest.copy()
            low += wide.pence.take(least, mode="clip")
            high += wide.pence.take(at_most, mode="clip")
            hard |= unsure | ((least != at_most) & (not wide.rises))
            if self._slots:
                fewest[wide.slot] += least
                most[wide.slot] += at_most
        ends = [(low, fewest)] if high is None or most is None else [(low, fewest), (high, most)]
        return self._finished(codes, ends, hard)

    def _finished(
        self, codes: Codes, ends: list[tuple[Pence, npt.NDArray[np.int32]]], hard: npt.NDArray[np.bool_]
    ) -> tuple[Pence, Pence, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """What the totals give, then the adjustments, at each end."""
        outside = np.zeros(len(hard), dtype=bool)
        if self._whole is not None:
            spots = [
                tuple(np.minimum(total, size - 1) for total, size in zip(totals, self._whole.shape, strict=True))
                for _, totals in ends
            ]
            outside = self._no_figure[spots[0]]
            if len(ends) > 1:  # between two totals there may be a hole in the table
                hard |= (ends[0][1] != ends[1][1]).any(axis=0) & (outside | self._no_figure[spots[1]] | self._holes)
            ends = [(so_far + self._whole[spot], totals) for (so_far, totals), spot in zip(ends, spots, strict=True)]
        for rule in self.table.adjustments:
            if rule.asks:
                place = self._place[rule.asks]
                hard |= self._asked(codes, rule.asks) & (codes[place] >= self._sizes[place])
            ends = [
                (so_far + self._changes(rule, codes, totals.sum(axis=0, dtype=np.int32), so_far), totals)
                for so_far, totals in ends
            ]
        for so_far, _ in ends:
            so_far[outside] = 0
        return ends[0][0], ends[-1][0], outside & ~hard, hard

    def _changes(self, rule: Rule, codes: Codes, points: npt.NDArray[np.int32], so_far: Pence) -> Pence:
        """What an adjustment adds to each row."""
        if isinstance(rule, Cap):
            return np.minimum(so_far, rule.amount) - so_far
        if isinstance(rule, Floor):
            return np.where(so_far > 0, np.maximum(so_far, rule.amount) - so_far, 0)
        if rule.asks is None:
            least = getattr(rule, "points_at_least", 0)
            return np.where(points >= least, _stepped(rule.step(None, least, 0), so_far), 0)
        question = self.questions[self._place[rule.asks]]
        asked, answer = self._asked(codes, rule.asks), codes[self._place[rule.asks]]
        changes = np.zeros(len(so_far), dtype=np.int64)
        for n, option in enumerate(question.graded):
            step = rule.step(option, 0, 0)
            if step.kind != "nothing":
                changes = np.where(asked & (answer == n), _stepped(step, so_far), changes)
        return changes

    def _asked(self, codes: Codes, name: str) -> npt.NDArray[np.bool_]:
        """Whether a question is on each row's way."""
        asked = np.ones(codes.shape[1], dtype=bool)
        for gate, wanted in self.scheme.questions[name].ask_if.items():
            places = [self._codes[self._place[gate]][option] for option in wanted]
            asked &= np.isin(codes[self._place[gate]], places) & self._asked(codes, gate)
        return asked

    def _all_forks(self) -> list[int]:
        """The places of the questions that decide which others are asked, or what an adjustment does."""
        gates = {gate for question in self.questions for gate in question.ask_if}
        looked_at = {rule.asks for rule in self.table.adjustments if rule.asks}
        return [self._place[name] for name in self._place if name in gates or name in looked_at]

    def _size(self, domain: Domain) -> int:
        """How many ways there are to answer what decides a domain."""
        own = {question.id for question in domain.questions}
        gates = {gate for name in own for gate in self.scheme.gates_of(self.scheme.questions[name])}
        return int(np.prod([self._sizes[self._place[name]] + 1 for name in own | gates], dtype=object))

    def _wide_area(self, domain: Domain) -> _Wide:
        fewest, most = {}, {}
        for question in domain.questions:
            points = [option.points or 0 for option in question.graded]
            place = self._place[question.id]
            fewest[place] = np.array([*points, min(points)], dtype=np.int32)
            most[place] = np.array([*points, max(points)], dtype=np.int32)
        pence = np.zeros(sum(int(np.max(one)) for one in most.values()) + 1, dtype=np.int64)
        slot = self.table.slot_of(domain) if isinstance(self.table, OnTotals) else 0
        if not isinstance(self.table, OnTotals) and self.table.has_line(domain):
            for reached in range(len(pence)):
                pence[reached] = self.table.worked(domain, _coming_to(domain, reached)).pence
        rises = isinstance(self.table, OnTotals) or self.table.monotonic
        return _Wide(domain, fewest, most, pence, slot, rises)

    def _points_of(
        self, wide: _Wide, codes: Codes
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Fewest and most points of each row, and whether it is open which questions are asked."""
        rows = codes.shape[1]
        least, most = np.zeros(rows, dtype=np.int32), np.zeros(rows, dtype=np.int32)
        unsure = np.zeros(rows, dtype=bool)
        for question in wide.domain.questions:
            place = self._place[question.id]
            asked = self._asked(codes, question.id)
            for gate in self.scheme.gates_of(question):
                spot = self._place[gate]
                unsure |= self._asked(codes, gate) & (codes[spot] >= self._sizes[spot])
            least += np.where(asked, wide.fewest[place].take(codes[place]), 0).astype(np.int32)
            most += np.where(asked, wide.most[place].take(codes[place]), 0).astype(np.int32)
        return least, most, unsure

    def _area(self, domain: Domain) -> _Area:
        own = [question.id for question in domain.questions]
        gates = {gate for name in own for gate in self.scheme.gates_of(self.scheme.questions[name])}
        deciding = [n for n, question in enumerate(self.questions) if question.id in gates or question.id in own]
        shape = tuple(self._sizes[n] + 1 for n in deciding)
        size = int(np.prod(shape, dtype=np.int64))
        if size > BIGGEST_TABLE:
            raise ValueError(f"{domain.id} depends on too many answers ({size} ways) to be scored in bulk.")
        low, high = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        points, most_points = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
        hard = np.zeros(size, dtype=bool)
        for place, choice in enumerate(product(*(range(n) for n in shape))):
            chosen = dict(zip(deciding, choice, strict=True))
            found = self._of_domain(domain, own, gates, chosen)
            if found is None:
                hard[place] = True
            else:
                low[place], high[place], points[place], most_points[place] = found
        slot = self.table.slot_of(domain) if isinstance(self.table, OnTotals) else 0
        exact = bool((low == high).all() and (points == most_points).all() and not hard.any())
        return _Area(tuple(deciding), shape, low, high, points, most_points, slot, hard, exact)

    def _of_domain(
        self, domain: Domain, own: Sequence[str], gates: set[str], chosen: Mapping[int, int]
    ) -> tuple[int, int, int, int] | None:
        """Pence and points of an area, least and most, for one way of answering; None where that cannot be said.

        Where more points never give less, the fewest points lead to the least money and the most to the most.
        """
        known = {
            self.questions[n].id: self.questions[n].graded[code].id
            for n, code in chosen.items()
            if code < self._sizes[n]
        }
        if any(gate not in known and self.scheme.is_asked(self.scheme.questions[gate], known) for gate in gates):
            return None
        asked = [one for one in domain.questions if self.scheme.is_asked(one, known)]
        found = of_domain(self.table, domain, asked, self._possible(asked, known), self._slots)
        if len(found) != 1 and not (self.table.monotonic and self.table.by_points):
            return None
        fewest, most = min(found, key=sum), max(found, key=sum)
        return found[fewest][0].pence, found[most][1].pence, sum(fewest), sum(most)

    @staticmethod
    def _possible(asked: Sequence[Question], known: Mapping[str, str]) -> dict[str, tuple[Option, ...]]:
        return {
            one.id: tuple(option for option in one.graded if known.get(one.id, option.id) == option.id) for one in asked
        }

    def _on_totals(self) -> tuple[Pence | None, npt.NDArray[np.bool_]]:
        if not isinstance(self.table, OnTotals):
            return None, np.zeros(0, dtype=bool)
        most = [0] * self.table.slots
        for area in self._areas:
            most[area.slot] += int(np.max(area.most_points))
        for wide in self._wide:
            most[wide.slot] += sum(int(np.max(one)) for one in wide.most.values())
        whole = np.zeros([n + 1 for n in most], dtype=np.int64)
        no_figure = np.zeros(whole.shape, dtype=bool)
        for totals in np.ndindex(*whole.shape):
            worked = self.table.worked(totals)
            whole[totals], no_figure[totals] = (worked.pence, False) if worked else (0, True)
        return whole, no_figure


def _joined(areas: Sequence[_Area]) -> list[_Area]:
    """Neighbours in one table while it stays small: fewer tables to look into."""
    joined = list(areas[:1])
    for area in areas[1:]:
        last = joined[-1]
        if last.slot != area.slot or last.low.size * area.low.size > JOINED_TABLE:
            joined.append(area)
            continue
        joined[-1] = _Area(
            (*last.questions, *area.questions),
            (*last.sizes, *area.sizes),
            np.add.outer(last.low, area.low).reshape(-1),
            np.add.outer(last.high, area.high).reshape(-1),
            np.add.outer(last.points, area.points).reshape(-1),
            np.add.outer(last.most_points, area.most_points).reshape(-1),
            area.slot,
            np.logical_or.outer(last.hard, area.hard).reshape(-1),
            last.exact and area.exact,
        )
    return joined


_NEVER = np.iinfo(np.int64).max // 4


def _coming_to(domain: Domain, points: int) -> dict[str, Option]:
    """An answer that comes to so many points, where only those count."""
    first = domain.questions[0]
    return {first.id: first.graded[0].model_copy(update={"points": points})}


def _stepped(step: Step, so_far: Pence) -> Pence:
    """`Step.change` for many rows, with the same rounding: half a penny goes away from nothing."""
    if step.kind == "add":
        return np.full(len(so_far), int(Decimal(step.value) * 100), dtype=np.int64)
    if step.kind == "percent":
        percent = Decimal(step.value).as_tuple()
        places = max(0, -int(percent.exponent))
        times, parts = int(Decimal(step.value).scaleb(places)), 100 * 10**places
        exact = so_far * times
        rounded: Pence = np.sign(exact) * ((2 * np.abs(exact) + parts) // (2 * parts))
        return rounded
    return np.zeros(len(so_far), dtype=np.int64)
