"""The plan as a page: one form, whole without scripts. What cannot be read is asked again and kept as it was typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from records import PlanChanged
from scoring.plan import MOST_ROWS, Cost, Goal, Line, Plan, cost_in, new_words
from scoring.plan_text import cost_words, letter
from web_widget.api import TheLibrary, TheRecords, TheTurns, plan_out, plan_text, statement_of
from web_widget.pages import ThePages, conversation_of_form, frame_of, state_of

router = APIRouter(include_in_schema=False)
WORDS = ("helpers", "bad_day", "managed", "risks", "who_does_what", "questions")


@dataclass
class Written:
    """A form as it was typed, the plan in it, and what could not be read: field to words."""

    typed: Mapping[str, str]
    plan: Plan = field(default_factory=Plan)
    troubles: dict[str, str] = field(default_factory=dict)


async def the_form(request: Request) -> dict[str, str]:
    """All fields of the form, as text."""
    return {name: str(value) for name, value in (await request.form()).items()}


@router.post("/g/{organisation_id}/plan")
def write(
    organisation_id: str,
    typed: Annotated[dict[str, str], Depends(the_form)],
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
) -> HTMLResponse:
    """Keep what was written. Nothing is sent to anyone."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, typed.get("session", ""))
    before, plan = records.plan(conversation.id)
    written = read_form(typed, plan)
    version = int(typed["version"]) if typed.get("version", "").isdigit() else before
    changed: Plan | None = None
    if typed.get("save") and not written.troubles:
        try:
            version = records.keep_plan(conversation.id, version, written.plan)
        except PlanChanged as now:
            changed, version = now.plan, now.version
    shown = written.plan if typed.get("save") else plan
    heard = turns.heed_plan(conversation, new_words(plan, written.plan) if typed.get("save") else [])
    return pages.render(
        "plan.html",
        **{**frame_of(library, organisation), **state_of(library, turns, conversation)},
        session=typed.get("session", ""),
        out=plan_out(library, turns, conversation, version if typed.get("save") else before, shown),
        typed=written.typed if written.troubles else {},
        troubles=written.troubles,
        changed=changed,
        heard=heard,
        kept=bool(typed.get("save")) and not written.troubles and changed is None,
        cost_words=cost_words,
    )


def read_form(typed: Mapping[str, str], before: Plan) -> Written:
    """The plan in a form. Rows that are left empty are taken out; a cost that is not one asks again."""
    written = Written(typed)
    goals = _goals(typed, before)
    lines = _lines(typed, before, goals, written.troubles)
    aside = _cost(typed.get("kept_aside", ""), "kept_aside", written.troubles)
    if written.troubles:
        written.plan = before
        return written
    written.plan = Plan(
        months={"1": 1, "3": 3}.get(typed.get("months", ""), 12),
        notes=tuple(note for n, note in enumerate(before.notes) if not typed.get(f"drop_note_{n}")),
        thoughts={
            name.removeprefix("thought_"): value.strip()[:2000]
            for name, value in typed.items()
            if re.fullmatch(r"thought_[a-z0-9-]{1,60}", name) and value.strip()
        },
        goals=goals,
        lines=lines,
        kept_aside=aside.a_year,
        review_on=_day(typed.get("review_on", ""), written.troubles),
        **{name: typed.get(name, "").strip()[:2000] for name in WORDS},
    )
    return written


def _goals(typed: Mapping[str, str], before: Plan) -> tuple[Goal, ...]:
    found = []
    for n in range(MOST_ROWS):
        words = typed.get(f"goal_{n}", "").strip()
        if words:
            found.append(Goal(id=before.goals[n].id if n < len(before.goals) else f"goal-{n + 1}", words=words[:2000]))
    return tuple(found)


def _lines(
    typed: Mapping[str, str], before: Plan, goals: tuple[Goal, ...], troubles: dict[str, str]
) -> tuple[Line, ...]:
    known = {goal.id for goal in goals}
    found = []
    for n in range(MOST_ROWS):
        what = typed.get(f"what_{n}", "").strip()
        if not what:
            continue
        goal = typed.get(f"for_{n}", "")
        found.append(
            Line(
                id=before.lines[n].id if n < len(before.lines) else f"line-{n + 1}",
                what=what[:300],
                goal=goal if goal in known else None,
                who_from=typed.get(f"who_{n}", "").strip()[:300],
                cost=_cost(typed.get(f"cost_{n}", ""), f"cost_{n}", troubles),
            )
        )
    return tuple(found)


def _cost(words: str, name: str, troubles: dict[str, str]) -> Cost:
    found = cost_in(words) if words.strip() else Cost(amount=0)
    if found is None:
        troubles[name] = "Please say one amount and how often, like £10 a week, or free."
    return found or Cost(amount=0)


def _day(words: str, troubles: dict[str, str]) -> dt.date | None:
    if not words.strip():
        return None
    try:
        return dt.date.fromisoformat(words.strip())
    except ValueError:
        troubles["review_on"] = "Please write the day like 2027-03-01."
        return None


@router.post("/g/{organisation_id}/plan.txt")
def as_text(
    organisation_id: str,
    typed: Annotated[dict[str, str], Depends(the_form)],
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
) -> Response:
    """The plan as plain text to keep. `what=letter`: a letter that asks for a personal health budget."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, typed.get("session", ""))
    if typed.get("what") == "letter":
        statement = statement_of(turns, conversation)
        return text_file(letter(statement, organisation), "my-letter.txt")
    return text_file(plan_text(library, turns, conversation, records.plan(conversation.id)[1]), "my-plan.txt")


def text_file(text: str, name: str) -> Response:
    """Plain text that the browser saves."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)
