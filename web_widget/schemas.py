"""What goes in and comes out of the JSON API, version 1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.care_act import Known
from scoring.findings import Finding
from scoring.journey import Helping, Stage
from scoring.languages import Language
from scoring.plan import Plan
from scoring.pounds import Money, Pence
from scoring.saying import CommandName, Kind
from scoring.scheme import Number

Id = Annotated[str, Field(min_length=1, max_length=60)]
TurnId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Made by the client, new for each turn.")]


class In(BaseModel):
    """Input knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NewConversation(In):
    """Begin a conversation. Without a scheme, the organisation's first one is used."""

    organisation: Id = "demo"
    scheme: Id | None = None
    language: Language = "en"
    """`en-easy` is Easy Read. Welsh (`cy`) awaits a speaker; what is not translated is in English."""


class TextTurn(In):
    """Words that were typed."""

    type: Literal["text"]
    turn_id: TurnId
    text: Annotated[str, Field(max_length=500_000)]


class ChoiceTurn(In):
    """An option that was chosen for the open question."""

    type: Literal["choice"]
    turn_id: TurnId
    question_id: Id
    option_id: Id


class CommandTurn(In):
    """Something to do; `change` may name the question, `amount` the scheme."""

    type: Literal["command"]
    turn_id: TurnId
    name: CommandName
    question_id: Id | None = None
    scheme: Id | None = None

    @property
    def about(self) -> str | None:
        """The question or scheme that is named."""
        return self.question_id or self.scheme


TurnIn = Annotated[TextTurn | ChoiceTurn | CommandTurn, Field(discriminator="type")]


class Message(BaseModel):
    """One thing said."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    text: str
    leads_to: str | None = None
    """A command that goes further."""
    more: str | None = None
    """What "tell me more" says."""
    change: str | None = None
    """The question whose answer was just recorded: the command `change` with it takes the person there."""
    leaflet: str | None = None
    """A page of the guide that says more: `/g/{organisation}/about/{leaflet}`."""
    trouble: bool = False
    """Whether what was typed could not be used."""


class OptionOut(BaseModel):
    """One answer to choose from."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: str


class QuestionOut(BaseModel):
    """The open question. `position` of `total` is along the way as it looks now."""

    model_config = ConfigDict(frozen=True)

    id: str
    domain: str
    text: str
    why: str
    help: str
    kind: Literal["choice", "number", "text", "rows"]
    options: tuple[OptionOut, ...]
    number: Number | None = None
    """For a number question: its bounds and what it counts. An answer is a choice whose option id is the number."""
    numbered: bool = True
    picture: str | None = None
    """A drawing of ours beside the words, in Easy Read."""
    suggested: tuple[str, ...] = ()
    """Options that the person seems to mean: one that a yes takes, or two to choose between."""
    position: int
    total: int


class Progress(BaseModel):
    """How many questions of the way as it looks now have an answer."""

    model_config = ConfigDict(frozen=True)

    answered: int
    total: int


class Turn(BaseModel):
    """A reply. Never empty: there are words, or an open question, or both."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    messages: tuple[Message, ...]
    question: QuestionOut | None
    progress: Progress


class Started(BaseModel):
    """A new conversation. The token is shown this once."""

    id: str
    token: str
    turn: Turn


class TurnReply(BaseModel):
    """The reply to a turn."""

    turn: Turn


class EarlierOut(BaseModel):
    """An assessment from before, kept to be compared."""

    scheme: str
    version: str
    on: str
    answers: dict[str, str]


class ConversationOut(BaseModel):
    """Where a conversation is."""

    stage: Stage
    answers: dict[str, str]
    helping: Helping = ""
    """Who answers: the person (empty), `with` a helper beside them, `for` them, or for them who are `unable` to say."""
    earlier: tuple[EarlierOut, ...] = ()
    """Assessments from before, oldest first."""
    progress: Progress
    turn: Turn


class FindingsOut(BaseModel):
    """What a check leads to. `verdict` is of the Care Act test: yes, no or unknown."""

    check: str
    verdict: Known | None
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]


class CodeIn(In):
    """A code to come back with, as it was written down."""

    code: Annotated[str, Field(min_length=1, max_length=60)]


class CodeOut(BaseModel):
    """A code to come back with. It is shown this once."""

    code: str


class PlanIn(In):
    """A plan, and the version that it was made from."""

    version: Annotated[int, Field(ge=0)]
    plan: Plan


class PlanCheck(BaseModel):
    """One thing to think of before a meeting."""

    id: str
    state: Literal["ready", "open", "look"]
    words: str


class PlanOut(BaseModel):
    """A plan beside the amount: its cost, and what is left (below 0 is over)."""

    version: int
    plan: Plan
    year: Pence | None
    month: Pence | None
    left: Money | None
    trade_offs: list[str]
    checks: tuple[PlanCheck, ...]
    messages: tuple[Message, ...] = ()
    """What is said to danger in words that were just written."""


class ScoreIn(In):
    """Answers to be scored without a conversation. Nothing is stored."""

    scheme: Id
    version: Annotated[str, Field(max_length=31)] | None = None
    date: dt.date | None = None
    answers: Annotated[dict[str, str], Field(max_length=500)]


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None
