"""Papers to take away, made here and sent to nobody: a page to print, or a file in the form that is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from scoring.papers import PaperName, paper
from web_widget.api import TheLibrary, TheRecords, TheTurns
from web_widget.pages import ThePages, conversation_of_form, frame_of
from web_widget.rendering import DOCX, ENDS, FHIR, PDF, TEXT, as_fhir, render, told

router = APIRouter(include_in_schema=False)
KIND = {"pdf": PDF, "docx": DOCX, "text": TEXT, "fhir": FHIR}


@router.post("/g/{organisation_id}/papers")
def take(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
    session: Annotated[str, Form(max_length=200)],
    what: Annotated[PaperName, Form()] = "plan",
    made_as: Annotated[Literal["page", "pdf", "docx", "text", "fhir"], Form(alias="as")] = "page",
    large: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """One paper in one form."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, session)
    plan = records.plan(conversation.id)[1]
    made = paper(what, told(library, turns, conversation, plan))
    if made_as == "page":
        return pages.render(
            "paper.html", **frame_of(library, organisation), session=session, paper=made, large=large == "1"
        )
    kind = KIND[made_as]
    content = as_fhir(turns, conversation, plan) if kind == FHIR else render(made, kind, large == "1")
    name = "my-plan" if kind == FHIR else f"my-{what}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ENDS[kind]}"'}
    return Response(content, media_type=kind, headers=headers)
