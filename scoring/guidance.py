"""Words and facts that are data: messages, helplines, frequent questions, plan prompts, organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from scoring.charging import ChargingFigures
from scoring.colours import accent_trouble
from scoring.findings import VERDICT, Finding, Leaflet, LeafletSection
from scoring.languages import Pack, scheme_in
from scoring.loading import Schemes
from scoring.plan import Dimension
from scoring.scheme import Answers, Scheme, Words, normalise
from scoring.spending import Exclusion
from scoring.strict_yaml import Id, Row, Strict
from scoring.trace import Source
from scoring.voice import scheme_for_someone

CHECK_AGAIN_DAYS = 180
Nation = Literal["england", "wales", "scotland", "northern-ireland"]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$")]


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
    child_safeguarding: Contact | None = None
    """Who to tell when a child is not safe; without one, the team for adults is named."""
    schemes: Annotated[tuple[Id, ...], Field(min_length=1)]
    origins: tuple[Origin, ...] = ()
    not_here: tuple[Exclusion, ...] = ()
    """What a budget may not pay for where this organisation is, beside the national list."""
    quick_exit: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9./_-]*)?$")] | None = None
    """A neutral page that "Leave now" goes to at once; None shows no such button."""
    accent: str | None = None
    """A colour like `#1d4f5c` for buttons and links, where the screen is light. It must be dark enough to be read."""
    logo: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.(svg|png)$")] | None = None
    """A picture beside this file, shown next to the name."""

    @field_validator("accent")
    @classmethod
    def _readable(cls, accent: str | None) -> str | None:
        if accent is not None and (trouble := accent_trouble(accent)):
            raise ValueError(trouble)
        return accent


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
    """A question people often ask, its short answer (`easy`: in Easy Read) and where the answer comes from."""

    title: Words
    answer: Words
    easy: Words
    more: Words
    elsewhere: Words
    """Where Scotland, Wales and Northern Ireland differ; `same` where they do not."""
    leads_to: Id | None = None
    """A command of the conversation that goes further, like `rights`."""
    leaflet: Id | None = None
    source: Source
    read_on: dt.date

    @property
    def in_full(self) -> str:
        """What is said to "tell me more", with where the other nations differ and where it comes from."""
        other = "" if self.elsewhere == "same" else f" {self.elsewhere}"
        return f"{self.more}{other} (From: {self.source.title}.)"


class PlanPrompt(Row):
    """A first thought for a plan; asked always, or because of one of these answers."""

    text: Words
    easy: Words
    because: Mapping[str, tuple[str, ...]] = {}
    into: Literal["thoughts", "goals", "bad_day", "helpers", "questions"] = "thoughts"
    """Where in the plan the words go."""
    wealth: Dimension | None = None
    """The part of real wealth that it is about, which may be rated too."""


class GoalIdea(Row):
    """A goal that somebody had, to start from. It becomes the person's own, and may be changed."""

    words: Words
    source: Source


class Word(Row):
    """A word that people ask about. `also` are other ways to write it."""

    title: Words
    also: tuple[Words, ...] = ()
    meaning: Words


@dataclass(frozen=True)
class Statement:
    """Where something is said, what it rests on, and when that was read."""

    place: str
    source: Source
    read_on: dt.date


class Carry(Strict):
    """One question whose answer need not be given again: which question, and what each answer becomes there."""

    to: Id
    as_: Annotated[Mapping[Id, Id], Field(alias="as")]


Carries = Mapping[str, Carry]


