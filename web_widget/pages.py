"""The pages. Everything works as plain forms; `guide.js` only saves the reload."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from records import Conversation, NoSuchConversation, WrongToken
from scoring import pounds
from scoring.allocation import Allocation, allocate
from scoring.findings import find
from scoring.guidance import Library, Organisation
from scoring.journey import Journey
from scoring.languages import NAMES, Language
from scoring.papers import ANSWERED_BY
from scoring.plan_talk import prompts_for
from scoring.pounds import Money
from scoring.publish import publish
from scoring.reviewing import Moved, compare
from scoring.saying import COMMANDS, nation_of
from scoring.scheme import NoFigures, Scheme, UnknownAnswer, UnknownScheme
from web_widget import tongue
from web_widget.api import TheLibrary, TheRecords, TheTurns, begin
from web_widget.chart import bars
from web_widget.problems import Stop
from web_widget.schemas import ChoiceTurn, CommandTurn, Message, NewConversation, Problem, TextTurn, Turn
from web_widget.turns import Turns

router = APIRouter(include_in_schema=False)
KEPT = 20_000
"""Letters of a text that could not be used that are put back into its field."""


class Pages:
    """Jinja2, with what every page may use."""

    def __init__(self, static: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._always: dict[str, Any] = {"embedded": False, "easy": False, "typed": "", "language": "en"}
        self.tongue = tongue.Tongue(tongue.load_catalogues())
        self._hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in static.iterdir()}
        self._environment.globals.update(
            static=self._static,
            pounds=pounds.pounds,
            in_words=pounds.in_words,
            day=tongue.day,
            _=self.tongue.for_templates(),
            in_pounds=self._in_pounds(),
            in_english=tongue.in_english,
            html_lang=tongue.HTML_LANG,
            languages=NAMES,
        )

    def _static(self, name: str) -> str:
        return f"/static/{name}?v={self._hashes[name]}"

    def of(self, request: Request) -> Pages:
        """The same pages, as this request wants them: in another site's frame they bring no landmarks of their own.

        `?lang=` asks for a language where no conversation has one.
        """
        bound, language = copy.copy(self), tongue.wanted(request.query_params.get("lang")) or "en"
        framed = request.headers.get("sec-fetch-dest") == "iframe"
        bound._always = {**self._always, "embedded": framed, "language": language, "easy": language == "en-easy"}
        return bound

    @property
    def language(self) -> str:
        """The language that was asked for."""
        return str(self._always["language"])

    def _in_pounds(self) -> object:
        """An amount for a table: `£450`, or `£450 to £1,200`."""

        @pass_context
        def in_pounds(context: Context, money: Money) -> str:
            if money.exact:
                return pounds.pounds(money.low)
            low, high = pounds.pounds(money.low), pounds.pounds(money.high)
            return self.tongue.say(str(context.get("language", "en")), "{low} to {high}", low=low, high=high)

        return in_pounds

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        page = self._environment.get_template(template).render({**self._always, **values})
        return HTMLResponse(page, status_code=status)

    def error(self, request: Request, problem: Problem) -> HTMLResponse:
        """A kind page for an error."""
        library: Library = request.app.state.library
        parts = request.url.path.split("/")
        organisation = library.organisations.get(parts[2]) if len(parts) > 2 and parts[1] == "g" else None
        lines = library.helplines_for(organisation.nation) if organisation else library.helplines_everywhere
        page = self.of(request)
        return page.render("error.html", problem.status, problem=problem, organisation=organisation, helplines=lines)


def pages_of(request: Request) -> Pages:
    """The pages of the app."""
    pages: Pages = request.app.state.pages
    return pages.of(request)


ThePages = Annotated[Pages, Depends(pages_of)]


@dataclass(frozen=True)
class Said:
    """One answer so far, for the history and the check page."""

    question_id: str
    short: str
    text: str
    answer: str
    known: bool


@dataclass(frozen=True)
class Compared:
    """An assessment from before, and each area then and now."""

    on: dt.date
    before: Allocation
    moved: list[Moved]


@router.get("/")
def home(pages: ThePages, library: TheLibrary) -> HTMLResponse:
    """What this is."""
    return pages.render(
        "home.html",
        organisations=library.organisations.values(),
        organisation=None,
        helplines=library.helplines_everywhere,
    )


@router.get("/g/{organisation_id}")
def guide(
    organisation_id: str, pages: ThePages, library: TheLibrary, x_fragment: Annotated[str, Header()] = ""
) -> HTMLResponse:
    """The guide, before it has begun."""
    organisation = library.organisation(organisation_id)
    library = library.speaking(pages.language)
    scheme = library.scheme(organisation.schemes[0])
    return pages.render(
        _template(x_fragment),
        **frame_of(library, organisation),
        session="",
        turn_id=_turn_id(),
        turn=None,
        intro=scheme.intro,
    )


@router.post("/g/{organisation_id}")
async def take(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
    session: Annotated[str, Form(max_length=200)] = "",
    turn_id: Annotated[str, Form(max_length=64)] = "",
    choice: Annotated[str, Form(max_length=130)] = "",
    command: Annotated[str, Form(max_length=30)] = "",
    change: Annotated[str, Form(max_length=60)] = "",
    text: Annotated[str, Form()] = "",
    show: Annotated[str, Form(max_length=1)] = "",
    scheme: Annotated[str, Form(max_length=60)] = "",
    language: Annotated[Language | Literal[""], Form()] = "",
    x_fragment: Annotated[str, Header()] = "",
) -> HTMLResponse:
    """One turn by form. `show` only shows where things are; `language` goes on in another one."""
    organisation = library.organisation(organisation_id)
    spoken = language or pages.language
    frame = {**frame_of(library.speaking(spoken), organisation), **in_language(spoken)}
    said = _said(turn_id, choice, command, change, text, scheme)
    if not session:
        conversation, token = begin(
            records,
            library,
            NewConversation.model_validate(
                {"organisation": organisation.id, "scheme": scheme or None, "language": spoken}
            ),
        )
        session = f"{conversation.id}.{token}"
    else:
        try:
            conversation = conversation_of_form(records, organisation, session)
        except (NoSuchConversation, WrongToken):
            return pages.render(
                _template(x_fragment),
                404,
                **frame,
                session="",
                turn_id=_turn_id(),
                turn=_ended(library.speaking(spoken)),
                journey=None,
                intro="",
            )
    if language and language != conversation.language:
        records.speak(conversation.id, language)
        conversation = records.get(conversation.id)
    turn = turns.now(conversation, []) if show else await turns.take(conversation.id, said, conversation.guest)
    if turn.stage == "ended":
        return pages.render(
            _template(x_fragment), **frame, session="", turn_id=_turn_id(), turn=turn, journey=None, intro=""
        )
    conversation = records.get(conversation.id)
    return pages.render(
        _template(x_fragment),
        **{**frame, **state_of(library, turns, conversation)},
        session=session,
        turn_id=_turn_id(),
        turn=turns.now(conversation, list(turn.messages)),  # a page that is sent again shows where things are now
        typed=said.text[:KEPT] if isinstance(said, TextTurn) and any(one.trouble for one in turn.messages) else "",
    )


@router.post("/g/{organisation_id}/leave")
def leave(
    organisation_id: str,
    library: TheLibrary,
    records: TheRecords,
    session: Annotated[str, Form(max_length=200)] = "",
    gone: Annotated[bool, Form()] = False,
) -> Response:
    """Leave at once for a neutral page. What the browser still has of this conversation opens nothing any more.

    `gone`: a script has already left, and only tells us; a browser would follow a redirect into its own page policy.
    """
    organisation = library.organisation(organisation_id)
    with contextlib.suppress(NoSuchConversation, WrongToken):
        if session:
            conversation = conversation_of_form(records, organisation, session)
            (records.shut_out if conversation.guest else records.shut)(conversation.id)
    headers = {"Clear-Site-Data": '"cache", "storage"'}
    if gone:
        return Response(status_code=204, headers=headers)
    return RedirectResponse(organisation.quick_exit or "/", status_code=303, headers=headers)


@router.get("/g/{organisation_id}/print")
def print_nothing(organisation_id: str, pages: ThePages, library: TheLibrary) -> HTMLResponse:
    """Without a conversation there is nothing to print yet."""
    return pages.render(
        "print.html",
        **frame_of(library, library.organisation(organisation_id)),
        said=[],
        allocation=None,
        prompts=[],
        found=None,
    )


@router.post("/g/{organisation_id}/print")
def print_page(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
    session: Annotated[str, Form(max_length=200)],
) -> HTMLResponse:
    """Answers, amount, reasons, prompts and people on one page for paper."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, session)
    state = {**frame_of(library, organisation), **state_of(library, turns, conversation)}
    return pages.render("print.html", **state, session=session)


