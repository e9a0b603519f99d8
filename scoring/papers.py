"""Papers to take away: the whole plan, one page for the meeting, a one-page profile, and a letter. Pure: words only.

A paper is the same whatever it becomes (`web_widget/papers.py` makes it a page, a PDF, a document or plain text).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.costs import cost_words
from scoring.guidance import Library, Organisation
from scoring.journey import Helping
from scoring.plan import Plan, Review, amount_for, in_a_year, totals
from scoring.pounds import Money, pounds
from scoring.readiness import readiness, seven_questions
from scoring.reviewing import HOW_WORDS, RATED, wealth_before_and_after

PaperName = Literal["plan", "meeting", "profile", "letter"]
MONTHS = {1: "one month", 3: "three months", 12: "a year"}
WAYS = {
    "notional": "The NHS or the council holds it",
    "third-party": "Someone independent holds it",
    "direct-payment": "It is paid to me",
    "individual-service-fund": "A service that I trust holds it",
    "card": "A card with the money on it",
}
PLAN_WITH = {
    "alone": "On my own",
    "family": "With family or friends",
    "peer": "With a peer, who has done this before",
    "broker": "With a broker",
}
ANSWERED_BY: dict[Helping, str] = {
    "": "",
    "with": "Someone helped me to fill this in.",
    "for": "Someone filled this in for the person. The person knows and agrees.",
    "unable": "Someone filled this in for the person, who cannot say what they want.",
}
NOBODY_AGREED = "This is my own plan. Nobody has agreed it yet. Only the council or the NHS can do that."
NOT_NEW_MONEY = "It is not new money. It is money for care, used in another way. It need not be used area by area."


@dataclass(frozen=True)
class Table:
    """Rows under headings; all rows are as long as the headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """One part of a paper: sentences, points, then a table; each may be missing."""

    title: str
    says: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (any(self.says) or any(self.points) or self.table)


@dataclass(frozen=True)
class Paper:
    """A paper."""

    name: PaperName
    title: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: str = ""


@dataclass(frozen=True)
class Told:
    """Everything that a paper is made from."""

    library: Library
    organisation: Organisation
    plan: Plan
    indicative: Money | None = None
    statement: str = ""
    """The sentence that says the indicative amount; "" without one."""
    answered: Sequence[tuple[str, str]] = ()
    """Question and answer."""
    helping: Helping = ""


def paper(name: PaperName, told: Told) -> Paper:
    """The paper of this name. What is empty is left out of it."""
    made = {"plan": _plan, "meeting": _meeting, "profile": _profile, "letter": _letter}[name](told)
    parts = tuple(part for part in made.parts if not part.empty)
    lead = tuple(words for words in (*made.lead, ANSWERED_BY[told.helping]) if words)
    return Paper(made.name, made.title, lead, parts, made.closing)


def as_text(made: Paper) -> str:
    """A paper as plain text. A letter is only its words."""
    if made.name == "letter":
        return (
            "\n\n".join("\n".join((*part.says, *(f"- {point}" for point in part.points))) for part in made.parts) + "\n"
        )
    blocks = [made.title.upper(), "\n".join(made.lead)]
    for part in made.parts:
        rows = [*part.says, *(f"- {point}" for point in part.points)]
        rows += [f"- {'; '.join(cell for cell in row if cell)}" for row in (part.table.rows if part.table else ())]
        blocks.append("\n".join((part.title.upper(), *rows)))
    return "\n\n".join(block for block in (*blocks, made.closing) if block) + "\n"


def _plan(told: Told) -> Paper:
    plan = told.plan
    asked = {prompt.id: prompt for prompt in told.library.prompts}
    thoughts = tuple(f"{asked[one].text if one in asked else one} {words}" for one, words in plan.thoughts.items())
    return Paper(
        "plan",
        "My plan",
        (told.statement, f"This plan is for {MONTHS[plan.months]}.", NOT_NEW_MONEY if told.statement else ""),
        (
            _agreed(told),
            Part("What I asked to be kept", points=plan.notes),
            Part("What I said about my life", points=thoughts),
            _wealth(plan),
            Part("What I want", points=tuple(goal.words for goal in plan.goals)),
            _lines(plan),
            _sums(told),
            Part("Who I would like to plan with", (*(PLAN_WITH[one] for one in plan.plan_with), plan.helpers)),
            Part("How the money is held", (*(WAYS[one] for one in plan.held), plan.managed)),
            Part("How I stay in control", (plan.control,)),
            Part("What would help on a bad day", (plan.bad_day, _aside(plan))),
            Part("What could go wrong, and what then", (plan.risks,)),
            Part("Who does what, and by when", (plan.who_does_what,)),
            Part("What I want to ask", (plan.questions,)),
            Part("When we look at it again", (_day(plan.review_on),)),
            *(_review(review) for review in plan.reviews),
            _open(told),
        ),
        NOBODY_AGREED if plan.settled is None else "",
    )


