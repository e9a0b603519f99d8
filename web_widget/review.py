"""Looking back (step 7): how each goal went, what to change, real wealth before and after. Never what was bought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast, get_args

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from records import PlanChanged
from scoring.plan import MOST_REVIEWS, How, Plan, Review, Went, new_words
from scoring.reviewing import HOW_WORDS, RATED, WEALTH_WORDS, wealth_before_and_after
from web_widget.api import TheLibrary, TheRecords, TheTurns
from web_widget.chart import pairs
from web_widget.pages import ThePages, conversation_of_form, frame_of, state_of
from web_widget.plan import TheForm, day_in, wealth_in

router = APIRouter(include_in_schema=False)


@router.post("/g/{organisation_id}/review")
def look_back(
    organisation_id: str,
    typed: TheForm,
    pages: ThePages,
    library: TheLibrary,
    records: TheRecords,
    turns: TheTurns,
) -> HTMLResponse:
    """Keep what was said about how it went. A second look on the same day stands in place of the first."""
    organisation = library.organisation(organisation_id)
    conversation = conversation_of_form(records, organisation, typed.get("session", ""))
    version, plan = records.plan(conversation.id)
    troubles: dict[str, str] = {}
    kept = changed = False
    after, heard = plan, []
    if typed.get("save"):
        after = reviewed(plan, typed, troubles)
        heard = turns.heed_plan(conversation, new_words(plan, after))
        if not troubles:
            try:
                made_from = int(typed["version"]) if typed.get("version", "").isdigit() else version
                version = records.keep_plan(conversation.id, made_from, after)
                kept = True
            except PlanChanged as now:
                changed, version = True, now.version
    last = after.reviews[-1] if after.reviews else None
    both = wealth_before_and_after(after)
    return pages.render(
        "review.html",
        **{**frame_of(library, organisation), **state_of(library, turns, conversation)},
        session=typed.get("session", ""),
        version=version,
        plan=after,
        typed=typed if typed.get("save") and not kept else {},
        troubles=troubles,
        kept=kept,
        changed=changed,
        heard=heard,
        last=last,
        now=last if last and last.on == dt.date.today() else Review(on=dt.date.today()),
        how_words=HOW_WORDS,
        wealth_words=WEALTH_WORDS,
        rated=RATED,
        both=both,
        pairs=pairs(both),
    )


def reviewed(plan: Plan, typed: Mapping[str, str], troubles: dict[str, str]) -> Plan:
    """The plan with this look back."""
    went = []
    for n, goal in enumerate(plan.goals):
        how = typed.get(f"how_{n}", "")
        if how in get_args(How):
            went.append(Went(goal=goal.words, how=cast("How", how)))
    today = dt.date.today()
    review = Review(
        on=today,
        went=tuple(went),
        better=typed.get("better", "").strip()[:2000],
        change=typed.get("change", "").strip()[:2000],
        much_changed=typed.get("much_changed") == "1",
        wealth=wealth_in(typed),
    )
    before = [one for one in plan.reviews if one.on != today]
    on = day_in(typed.get("review_on", ""), "review_on", troubles) or plan.review_on
    return plan.model_copy(update={"reviews": (*before, review)[-MOST_REVIEWS:], "review_on": on})
