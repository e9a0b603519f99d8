"""Words and facts that are data: messages, helplines, frequent questions, plan prompts, organisations."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

from scoring.loading import Schemes, load_schemes
from scoring.scheme import Answers, Id, Words, normalise
from scoring.strict_yaml import DataError, Problem, Strict, read_document
from scoring.trace import Source

CHECK_AGAIN_DAYS = 180
Nation = Literal["england", "wales", "scotland", "northern-ireland"]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]


Read = TypeVar("Read")


class Row(Strict):
    """One row of a data file that is a list; its id stands once."""

    id: Id


AnyRow = TypeVar("AnyRow", bound=Row)


class Contact(Strict):
    """Somewhere a person can turn to. At least a phone, an email or a web address."""

    kind: Literal["person", "peer", "advice", "safeguarding"] = "safeguarding"
    name: Words
    what: Words
    phone: str | None = None
    email: str | None = None
    web: str | None = None
    hours: str | None = None


class Organisation(Strict):
    """Who embeds First Step: its name, its people, its schemes and where it may be embedded."""

    id: Id
    name: Words
    status: Literal["demonstration", "live"]
    nation: Nation
    about: Words
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1)]
    safeguarding: Contact
    schemes: Annotated[tuple[Id, ...], Field(min_length=1)]
    origins: tuple[Origin, ...] = ()
    quick_exit: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9./_-]*)?$")] | None = None
    """A neutral page that "Leave now" goes to at once; None shows no such button."""


class Helpline(Row):
    """Urgent help. `checked_on` is None until a person has checked the number."""

    kind: Literal["emergency", "crisis", "abuse", "child", "advice"]
    name: Words
    say: Words
    phone: str | None = None
    text: str | None = None
    hours: Words
    for_: Annotated[Words, Field(alias="for")]
    nations: Annotated[tuple[Nation, ...], Field(min_length=1)]
    source: Source
    risk: Literal["low", "medium", "high"]
    checked_on: dt.date | None

    @property
    def shown(self) -> bool:
        """A number that may well be wrong is not shown before somebody has checked it."""
        return self.risk != "high" or self.checked_on is not None

    def due(self, today: dt.date) -> bool:
        """Whether somebody should check it (again). Takes nothing off a screen."""
        return self.checked_on is None or (today - self.checked_on).days > CHECK_AGAIN_DAYS


class FrequentQuestion(Row):
    """A question people often ask, its short answer and where the answer comes from."""

    title: Words
    answer: Words
    more: Words
    source: Source
    read_on: dt.date


class PlanPrompt(Row):
    """A first thought for a plan; shown always, or because of one of these answers."""

    text: Words
    because: Mapping[str, tuple[str, ...]] = {}


class Word(Row):
    """A word that people ask about. `also` are other ways to write it."""

    title: Words
    also: tuple[Words, ...] = ()
    meaning: Words


class UnknownOrganisation(Exception):
    """No organisation of this id."""


@dataclass(frozen=True)
class Library:
    """Everything that is read from the data folder at the start."""

    schemes: Schemes
    organisations: Mapping[str, Organisation]
    messages: Mapping[str, str]
    helplines: tuple[Helpline, ...]
    questions: tuple[FrequentQuestion, ...]
    prompts: tuple[PlanPrompt, ...]
    words: tuple[Word, ...]

    def word_in(self, text: str) -> Word | None:
        """The longest of our words that stands in this text."""
        typed = f" {normalise(text.replace('-', ' '))} "
        found = [
            (len(name), word)
            for word in self.words
            for name in (normalise(word.title.replace("-", " ")), *word.also)
            if f" {name} " in typed
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    @cached_property
    def question_by_id(self) -> Mapping[str, FrequentQuestion]:
        """Frequent questions by id."""
        return {question.id: question for question in self.questions}

    def organisation(self, organisation_id: str) -> Organisation:
        """The organisation of this id; raises `UnknownOrganisation`."""
        try:
            return self.organisations[organisation_id]
        except KeyError:
            raise UnknownOrganisation(f"There is no organisation {organisation_id!r}.") from None

    def say(self, message: str, **values: object) -> str:
        """A message with its values filled in. Values are never read as patterns."""
        return self.messages[message].format(**values)

    def helplines_for(self, nation: Nation) -> list[Helpline]:
        """The helplines that serve a nation and may be shown, in the order of the file."""
        return [line for line in self.helplines if nation in line.nations and line.shown]

    @property
    def helplines_everywhere(self) -> list[Helpline]:
        """Those that may be shown when the nation is not known, with those that serve every nation first."""
        shown = [line for line in self.helplines if line.shown]
        return sorted(shown, key=lambda line: -len(line.nations))

    def helplines_due(self, today: dt.date) -> list[Helpline]:
        """Those that somebody should check (again)."""
        return [line for line in self.helplines if line.due(today)]

    def prompts_for(self, answers: Answers) -> list[PlanPrompt]:
        """The prompts that fit these answers."""
        return [
            prompt
            for prompt in self.prompts
            if not prompt.because or any(answers.get(question) in wanted for question, wanted in prompt.because.items())
        ]


_PLAIN_MESSAGES = """
    welcome welcome_next begin already_started go_on skipped came_back check_now check_left_one result_here
    plan_here rephrase rephrase_number offer nothing_to_explain at_the_start not_open not_asked which_change
    nothing_to_skip
    nothing_answered plan_comes_later paused resumed no_question_like_that confirm_restart confirm_delete
    restarted nothing_lost deleted person ended greet thanks robot swear not_understood out_of_scope help
    no_words_now buttons_only it_went_through empty plan_words why_this_amount carry_on_when_ready
    clear_life clear_medical clear_abuse clear_child clear_others clear_needs
    possible_life possible_medical possible_abuse
    possible_child possible_others possible_needs
    good_and_bad_days pick_one taken_back nothing_to_take_back confirm_note note_kept not_kept
    confirm_pause confirm_back confirm_skip
