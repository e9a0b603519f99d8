"""The JSON API, version 1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response

from records import Conversation, NoSuchConversation, PlanChanged, Records
from scoring.allocation import Allocation, agree, allocate
from scoring.findings import find
from scoring.guidance import Library
from scoring.journey import progress
from scoring.papers import PaperName
from scoring.papers import paper as paper_of
from scoring.plan import Plan, amount_for, new_words, totals, trade_offs
from scoring.pounds import Money
from scoring.publish import SchemeOut, SchemeTitle, publish
from scoring.readiness import readiness
from web_widget.problems import Stop
from web_widget.rendering import DOCX, FHIR, PDF, TEXT, as_fhir, indicative_of, render, told
from web_widget.schemas import (
    CodeIn,
    CodeOut,
    ConversationOut,
    EarlierOut,
    FindingsOut,
    NewConversation,
    PlanCheck,
    PlanIn,
    PlanOut,
    Problem,
    Progress,
    ScoreIn,
    Started,
    Turn,
    TurnIn,
    TurnReply,
)
from web_widget.tries import Tries
from web_widget.turns import Turns

problem = {"model": Problem, "content": {"application/problem+json": {}}}
responses: dict[int | str, dict[str, Any]] = {
    401: {**problem, "description": "The token is missing or wrong."},
    403: {**problem, "description": "Only the person themselves may do this."},
    404: {**problem, "description": "No such thing."},
    409: {**problem, "description": "Not yet."},
    413: {**problem, "description": "Too much."},
    422: {**problem, "description": "The request does not fit."},
}
router = APIRouter(prefix="/api/v1", responses=responses)


def turns_of(request: Request) -> Turns:
    """The turn taker of the app."""
    turns: Turns = request.app.state.turns
    return turns


def records_of(request: Request) -> Records:
    """The store of the app."""
    records: Records = request.app.state.records
    return records


def library_of(request: Request) -> Library:
    """The data of the app."""
    library: Library = request.app.state.library
    return library


TheTurns = Annotated[Turns, Depends(turns_of)]
TheRecords = Annotated[Records, Depends(records_of)]
TheLibrary = Annotated[Library, Depends(library_of)]


def conversation_of(
    conversation_id: str, records: TheRecords, authorization: Annotated[str, Header()] = ""
) -> Conversation:
    """The conversation of the path, if the bearer token is its own."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Stop(401, "No token", "Send the token of this conversation as `Authorization: Bearer`.")
    return records.get(conversation_id, token.strip())


TheConversation = Annotated[Conversation, Depends(conversation_of)]


def begin(records: Records, library: Library, wanted: NewConversation) -> tuple[Conversation, str]:
    """A new conversation in one of the organisation's schemes."""
    organisation = library.organisation(wanted.organisation)
    scheme_id = wanted.scheme or organisation.schemes[0]
    if scheme_id not in organisation.schemes and not library.checks.has(scheme_id):
        offered = ", ".join((*organisation.schemes, *(check.id for check in library.checks.all())))
        raise Stop(422, "Not offered here", f"{organisation.id} does not offer that scheme. It offers {offered}.")
    scheme = library.scheme(scheme_id)
    return records.create(organisation.id, scheme.id, scheme.version, wanted.language)


@router.post("/conversations", status_code=201)
def start(wanted: NewConversation, records: TheRecords, library: TheLibrary, turns: TheTurns) -> Started:
    """Begin a conversation. The token is shown this once; send it as `Authorization: Bearer`."""
    conversation, token = begin(records, library, wanted)
    return Started(id=conversation.id, token=token, turn=turns.welcome(conversation))


@router.post("/conversations/{conversation_id}/turns")
async def take(turn: TurnIn, conversation: TheConversation, turns: TheTurns) -> TurnReply:
    """Say or choose something. The same `turn_id` again gets the same reply and writes nothing twice."""
    return TurnReply(turn=await turns.take(conversation.id, turn, conversation.guest))