@router.get("/schemes/{scheme_id}")
def scheme(scheme_id: str, pages: ThePages, library: TheLibrary) -> HTMLResponse:
    """How the number is made, for anybody."""
    published = publish(library.schemes.get(scheme_id))
    return pages.render("scheme.html", scheme=published, organisation=None, helplines=library.helplines_everywhere)


def _template(fragment: str) -> str:
    return "_guide.html" if fragment == "1" else "guide.html"


def in_language(language: str) -> dict[str, Any]:
    """What a page must know of the language that it is in."""
    return {"language": language, "easy": language == "en-easy"}


def frame_of(library: Library, organisation: Organisation) -> dict[str, Any]:
    """What every page of an organisation shows, in the language of the library."""
    return {
        "organisation": organisation,
        "helplines": library.helplines_for(organisation.nation),
        "questions": library.questions,
        "leaflets": library.leaflets,
        "schemes": [library.scheme(name) for name in organisation.schemes],
    }


def conversation_of_form(records: TheRecords, organisation: Organisation, session: str) -> Conversation:
    conversation_id, _, token = session.partition(".")
    conversation = records.get(conversation_id, token)
    if conversation.organisation != organisation.id:
        raise NoSuchConversation
    return conversation


def _said(
    turn_id: str, choice: str, command: str, change: str, text: str, scheme: str
) -> TextTurn | ChoiceTurn | CommandTurn:
    """The form as a turn. Buttons count before typed words.

    The turn is named by the form and by what was sent with it: the same form sent twice is one turn, and
    a page that was gone back to and used for something else is another.
    """
    sent = "\0".join((turn_id or _turn_id(), choice, command, change, text))
    turn_id = hashlib.sha256(sent.encode("utf-8", "replace")).hexdigest()
    if change:
        return CommandTurn(type="command", turn_id=turn_id, name="change", question_id=change)
    if command:
        if command not in COMMANDS:
            raise Stop(422, "No such command", "Use the buttons on the page.")
        return CommandTurn.model_validate(
            {"type": "command", "turn_id": turn_id, "name": command, "scheme": scheme if command == "amount" else None}
        )
    if choice:
        question_id, _, option_id = choice.partition(":")
        if not (0 < len(question_id) <= 60 and 0 < len(option_id) <= 60):
            raise Stop(422, "No such answer", "Use the buttons on the page.")
        return ChoiceTurn(type="choice", turn_id=turn_id, question_id=question_id, option_id=option_id)
    return TextTurn(type="text", turn_id=turn_id, text=text[:500_000])