"""
MESSAGES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_PLAIN_MESSAGES.split(), frozenset()),
    "recorded": frozenset({"answer"}),
    "kept": frozenset({"answer"}),
    "did_you_mean": frozenset({"answer"}),
    "told_already": frozenset({"answer"}),
    "which_is_closer": frozenset({"first", "second"}),
    "heard_too": frozenset({"short"}),
    "which_word": frozenset({"words"}),
    "check_left": frozenset({"count"}),
    "why": frozenset({"why"}),
    "explain": frozenset({"help", "options"}),
    "explain_number": frozenset({"help", "least", "most"}),
    "too_long": frozenset({"limit"}),
}
"""Every message there must be, and the values that it may use."""


def load_library(data: Path) -> Library:
    """Read and check the whole data folder.

    Raises:
        DataError: every problem found in every file.
    """
    lines: list[str] = []

    def attempt(read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except DataError as error:
            lines.extend(error.lines)
            return None

    guidance = data / "guidance"
    schemes = attempt(lambda: load_schemes(data / "schemes"))
    messages = attempt(lambda: _messages(guidance / "messages.yml"))
    helplines = attempt(lambda: _rows(guidance / "helplines.yml", Helpline))
    questions = attempt(lambda: _rows(guidance / "questions.yml", FrequentQuestion))
    prompts = attempt(lambda: _rows(guidance / "plan_prompts.yml", PlanPrompt))
    words = attempt(lambda: _rows(guidance / "words.yml", Word))
    organisations = {}
    for path in sorted((data / "organisations").glob("*.yml")):
        organisation = attempt(partial(_organisation, path, schemes))
        if organisation:
            organisations[organisation.id] = organisation
    for scheme in schemes.all() if schemes else ():
        if scheme.money[-1].from_ > dt.date.today():
            lines.append(
                f"{scheme.id}/money.yml: its first figures are from {scheme.money[-1].from_}. Add some for today."
            )
    if lines or schemes is None or messages is None:
        raise DataError(lines)
    return Library(schemes, organisations, messages, helplines or (), questions or (), prompts or (), words or ())


def _rows(path: Path, model: type[AnyRow]) -> tuple[AnyRow, ...]:
    document = read_document(path)
    rows: list[AnyRow] = document.read_as(list[model])  # type: ignore[valid-type]  # a type made at run time
    seen: set[str] = set()
    for r, row in enumerate(rows):
        if row.id in seen:
            document.fail([Problem((r, "id"), f"the id {row.id} is used twice.", "Rename one of the two.")])
        seen.add(row.id)
    return tuple(rows)


def _messages(path: Path) -> dict[str, str]:
    document = read_document(path)
    messages = document.read_as(dict[str, Words])
    problems = [Problem((), f"the message `{key}` is missing.", "Add it.") for key in MESSAGES if key not in messages]
    for key, text in messages.items():
        if key not in MESSAGES:
            close = difflib.get_close_matches(key, MESSAGES, n=1)
            mend = f"Did you mean `{close[0]}`?" if close else "Take it out."
            problems.append(Problem((key,), "nothing says this message.", mend))
            continue
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        strange = used - MESSAGES[key]
        if strange:
            problems.append(Problem((key,), f"{{{strange.pop()}}} cannot be filled in here.", "Take it out."))
    document.fail(problems)
    return messages


def _organisation(path: Path, schemes: Schemes | None) -> Organisation:
    document = read_document(path)
    organisation = document.read_as(Organisation)
    problems = []
    if path.stem != organisation.id:
        problems.append(Problem(("id",), f"the file is called {path.name}.", f"Call it {organisation.id}.yml."))
    known = {scheme.id for scheme in schemes.all()} if schemes else set(organisation.schemes)
    for s, scheme in enumerate(organisation.schemes):
        if scheme not in known:
            problems.append(
                Problem(("schemes", s), f"there is no scheme {scheme}.", f"Choose from {', '.join(sorted(known))}.")
            )
    kinds = {contact.kind for contact in organisation.contacts}
    for kind in ("person", "peer", "advice"):
        if kind not in kinds:
            problems.append(
                Problem(("contacts",), f"there is no contact of kind {kind}.", "Add one: it stands on every result.")
            )
    for c, contact in enumerate((*organisation.contacts, organisation.safeguarding)):
        if not (contact.phone or contact.email or contact.web):
            place = ("contacts", c) if c < len(organisation.contacts) else ("safeguarding",)
            problems.append(
                Problem(place, f"{contact.name} cannot be reached.", "Add a phone, an email or a web address.")
            )
    document.fail(problems)
    return organisation