def _meeting(told: Told) -> Paper:
    plan = told.plan
    known = [plan.thoughts.get(one, "") for one in ("matters", "good", "better", "working", "not-working")]
    asks = [row.question for row in seven_questions(plan) if not row.answer]
    return Paper(
        "meeting",
        "My meeting: what I know and what I want to ask",
        (told.statement, "You know about services. I know about my life. We need both."),
        (
            Part("What I know", points=tuple(words for words in (*known, *plan.notes) if words)),
            Part("What I want", points=tuple(goal.words for goal in plan.goals)),
            _lines(plan),
            Part("What I want to ask", (plan.questions,), points=RIGHT_QUESTIONS),
            Part("What I have not worked out yet", points=tuple(asks)),
        ),
        "I have a right to be told how the amount was worked out. Please write down who does what, and by when.",
    )


RIGHT_QUESTIONS = (
    "What is the amount, and how was it worked out?",
    "Who decides, and by which day?",
    "Which ways of holding the money can I choose from?",
    "If you say no, what are the reasons, and who can look again?",
)


def _profile(told: Told) -> Paper:
    thoughts = told.plan.thoughts
    return Paper(
        "profile",
        "A page about me",
        (),
        (
            Part("What people like about me", (thoughts.get("strengths", ""),)),
            Part("What matters to me", (thoughts.get("matters", ""), thoughts.get("good", ""))),
            Part("How to support me well", (thoughts.get("support", ""),)),
            Part("What keeps me well", (thoughts.get("medicine", ""),)),
            Part("When a bad time comes", (thoughts.get("early", ""), told.plan.bad_day)),
        ),
        "I wrote this page. Please read it before you meet me.",
    )


def _letter(told: Told) -> Paper:
    organisation = told.organisation
    helped = f" I had help from {organisation.name}." if organisation.status == "live" else ""
    about = (
        f" I answered some questions at home. {told.statement} It was only a starting point.{helped}"
        if told.statement
        else ""
    )
    return Paper(
        "letter",
        "A letter that asks for a personal health budget",
        (),
        (
            Part("", ("[Your name]", "[Your address]")),
            Part("", ("[The day]",)),
            Part("", ("To: my integrated care board, or my NHS team",)),
            Part("", (f"I am writing to ask for a personal health budget.{about}",)),
            Part(
                "",
                ("Please tell me:",),
                (
                    "if I have a right to one, or if you may offer me one;",
                    "the amount, and how it was worked out;",
                    "who can help me to make a plan, and how the money can be held;",
                    "who decides, and by which day.",
                ),
            ),
            Part(
                "",
                (
                    "I understand that you must think about what I ask. If you say no, please write down the reasons, "
                    "and how I can ask you to look again.",
                ),
            ),
            Part("", ("Yours,", "[Your name]")),
        ),
    )


def _agreed(told: Told) -> Part:
    settled = told.plan.settled
    if settled is None:
        return Part("The amount that was agreed")
    return Part(
        "The amount that was agreed",
        (f"{pounds(settled.amount)} a year, on {_day(settled.on)}.", f"The reason they gave: {settled.reason}"),
    )


def _lines(plan: Plan) -> Part:
    goals = {goal.id: goal.words for goal in plan.goals}
    rows = [
        (line.what, line.who_from, line.often, cost_words(line.cost), goals.get(line.goal or "", ""))
        for line in plan.lines
    ]
    table = Table(("What", "Who from", "How often", "What it costs", "What it is for"), tuple(rows))
    return Part("What would help", table=table if rows else None)


def _sums(told: Told) -> Part:
    amount = amount_for(told.plan, told.indicative)
    if amount is None or not (told.plan.lines or told.plan.kept_aside):
        return Part("The sum")
    sums = totals(told.plan, amount)
    low, high = in_a_year(amount)
    whole = pounds(low) if low == high else f"{pounds(low)} to {pounds(high)}"
    left = pounds(sums.left_low) if low == high else f"{pounds(sums.left_low)} to {pounds(sums.left_high)}"
    return Part("The sum", (f"It costs {pounds(sums.year)} a year, of {whole}. Left: {left}.",))


def _aside(plan: Plan) -> str:
    return f"Kept aside for bad days: {pounds(plan.kept_aside)} for the year." if plan.kept_aside else ""


def _wealth(plan: Plan) -> Part:
    rows = [
        (one.title, *("" if value is None else RATED[value] for value in (one.before, one.after)))
        for one in wealth_before_and_after(plan)
    ]
    return Part("My real wealth", table=Table(("", "At first", "At the last review"), tuple(rows)) if rows else None)


def _review(review: Review) -> Part:
    rows = tuple((one.goal, HOW_WORDS[one.how]) for one in review.went)
    says = (review.better, review.change, "A lot has changed." if review.much_changed else "")
    return Part(f"How it went, {_day(review.on)}", says, table=Table(("Goal", "How it went"), rows) if rows else None)


def _open(told: Told) -> Part:
    if told.indicative is None:
        return Part("Still open")
    checks = readiness(told.plan, told.indicative, told.library.exclusions_for(told.organisation))
    return Part("Still open", points=tuple(check.words for check in checks if check.state != "ready"))


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
