"""A plan as plain text, to take to a meeting, and a letter that asks for a personal health budget. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scoring.guidance import Organisation, PlanPrompt
from scoring.plan import Check, Cost, Plan, Totals
from scoring.pounds import pounds

MONTHS = {1: "one month", 3: "three months", 12: "a year"}


def plan_as_text(
    plan: Plan, statement: str, sums: Totals | None, checks: Sequence[Check], prompts: Iterable[PlanPrompt]
) -> str:
    """The whole plan in lines. What is empty is left out.

    Args:
        statement: the sentence that says the indicative amount; "" without one.
    """
    asked = {prompt.id: prompt.text for prompt in prompts}
    parts = [("My plan", [statement, f"This plan is for {MONTHS[plan.months]}."])]
    parts.append(("What I asked to be kept", list(plan.notes)))
    parts.append(("First thoughts", [f"{asked.get(one, one)}\n  {words}" for one, words in plan.thoughts.items()]))
    parts.append(("What I want", [goal.words for goal in plan.goals]))
    goals = {goal.id: goal.words for goal in plan.goals}
    things = []
    for line in plan.lines:
        from_whom = f", from {line.who_from}" if line.who_from else ""
        why = f"\n  For: {goals[line.goal]}" if line.goal else ""
        things.append(f"{line.what}{from_whom}: {cost_words(line.cost)}{why}")
    parts.append(("What would help", things))
    if sums is not None:
        left = f"{pounds(sums.left_low)} to {pounds(sums.left_high)}"
        left = pounds(sums.left_low) if sums.left_low == sums.left_high else left
        parts.append(("The sum", [f"It costs {pounds(sums.year)} a year. Left of the amount: {left}."]))
    for title, words in (
        ("Who I would like to plan with", plan.helpers),
        ("Who looks after the money", plan.managed),
        ("What would help on a bad day", plan.bad_day),
        ("What could go wrong", plan.risks),
        ("Who does what, and by when", plan.who_does_what),
        ("What I want to ask", plan.questions),
        ("When we look at it again", plan.review_on.isoformat() if plan.review_on else ""),
    ):
        parts.append((title, [words] if words else []))
    parts.append(("Still open", [check.words for check in checks if check.state != "ready"]))
    text = "\n\n".join(
        "\n".join((title.upper(), *(f"- {row}" for row in rows if row))) for title, rows in parts if any(rows)
    )
    return f"{text}\n\nThis is my own plan. Nobody has agreed it yet. Only the council or the NHS can do that.\n"


def letter(statement: str, organisation: Organisation) -> str:
    """A letter that asks for a personal health budget. Names and addresses are for the person to fill in."""
    helped = f" I had help from {organisation.name}." if organisation.status == "live" else ""
    about = (
        f" I answered some questions at home. {statement} It was only a starting point.{helped}" if statement else ""
    )
    return f"""[Your name]
[Your address]

[The day]

To: my integrated care board, or my NHS team

I am writing to ask for a personal health budget.{about}

Please tell me:
- if I have a right to one, or if you may offer me one;
- the amount, and how it was worked out;
- who can help me to make a plan, and how the money can be held;
- who decides, and by which day.

I understand that you must think about what I ask. If you say no, please write down the reasons,
and how I can ask you to look again.

Yours,
[Your name]
"""


def cost_words(cost: Cost) -> str:
    """A cost as it may be typed again: `£10 a week`, `free`."""
    if cost.amount == 0:
        return "free"
    return f"{pounds(cost.amount)} {'once' if cost.per == 'once' else f'a {cost.per}'}"
