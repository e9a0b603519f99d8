"""What another answer would change. The person's own answers stay as they are; nothing here is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse

from scoring.explain import what_if
from scoring.pounds import Money
from scoring.scheme import Answers, Question, Scheme
from web_widget.api import TheLibrary, TheRecords, TheTurns
from web_widget.pages import ThePages, conversation_of_form, frame_of, state_of
from web_widget.problems import Stop

router = APIRouter(include_in_schema=False)
SHOWN = 12
"""Of a number question, so many numbers are shown, spread over all that it may count."""


@dataclass(frozen=True)
class Other:
    """Another answer and the amount that it would lead to; None where the published table has no figure."""

    option_id: str
    answer: str
    amount: Money | None
    mine: bool


@router.post("/g/{organisation_id}/what-if")
def try_another(
    organisation_id: str,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
    session: Annotated[str, Form(max_length=200)],
    question: Annotated[str, Form(max_length=60)] = "",
) -> HTMLResponse:
    """Every answer to one question, with the amount that it would lead to."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, session)
    scheme, answers = turns.scheme_of(conversation), conversation.journey.answers
    if not answers or scheme.is_check:
        raise Stop(409, "No amount yet", "Answer a question first. Then you can try out other answers.")
    asked = scheme.asked(answers)
    wanted = next((one for one in asked if one.id == question), None)
    if question and wanted is None:
        raise Stop(422, "No such question", "Choose a question from the list.")
    return pages.render(
        "what_if.html",
        **{**frame_of(library, organisation), **state_of(library, turns, conversation)},
        session=session,
        asked=asked,
        wanted=wanted,
        others=others(scheme, answers, wanted) if wanted else [],
    )


def others(scheme: Scheme, answers: Answers, question: Question) -> list[Other]:
    """Each answer to a question with its amount; of many numbers some, with the person's own among them."""
    mine = answers.get(question.id)
    ids = [option.id for option in question.graded]
    if question.number and len(ids) > SHOWN:
        step = (len(ids) - 1) / (SHOWN - 1)
        ids = [ids[round(n * step)] for n in range(SHOWN)]
    if mine is not None and mine.isdigit() and question.number and mine not in ids:
        ids = sorted([*ids, mine], key=int)
    found = []
    for option_id in ids:
        option = question.option(option_id)
        then = what_if(scheme, answers, question.id, option_id, dt.date.today()).then
        found.append(Other(option_id, option.label if option else option_id, then.indicative, option_id == mine))
    return found
