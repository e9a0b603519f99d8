"""Coming back: a code that can be written down, and the way in with it. No account."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from web_widget.api import TheLibrary, TheRecords, TheTurns, by_code, only_the_person
from web_widget.pages import ThePages, conversation_of_form, frame_of, state_of
from web_widget.problems import Stop

router = APIRouter(include_in_schema=False)


@router.post("/g/{organisation_id}/code")
def show_code(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    session: Annotated[str, Form(max_length=200)],
) -> HTMLResponse:
    """A new code, to be written down."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, session)
    only_the_person(conversation)
    code = records.make_code(conversation.id)
    return pages.render(
        "code.html", **frame_of(library, organisation), session=session, code=code, trouble="", typed=""
    )


@router.post("/g/{organisation_id}/together")
def together(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    session: Annotated[str, Form(max_length=200)],
    act: Annotated[Literal["", "let_in", "shut_out"], Form()] = "",
) -> HTMLResponse:
    """Let one person in who helps, on a device of their own, and shut them out again."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, session)
    only_the_person(conversation)
    code = records.let_in(conversation.id) if act == "let_in" else ""
    if act == "shut_out":
        records.shut_out(conversation.id)
    guest = records.guest(conversation.id)
    return pages.render(
        "together.html", **frame_of(library, organisation), session=session, code=code, guest=guest, act=act
    )


@router.get("/g/{organisation_id}/return")
def ask_for_code(organisation_id: str, pages: ThePages, library: TheLibrary) -> HTMLResponse:
    """Where a code is typed."""
    frame = frame_of(library, library.organisation(organisation_id))
    return pages.render("code.html", **frame, session="", code="", trouble="", typed="")


@router.post("/g/{organisation_id}/return")
def come_back(
    organisation_id: str,
    request: Request,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
    code: Annotated[str, Form(max_length=60)] = "",
) -> HTMLResponse:
    """Go on where the conversation of this code was."""
    frame = frame_of(library, library.organisation(organisation_id))
    try:
        conversation, token = by_code(request, records, code)
    except Stop as stop:
        words = f"{stop.problem.title}. {stop.problem.detail}"
        status = stop.problem.status
        return pages.render("code.html", status, **frame, session="", code="", trouble=words, typed=code)
    if conversation.organisation != organisation_id:
        frame = frame_of(library, library.organisation(conversation.organisation))
    return pages.render(
        "guide.html",
        **{**frame, **state_of(library, turns, conversation)},
        session=f"{conversation.id}.{token}",
        turn_id=secrets.token_urlsafe(12),
        turn=turns.now(conversation, []),
    )
