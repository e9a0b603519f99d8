"""Is a plan ready for a meeting? What a meeting asks about, in the spirit of step 4. Never an approval. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.plan import Plan, amount_for, much_less, totals
from scoring.pounds import Money, pounds
from scoring.spending import Exclusion, may_buy

State = Literal["ready", "open", "look"]


@dataclass(frozen=True)
class Check:
    """One thing to think of before a meeting. `open` is not wrong: it is not there yet."""

    id: str
    state: State
    words: str


@dataclass(frozen=True)
class Asked:
    """One of the seven questions that a plan answers (In Control), and where this plan answers it."""

    question: str
    answer: str
    """Empty: still open."""


def readiness(plan: Plan, indicative: Money, exclusions: Sequence[Exclusion]) -> list[Check]:
    """What a meeting will ask about. Only the council or the NHS can agree a plan."""
    refused = [line for line in plan.lines if may_buy(line.what, exclusions).kind == "no"]
    aimless = [line for line in plan.lines if line.goal is None]

    def there(id_: str, filled: bool, ready: str, missing: str) -> Check:
        return Check(id_, "ready" if filled else "open", ready if filled else missing)

    excluded = Check("excluded", "ready", "Nothing in it is on the list of what a budget cannot pay for.")
    if refused:
        excluded = Check(
            "excluded", "look", f"A budget cannot pay for this: {', '.join(line.what for line in refused)}."
        )
    return [
        there("goals", bool(plan.goals), "You have said what you want.", "Say what you want to change or to keep."),
        there("serves", bool(plan.lines) and not aimless, "Each thing helps with a goal.",
              "Say which goal each thing helps with." if plan.lines else "Say what would help, and what it costs."),
        _money(plan, indicative),
        excluded,
        there("managed", bool(plan.held or plan.managed), "You have said who looks after the money.", "Say who will look after the money."),
        there("risks", bool(plan.risks), "You have thought about what could go wrong.", "Think with someone about what could go wrong."),
        there("bad_day", bool(plan.bad_day or plan.kept_aside), "You have thought of a bad day.", "Say what would help on a bad day."),
        there("who_does_what", bool(plan.who_does_what), "You have said who does what.", "Say who does what, and by when."),
        there("review", plan.review_on is not None, "There is a day to look at it again.", "Choose a day to look at it again."),
        *_settled(plan, indicative),
    ]  # fmt: skip


def _money(plan: Plan, indicative: Money) -> Check:
    sums = totals(plan, amount_for(plan, indicative) or indicative)
    if sums.left_high < 0:
        more = pounds(-sums.left_high)
        return Check("money", "look", f"Your plan costs {more} a year more than the amount. You may ask for more, and say why.")  # fmt: skip
    if sums.left_low < 0:
        return Check(
            "money",
            "look",
            "Your plan may cost more than the amount. It depends on where in the range the amount ends up.",
        )
    return Check("money", "ready", "Your plan costs no more than the amount.")


def _settled(plan: Plan, indicative: Money) -> list[Check]:
    if plan.settled is None:
        return []
    if much_less(plan.settled, indicative):
        words = "The agreed amount is much less than your answers led to. You may ask how they worked it out, and ask them to look again."  # fmt: skip
        return [Check("settled", "look", words)]
    return [Check("settled", "ready", "You have written down what was agreed.")]


def seven_questions(plan: Plan) -> list[Asked]:
    """In Control's seven questions, each with what this plan says to it, in the person's own words.

    Source: In Control and Oxfordshire, support plan questions (`docs/guidance.md`, Planning).
    """
    lines = "; ".join(line.what for line in plan.lines)
    costed = "; ".join(line.what for line in plan.lines if line.cost.a_year)
    helped = "; ".join(line.who_from for line in plan.lines if line.who_from)
    return [
        Asked("What is important to you?", plan.thoughts.get("matters", "")),
        Asked("What do you want to change or achieve?", "; ".join(goal.words for goal in plan.goals)),
        Asked("How will you be supported?", helped or lines),
        Asked("How will you use your personal budget?", costed),
        Asked("How will your support be managed?", plan.managed or ", ".join(plan.held)),
        Asked("How will you stay in control of your life?", plan.control),
        Asked("What are you going to do to make this happen?", plan.who_does_what),
    ]