@router.get("/conversations/{conversation_id}")
def show(conversation: TheConversation, records: TheRecords, turns: TheTurns) -> ConversationOut:
    """Where a conversation is, and its last turn."""
    answered, total = progress(turns.scheme_of(conversation), conversation.journey)
    last = records.last_reply(conversation.id)
    return ConversationOut(
        stage=conversation.journey.stage,
        answers=dict(conversation.journey.answers),
        helping=conversation.journey.helping,
        earlier=tuple(
            EarlierOut(scheme=one.scheme_id, version=one.version, on=one.on, answers=dict(one.answers))
            for one in conversation.journey.earlier
        ),
        progress=Progress(answered=answered, total=total),
        turn=Turn.model_validate(last) if last else turns.welcome(conversation),
    )


@router.get("/conversations/{conversation_id}/result")
def result(conversation: TheConversation, turns: TheTurns, records: TheRecords) -> Allocation:
    """The indicative amount with its trace, and beside it the agreed one, if the plan has one."""
    if not conversation.journey.answers:
        raise Stop(409, "No answers yet", "There is nothing to work out before the first answer.")
    if turns.scheme_of(conversation).is_check:
        raise Stop(409, "No amount here", "This conversation is at a check. Ask for its findings instead.")
    indicative = allocate(turns.scheme_of(conversation), conversation.journey.answers, dt.date.today())
    settled = records.plan(conversation.id)[1].settled
    if settled is None:
        return indicative
    return agree(indicative, Money(low=settled.amount, high=settled.amount), settled.reason, settled.on)


@router.get("/conversations/{conversation_id}/findings")
def findings(conversation: TheConversation, turns: TheTurns, library: TheLibrary) -> FindingsOut:
    """What the answers to a check lead to: rights, whom to ask, and for the Care Act the reasons. Never a decision."""
    check = turns.scheme_of(conversation)
    if not check.is_check:
        raise Stop(409, "No check here", "This conversation is about an amount. Ask for its result instead.")
    found = find(check, library.findings[check.id], conversation.journey.answers)
    return FindingsOut(check=check.id, verdict=found.verdict, reasons=found.reasons, findings=found.findings)


@router.post("/conversations/{conversation_id}/code", status_code=201)
def make_code(conversation: TheConversation, records: TheRecords) -> CodeOut:
    """A code to come back with, shown this once. It works once, for 30 days; an older one stops working."""
    only_the_person(conversation)
    return CodeOut(code=records.make_code(conversation.id))


@router.post("/conversations/{conversation_id}/guest", status_code=201)
def let_in(conversation: TheConversation, records: TheRecords) -> CodeOut:
    """A code for one person who helps, on a device of their own. A new one shuts out whoever was there before."""
    only_the_person(conversation)
    return CodeOut(code=records.let_in(conversation.id))


@router.delete("/conversations/{conversation_id}/guest", status_code=204)
def shut_out(conversation: TheConversation, records: TheRecords) -> Response:
    """Shut out whoever was let in. Their token and their code work no more."""
    only_the_person(conversation)
    records.shut_out(conversation.id)
    return Response(status_code=204)


def only_the_person(conversation: Conversation) -> None:
    """Raise for somebody who was let in."""
    if conversation.guest:
        raise Stop(403, "Only the person can do this", "Somebody who was let in may answer and plan, and no more.")


@router.post("/return")
def come_back(wanted: CodeIn, request: Request, records: TheRecords, turns: TheTurns) -> Started:
    """Go on with a conversation by its code. The token is new; the code and the old token work no more."""
    conversation, token = by_code(request, records, wanted.code)
    return Started(id=conversation.id, token=token, turn=turns.now(conversation, []))


def by_code(request: Request, records: Records, code: str) -> tuple[Conversation, str]:
    """The conversation of a code. Whoever guesses is slowed down."""
    tries: Tries = request.app.state.tries
    who = request.client.host if request.client else ""
    if not tries.may(who):
        raise Stop(429, "Too many tries", "Wait ten minutes, then try the code again.")
    try:
        return records.come_back(code)
    except NoSuchConversation:
        tries.failed(who)
        raise Stop(404, "No such code", "Check each letter. A code works once, and for 30 days.") from None


