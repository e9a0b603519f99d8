"""The plan as a page: one form, whole without scripts. What cannot be read is asked again and kept as it was typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from records import PlanChanged
from scoring.costs import Cost, cost_in, cost_words
from scoring.papers import PLAN_WITH, WAYS
from scoring.plan import (
    MOST_ROWS,
    OWN_FIELDS,
    Dimension,
    Goal,
    Helper,
    Line,
    Plan,
    Settled,
    Way,
    Wealth,
    amount_for,
    free_id,
    new_words,
)
from scoring.readiness import seven_questions
from scoring.reviewing import RATED, WEALTH_WORDS
from web_widget.api import TheLibrary, TheRecords, TheTurns, plan_out
from web_widget.pages import ThePages, conversation_of_form, frame_of, state_of
from web_widget.rendering import indicative_of

router = APIRouter(include_in_schema=False)
SAY_A_DAY = "Please write the day like 2027-03-01."


@dataclass
class Written:
    """A form as it was typed, the plan in it, and what could not be read: field to words."""

    typed: Mapping[str, str]
    plan: Plan = field(default_factory=Plan)
    troubles: dict[str, str] = field(default_factory=dict)


async def the_form(request: Request) -> dict[str, str]:
    """All fields of the form, as text."""
    return {name: str(value) for name, value in (await request.form()).items()}


TheForm = Annotated[dict[str, str], Depends(the_form)]


@router.post("/g/{organisation_id}/plan")
def write(
    organisation_id: str,
    typed: TheForm,
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
    idea = next((one for one in library.goal_ideas if one.id == typed.get("add_goal")), None)
    if idea is not None and not written.troubles and len(written.plan.goals) < MOST_ROWS:
        new = Goal(id=free_id("goal", [goal.id for goal in written.plan.goals]), words=idea.words)
        written.plan = written.plan.model_copy(update={"goals": (*written.plan.goals, new)})
    version = int(typed["version"]) if typed.get("version", "").isdigit() else before
    changed: Plan | None = None
    if typed.get("save") and not written.troubles:
        try:
            version = records.keep_plan(conversation.id, version, written.plan)
        except PlanChanged as now:
            changed, version = now.plan, now.version
    shown = written.plan if typed.get("save") else plan
    heard = turns.heed_plan(conversation, new_words(plan, written.plan) if typed.get("save") else [])
    amount = amount_for(shown, indicative_of(turns, conversation))
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
        amount=amount,
        ideas=[one for one in library.goal_ideas if one.words not in {goal.words for goal in shown.goals}],
        seven=seven_questions(shown),
        wealth_words=WEALTH_WORDS,
        rated=RATED,
        plan_with=PLAN_WITH,
        ways=WAYS,
    )


def read_form(typed: Mapping[str, str], before: Plan) -> Written:
    """The plan in a form. Rows that are left empty are taken out; a cost that is not one asks again."""
    written = Written(typed)
    goals = _goals(typed, before)
    lines = _lines(typed, before, goals, written.troubles)
    aside = _cost(typed.get("kept_aside", ""), "kept_aside", written.troubles)
    review_on = day_in(typed.get("review_on", ""), "review_on", written.troubles)
    settled = _settled(typed, written.troubles)
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
        wealth=wealth_in(typed),
        goals=goals,
        lines=lines,
        plan_with=tuple(one for one in get_args(Helper) if typed.get(f"with_{one}")),
        held=tuple(one for one in get_args(Way) if typed.get(f"held_{one}")),
        kept_aside=aside.a_year,
        review_on=review_on,
        settled=settled,
        reviews=before.reviews,
        **{name: typed.get(name, "").strip()[:2000] for name in OWN_FIELDS},
    )
    return written


def wealth_in(typed: Mapping[str, str]) -> Wealth:
    """The parts of real wealth that were rated in a form."""
    said = {one: typed.get(f"wealth_{one}", "") for one in get_args(Dimension)}
    return {one: int(rating) for one, rating in said.items() if rating in ("0", "1", "2", "3", "4")}


def _goals(typed: Mapping[str, str], before: Plan) -> tuple[Goal, ...]:
    found: list[Goal] = []
    for n in range(MOST_ROWS):
        words = typed.get(f"goal_{n}", "").strip()
        if words:
            taken = [goal.id for goal in (*before.goals, *found)]
            found.append(
                Goal(id=before.goals[n].id if n < len(before.goals) else free_id("goal", taken), words=words[:2000])
            )
    return tuple(found)


def _lines(
    typed: Mapping[str, str], before: Plan, goals: tuple[Goal, ...], troubles: dict[str, str]
) -> tuple[Line, ...]:
    known = {goal.id for goal in goals}
    found: list[Line] = []
    for n in range(MOST_ROWS):
        what = typed.get(f"what_{n}", "").strip()
        if not what:
            continue
        goal = typed.get(f"for_{n}", "")
        taken = [line.id for line in (*before.lines, *found)]
        found.append(
            Line(
                id=before.lines[n].id if n < len(before.lines) else free_id("line", taken),
                what=what[:300],
                goal=goal if goal in known else None,
                who_from=typed.get(f"who_{n}", "").strip()[:300],
                often=typed.get(f"often_{n}", "").strip()[:300],
                cost=_cost(typed.get(f"cost_{n}", ""), f"cost_{n}", troubles),
            )
        )
    return tuple(found)


def _cost(words: str, name: str, troubles: dict[str, str]) -> Cost:
    found = cost_in(words) if words.strip() else Cost(amount=0)
    if found is None:
        troubles[name] = "Please say one amount and how often, like £10 a week, or free."
    return found or Cost(amount=0)


def _settled(typed: Mapping[str, str], troubles: dict[str, str]) -> Settled | None:
    """The agreed amount, if there is one; it needs the reason that was given, and its day."""
    words = typed.get("settled", "").strip()
    if not words:
        return None
    amount = _cost(words, "settled", troubles)
    reason, on = typed.get("settled_reason", "").strip(), day_in(typed.get("settled_on", ""), "settled_on", troubles)
    if not reason:
        troubles["settled_reason"] = "Please write the reason that they gave, or write: no reason given."
    if on is None and "settled_on" not in troubles:
        troubles["settled_on"] = f"Please say on which day it was agreed. {SAY_A_DAY}"
    if troubles or on is None:
        return None
    return Settled(amount=amount.a_year, reason=reason[:2000], on=on)


def day_in(words: str, name: str, troubles: dict[str, str]) -> dt.date | None:
    """A day as it was typed; what is no day is asked again."""
    if not words.strip():
        return None
    try:
        return dt.date.fromisoformat(words.strip())
    except ValueError:
        troubles[name] = SAY_A_DAY
        return None
