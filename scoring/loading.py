"""Read schemes from their folders, strictly: every problem is named with file, line, id and how to mend it."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from math import prod
from pathlib import Path
from typing import cast

from scoring.ends import MOST_IN_AN_AREA, MOST_WAYS, ways_through
from scoring.models import MODELS, MoneyTable, problems_with_money
from scoring.scheme import ALL, UNKNOWN, Case, Question, Questions, Scheme, UnknownAnswer, UnknownScheme, names_of
from scoring.strict_yaml import DataError, Document, Place, Problem, read_document, read_documents
from scoring.translation import EasyWords, Translation, easy_problems, translation_problems


def load_scheme(folder: Path) -> Scheme:
    """Read and check one scheme folder.

    Raises:
        DataError: every problem found, each with file, line, id and how to mend it.
    """
    paper = read_document(folder / "questions.yml")
    questions = paper.read_as(Questions)
    paper.fail(_question_problems(questions))
    wanted_folder = (questions.id, f"{questions.id}@{questions.version}")
    if folder.name not in wanted_folder:
        paper.fail([Problem(("id",), f"the folder is called {folder.name}.", f"Call it {questions.id}.")])

    tables = []
    seen: dict[dt.date, int] = {}
    for document in read_documents(folder / "money.yml"):
        table = _money_table(document)
        document.fail(problems_with_money(table, questions.domains))
        if table.counts_points:
            paper.fail(_missing_points(questions))
        if table.from_ in seen:
            document.fail([Problem(("from",), f"{table.from_} is used twice.", "Give each part its own date.")])
        seen[table.from_] = 1
        tables.append(table)
    tables.sort(key=lambda table: table.from_, reverse=True)

    sheet = read_document(folder / "cases.yml")
    scheme = Scheme(
        id=questions.id,
        version=questions.version,
        title=questions.title,
        intro=questions.intro,
        domains=questions.domains,
        money=tuple(tables),
        cases=tuple(sheet.read_as(list[Case])),
        folder=folder.name,
        good_and_bad_days=questions.good_and_bad_days,
        translations=_translations(folder, questions),
        easy=_easy(folder, questions),
    )
    paper.fail(_way_problems(scheme))
    sheet.fail(_case_problems(scheme, sheet))
    return scheme


def load_check(folder: Path) -> Scheme:
    """Read and check a folder of questions that lead to findings instead of money. Raises `DataError`."""
    paper = read_document(folder / "questions.yml")
    questions = paper.read_as(Questions)
    paper.fail(_question_problems(questions))
    if folder.name != questions.id:
        paper.fail([Problem(("id",), f"the folder is called {folder.name}.", f"Call it {questions.id}.")])
    scheme = Scheme(
        id=questions.id,
        version=questions.version,
        title=questions.title,
        intro=questions.intro,
        domains=questions.domains,
        money=(),
        cases=(),
        folder=folder.name,
        good_and_bad_days=questions.good_and_bad_days,
        translations=_translations(folder, questions),
        easy=_easy(folder, questions),
    )
    paper.fail(_way_problems(scheme))
    return scheme


def _translations(folder: Path, questions: Questions) -> dict[str, Translation]:
    found = {}
    for path in sorted(folder.glob("questions.*.yml")):
        language = path.name.split(".")[1]
        if language == "easy":
            continue
        document = read_document(path)
        words = document.read_as(Translation)
        document.fail(translation_problems(words, questions, language))
        found[language] = words
    return found


def _easy(folder: Path, questions: Questions) -> dict[str, EasyWords]:
    path = folder / "questions.easy.yml"
    if not path.exists():
        return {}
    document = read_document(path)
    found = document.read_as(dict[str, EasyWords])
    document.fail(easy_problems(found, questions))
    return found


def _way_problems(scheme: Scheme) -> Iterator[Problem]:
    """Questions that no answers lead to, and so many forks that a range could not be worked out in time."""
    reached: set[str] = set()
    for ways, possible in enumerate(ways_through(scheme), 1):
        reached |= possible.keys()
        if ways > MOST_WAYS:
            what = f"the questions fork in over {MOST_WAYS} ways."
            yield Problem(("domains",), what, "Let fewer questions depend on other answers.")
            return
    for table in scheme.money:
        if any(ways >= MOST_WAYS for ways, _ in enumerate(ways_through(scheme, table))):
            what = f"the questions and the adjustments of {table.from_} fork in over {MOST_WAYS} ways."
            yield Problem(("domains",), what, "Let fewer adjustments look at a question, or fewer questions fork.")
        for d, domain in enumerate(scheme.domains):
            ways = prod(len(question.graded) for question in domain.questions)
            if not table.by_points and ways > MOST_IN_AN_AREA:
                what = f"{domain.id} can be answered in {ways:,} ways, which is too many to work out a range."
                yield Problem(("domains", d), what, f"Split it. One area may have {MOST_IN_AN_AREA:,}.")
    for d, domain in enumerate(scheme.domains):
        for q, question in enumerate(domain.questions):
            if question.id not in reached:
                place: Place = ("domains", d, "questions", q, "ask_if")
                yield Problem(place, "no answers lead to this question.", "Change what it depends on, or take it out.")


def _money_table(document: Document) -> MoneyTable:
    """The table of the model that the file names."""
    named = document.content.get("model") if isinstance(document.content, Mapping) else None
    if named not in MODELS:
        close = difflib.get_close_matches(str(named), MODELS, n=1)
        mend = f"Did you mean `{close[0]}`?" if close else f"Choose from {', '.join(MODELS)}."
        document.fail([Problem(("model",), f"there is no model {named!r}.", mend)])
    return cast("MoneyTable", document.read_as(MODELS[str(named)]))


def _missing_points(paper: Questions) -> Iterator[Problem]:
    for d, domain in enumerate(paper.domains):
        for q, question in enumerate(domain.questions):
            for o, option in enumerate(question.options):
                if option.points is None:
                    place = ("domains", d, "questions", q, "options", o)
                    yield Problem(place, "`points` is missing.", "Say how many points this answer scores.")


def _question_problems(paper: Questions) -> list[Problem]:
    problems: list[Problem] = []
    earlier: dict[str, Question] = {}
    domain_ids: set[str] = set()
    everywhere = {question.id for domain in paper.domains for question in domain.questions}
    for d, domain in enumerate(paper.domains):
        if domain.id == ALL:
            problems.append(Problem(("domains", d, "id"), f"{ALL} is kept for all areas together.", "Rename it."))
        if domain.id in domain_ids:
            problems.append(Problem(("domains", d, "id"), f"the domain id {domain.id} is used twice.", "Rename one."))
        domain_ids.add(domain.id)
        for q, question in enumerate(domain.questions):
            place: Place = ("domains", d, "questions", q)
            if question.id in earlier:
                problems.append(Problem((*place, "id"), "the question id is used twice.", "Rename one of the two."))
            problems += _option_problems(question, place)
            problems += _gate_problems(question, earlier, everywhere, (*place, "ask_if"))
            earlier[question.id] = question
    return problems


def _option_problems(question: Question, place: Place) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for o, option in enumerate(question.options):
        here = (*place, "options", o)
        if option.id in UNKNOWN:
            problems.append(
                Problem((*here, "id"), "this option stands on every question by itself.", "Take this line out.")
            )
        if option.id in seen:
            problems.append(Problem((*here, "id"), "the option id is used twice.", "Rename one of the two."))
        seen.add(option.id)
    owners: dict[str, str] = {}
    for option in question.all_options:
        for name in names_of(option):
            if owners.setdefault(name, option.id) != option.id:
                what = f"the words {name!r} stand for both {owners[name]} and {option.id}."
                problems.append(Problem((*place, "options"), what, "Take them off one of the two."))
    return problems


def _gate_problems(
    question: Question, earlier: Mapping[str, Question], everywhere: set[str], place: Place
) -> list[Problem]:
    problems = []
    for gate, wanted in question.ask_if.items():
        here = (*place, gate)
        if gate not in everywhere:
            problems.append(Problem(here, f"there is no question {gate}.", "Name a question of this scheme."))
        elif gate not in earlier:
            problems.append(
                Problem(here, f"{gate} is asked later, or is this question.", "Move it up, or name an earlier one.")
            )
        elif earlier[gate].kind == "number":
            problems.append(Problem(here, f"{gate} is a number.", "A way may only fork at a question with options."))
        else:
            known = {option.id for option in earlier[gate].options}
            strange = [option for option in wanted if option not in known]
            if strange or not wanted:
                what = (
                    f"{gate} has no option {strange[0]}." if strange else "no answers are named, so it is never asked."
                )
                problems.append(Problem(here, what, f"Choose from {', '.join(sorted(known))}."))
    return problems


def _case_problems(scheme: Scheme, sheet: Document) -> list[Problem]:
    problems = []
    domains = {domain.id for domain in scheme.domains} | {ALL}
    for c, case in enumerate(scheme.cases):
        try:
            scheme.check_answers(case.answers)
        except UnknownAnswer as error:
            problems.append(Problem((c, "answers"), str(error), "Correct the case."))
        for line in set(case.lines) - domains:
            problems.append(Problem((c, "lines", line), f"there is no domain {line}.", "Correct the case."))
        if not case.lines and case.total is None:
            problems.append(Problem((c,), "the case expects nothing.", "Add `lines` or `total`."))
    return problems


def _in_order(version: str) -> list[tuple[int, int | str]]:
    """A key that puts 2026-9 before 2026-10."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"(\d+)", version)]