@router.get("/conversations/{conversation_id}/plan", response_model=PlanOut)
def show_plan(
    conversation: TheConversation,
    records: TheRecords,
    turns: TheTurns,
    library: TheLibrary,
    accept: Annotated[str, Header()] = "",
    paper: PaperName = "plan",
    large: bool = False,
) -> PlanOut | Response:
    """The plan, what it adds up to, what is left, and what a meeting will ask about.

    By `Accept`: plain text, `application/pdf`, a document to edit (docx), or `application/fhir+json`. `paper` names
    another paper than the whole plan; `large` makes its letters large.
    """
    version, plan = records.plan(conversation.id)
    wanted = accept.split(",")[0].split(";")[0].strip()
    if wanted == FHIR:
        return Response(as_fhir(turns, conversation, plan), media_type=FHIR)
    if wanted in (PDF, DOCX, TEXT):
        made = paper_of(paper, told(library, turns, conversation, plan))
        return Response(render(made, wanted, large), media_type=wanted)
    return plan_out(library, turns, conversation, version, plan)


@router.put("/conversations/{conversation_id}/plan")
def keep_plan(
    wanted: PlanIn, conversation: TheConversation, records: TheRecords, turns: TheTurns, library: TheLibrary
) -> PlanOut:
    """Keep a plan. `version` is the one that it was made from; 409 with the newest when somebody else has written."""
    _, before = records.plan(conversation.id)
    try:
        version = records.keep_plan(conversation.id, wanted.version, wanted.plan)
    except PlanChanged as changed:
        both = (("now", changed.version, changed.plan), ("sent", wanted.version, wanted.plan))
        errors = [{"which": name, "version": n, "plan": plan.model_dump(mode="json")} for name, n, plan in both]
        words = (
            "Nothing was overwritten. `errors` holds the plan as it is now and the one you sent. Join them, send again."
        )
        raise Stop(409, "Somebody else has written in the plan", words, errors) from None
    heard = turns.heed_plan(conversation, new_words(before, wanted.plan))
    return plan_out(library, turns, conversation, version, wanted.plan).model_copy(update={"messages": tuple(heard)})


def plan_out(library: Library, turns: Turns, conversation: Conversation, version: int, plan: Plan) -> PlanOut:
    """A plan beside the amount: what was agreed, once it is, else the indicative one. Without one there are no sums."""
    indicative = indicative_of(turns, conversation)
    amount = amount_for(plan, indicative)
    sums = totals(plan, amount) if amount else None
    exclusions = library.exclusions_for(library.organisation(conversation.organisation))
    checks = readiness(plan, indicative, exclusions) if indicative else []
    return PlanOut(
        version=version,
        plan=plan,
        year=sums.year if sums else None,
        month=sums.month if sums else None,
        left=Money(low=sums.left_low, high=sums.left_high) if sums else None,
        trade_offs=trade_offs(plan),
        checks=tuple(PlanCheck(id=check.id, state=check.state, words=check.words) for check in checks),
    )


@router.delete("/conversations/{conversation_id}", status_code=204)
async def delete(conversation: TheConversation, turns: TheTurns) -> Response:
    """Delete a conversation and all that belongs to it."""
    only_the_person(conversation)
    await turns.delete(conversation.id)
    return Response(status_code=204)


@router.post("/score")
def score(wanted: ScoreIn, library: TheLibrary) -> Allocation:
    """Work out an amount from answers. Nothing is stored."""
    scheme = library.schemes.get(wanted.scheme, wanted.version)
    return allocate(scheme, wanted.answers, wanted.date or dt.date.today())


@router.get("/schemes")
def schemes(library: TheLibrary) -> list[SchemeTitle]:
    """The schemes that can be used."""
    return [SchemeTitle.of(scheme) for scheme in library.schemes.all()]


@router.get("/schemes/{scheme_id}")
def scheme(scheme_id: str, library: TheLibrary, version: str | None = None) -> SchemeOut:
    """How the number is made: questions, options, points, money, dates, sources and worked examples."""
    return publish(library.schemes.get(scheme_id, version))