class UnknownLeaflet(Exception):
    """No leaflet of this id."""


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
    checks: Schemes
    findings: Mapping[str, tuple[Finding, ...]]
    """By check."""
    leaflets: Mapping[str, Leaflet]
    charging: list[ChargingFigures]
    exclusions: tuple[Exclusion, ...]
    goal_ideas: tuple[GoalIdea, ...]
    carries: Mapping[tuple[str, str], Carries]
    """Answers that go from one to another, by both their ids."""
    packs: Mapping[str, Pack] = field(default_factory=dict)
    """Messages in other words, by language."""
    language: str = "en"
    _made: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was put together from it, so that it is once."""

    def speaking(self, language: str) -> Library:
        """The same in Easy Read or in another language; what is not there stays as it is."""
        if language == self.language:
            return self
        if language not in self._made:
            pack = self.packs.get(language)
            messages = {**self.messages, **(pack.messages if pack else {})}
            prompts, questions = self.prompts, self.questions
            if language == "en-easy":
                prompts = tuple(one.model_copy(update={"text": one.easy}) for one in prompts)
                questions = tuple(one.model_copy(update={"answer": one.easy}) for one in questions)
            self._made[language] = replace(
                self, messages=messages, prompts=prompts, questions=questions, language=language, _made={}
            )
        found: Library = self._made[language]
        return found

    def scheme(self, scheme_id: str, version: str | None = None, for_someone: bool = False) -> Scheme:
        """The scheme or check of this id in this language; in English also with its words about somebody else.

        Raises:
            UnknownScheme
        """
        found = (self.checks if self.checks.has(scheme_id) else self.schemes).get(scheme_id, version)
        key = (found.id, found.version, for_someone)
        if key not in self._made:
            spoken = scheme_in(self.language, found)
            english = self.language not in found.translations
            self._made[key] = scheme_for_someone(spoken) if for_someone and english else spoken
        made: Scheme = self._made[key]
        return made

    def carried(self, source: str, target: str, answers: Answers) -> dict[str, str]:
        """What answers to one scheme say about the questions of another."""
        rows = self.carries.get((source, target), {})
        return {
            row.to: row.as_[answers[question]] for question, row in rows.items() if answers.get(question) in row.as_
        }

    @cached_property
    def statements(self) -> list[Statement]:
        """Everything that is said with a source, with the day that it was read."""
        return [
            *(Statement(f"questions.yml {one.id}", one.source, one.read_on) for one in self.questions),
            *(
                Statement(f"{check}.yml {one.id}", one.source, one.read_on)
                for check, rows in self.findings.items()
                for one in rows
            ),
            *(
                Statement(f"leaflets.yml {leaflet.id}, {part.title}", part.source, part.read_on)
                for leaflet in self.leaflets.values()
                for part in leaflet.sections
            ),
            *(Statement(f"charging.yml {one.from_}", one.source, one.read_on) for one in self.charging),
        ]

    @cached_property
    def care_act_leaflet(self) -> Leaflet:
        """The Care Act questions and what may be said to them, as one page."""
        check, rows = self.checks.get("care-act"), self.findings["care-act"]
        asked = LeafletSection(
            title="What the council must think about",
            says=tuple(f"{question.short}. {question.help}" for question in check.questions.values()),
            easy=tuple(question.text for question in check.questions.values()),
            source=rows[0].source,
            read_on=rows[0].read_on,
        )
        told = [
            LeafletSection(title=row.title, says=(row.says,), easy=(row.easy,), source=row.source, read_on=row.read_on)
            for row in rows
            if VERDICT not in row.when
        ]
        easy = self.say("easy_care_act")
        return Leaflet(id="care-act", title=check.title, intro=check.intro, easy=easy, sections=(asked, *told))

    def statements_due(self, today: dt.date) -> list[Statement]:
        """Those that somebody should read again."""
        return [one for one in self.statements if (today - one.read_on).days > CHECK_AGAIN_DAYS]

    def leaflet(self, leaflet_id: str) -> Leaflet:
        """The leaflet of this id, or all rights as one; raises `UnknownLeaflet`."""
        if leaflet_id in ("rights", "care-act"):
            return self.rights_leaflet if leaflet_id == "rights" else self.care_act_leaflet
        try:
            return self.leaflets[leaflet_id]
        except KeyError:
            raise UnknownLeaflet(f"There is no page {leaflet_id!r}.") from None

    @cached_property
    def rights_leaflet(self) -> Leaflet:
        """Every right that there is a row for, as one page."""
        parts = [
            LeafletSection(title=row.title, says=(row.says,), easy=(row.easy,), source=row.source, read_on=row.read_on)
            for row in self.findings["rights"]
        ]
        title, intro = self.checks.get("rights").title, self.checks.get("rights").intro
        return Leaflet(id="rights", title=title, intro=intro, easy=self.say("easy_rights"), sections=tuple(parts))

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

    def exclusions_for(self, organisation: Organisation) -> tuple[Exclusion, ...]:
        """What a budget cannot pay for there: the national list, then the local one."""
        return (*self.exclusions, *organisation.not_here)

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