class Schemes:
    """All schemes of a folder, by id and version."""

    def __init__(self, schemes: list[Scheme]) -> None:
        self._by_key = {(scheme.id, scheme.version): scheme for scheme in schemes}
        self._latest: dict[str, Scheme] = {}
        for scheme in sorted(schemes, key=lambda one: _in_order(one.version)):
            self._latest[scheme.id] = scheme

    def get(self, scheme_id: str, version: str | None = None) -> Scheme:
        """The scheme, its newest version unless one is named. Raises `UnknownScheme`."""
        found = self._by_key.get((scheme_id, version)) if version else self._latest.get(scheme_id)
        if found is None:
            raise UnknownScheme(f"There is no scheme {scheme_id!r}{f' version {version!r}' if version else ''}.")
        return found

    def has(self, scheme_id: str) -> bool:
        """Whether there is one of this id."""
        return scheme_id in self._latest

    def every(self) -> list[Scheme]:
        """Every version of every scheme."""
        return list(self._by_key.values())

    def all(self) -> list[Scheme]:
        """The newest version of each, by id."""
        return [self._latest[key] for key in sorted(self._latest)]


def load_schemes(folder: Path, read: Callable[[Path], Scheme] = load_scheme) -> Schemes:
    """Every scheme (or check) below `folder`; raises `DataError` with the problems of all of them."""
    schemes, lines = [], []
    for child in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            schemes.append(read(child))
        except DataError as error:
            lines += error.lines
    if lines:
        raise DataError(lines)
    return Schemes(schemes)
