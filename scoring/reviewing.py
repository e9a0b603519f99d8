"""Looking back at a plan: how goals went, real wealth before and after, and two amounts side by side. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from scoring.allocation import Allocation
from scoring.plan import Dimension, How, Plan
from scoring.pounds import Money

HOW_WORDS: dict[How, str] = {
    "met": "Met",
    "on-the-way": "On the way",
    "not-yet": "Not yet",
    "no-longer-mine": "Not my goal any more",
}
WEALTH_WORDS: dict[Dimension, str] = {
    "strengths": "What I am good at",
    "relationships": "People in my life",
    "community": "Places where I belong",
    "control": "Say over my own life",
    "resilience": "Getting through hard times, and hope",
}
RATED = ("Hardly any", "A little", "Some", "Quite a lot", "A lot")
"""What 0 to 4 mean."""


@dataclass(frozen=True)
class BeforeAfter:
    """One part of real wealth, from 0 to 4; None where it was not said."""

    dimension: Dimension
    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Moved:
    """One area of life in two assessments. None where the scheme has no such area."""

    title: str
    before: Money | None
    after: Money | None


def wealth_before_and_after(plan: Plan) -> list[BeforeAfter]:
    """Each part as it was in the plan and as the newest review that says it has it. Nothing rated: nothing."""
    found = []
    for one in get_args(Dimension):
        rated = [review.wealth[one] for review in plan.reviews if one in review.wealth]
        after = rated[-1] if rated else None
        if one in plan.wealth or after is not None:
            found.append(BeforeAfter(one, WEALTH_WORDS[one], plan.wealth.get(one), after))
    return found


def compare(before: Allocation, after: Allocation) -> list[Moved]:
    """Two assessments, area by area, in the order of the newer one; areas that are gone come last."""
    old = {line.title: line.amount for line in before.lines}
    new = {line.title: line.amount for line in after.lines}
    titles = [*new, *(title for title in old if title not in new)]
    return [Moved(title, old.get(title), new.get(title)) for title in titles]