def state_of(library: Library, turns: Turns, conversation: Conversation) -> dict[str, Any]:
    """What the page shows beside the turn: the answers so far, the amount, the prompts."""
    scheme, journey = turns.scheme_of(conversation), conversation.journey
    library, said = turns.words_of(conversation), []
    for question in scheme.asked(journey.answers):
        option = question.option(journey.answers[question.id]) if question.id in journey.answers else None
        answer = option.label if option else "Not answered yet"
        said.append(Said(question.id, question.short, question.text, answer, option is not None))
    counted = bool(journey.answers) and not scheme.is_check
    allocation: Allocation | None = allocate(scheme, journey.answers, dt.date.today()) if counted else None
    nation = nation_of(library.organisation(conversation.organisation), journey)
    return {
        **in_language(conversation.language),
        "spoken": conversation.language == "en" or conversation.language in scheme.translations or bool(scheme.easy),
        "questions": library.questions,
        "helplines": library.helplines_for(nation),
        "journey": journey,
        "said": said,
        "allocation": allocation,
        "bars": bars(allocation) if allocation else [],
        "prompts": prompts_for(library, journey),
        "answered_by": ANSWERED_BY[journey.helping],
        "compared": _compared(library, journey, scheme, allocation) if allocation else None,
        "plan_waits": scheme.is_check and any(not library.checks.has(one) for one in journey.aside),
        "check": scheme.id if scheme.is_check else "",
        "check_title": scheme.title,
        "intro": "",
        "found": find(scheme, library.findings[scheme.id], journey.answers) if scheme.is_check else None,
        "scheme_is_check": scheme.is_check,
        "carries_to": [
            library.scheme(name)
            for name in library.organisation(conversation.organisation).schemes
            if scheme.is_check and library.carried(scheme.id, name, journey.answers)
        ],
    }


def _compared(library: Library, journey: Journey, scheme: Scheme, now: Allocation) -> Compared | None:
    """The newest assessment from before in the same scheme beside this one, each by the figures of its day."""
    earlier = next((one for one in reversed(journey.earlier) if one.scheme_id == scheme.id), None)
    if earlier is None:
        return None
    day = dt.date.fromisoformat(earlier.on)
    try:
        before = allocate(library.schemes.get(earlier.scheme_id, earlier.version), earlier.answers, day)
    except (UnknownScheme, UnknownAnswer, NoFigures):  # that version is gone from the data folder
        return None
    return Compared(day, before, compare(before, now))


def _ended(library: Library) -> Turn:
    words = Message(kind="notice", text=library.say("ended"))
    return Turn(stage="ended", messages=(words,), question=None, progress={"answered": 0, "total": 0})


def _turn_id() -> str:
    return secrets.token_urlsafe(12)
