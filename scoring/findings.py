"""Checks: a few questions that lead to what somebody may have a right to, or ask for, instead of an amount. Pure.

What is said is data with its source and the day it was read (`data/guidance/rights.yml`, `care_act.yml`); which of it
fits is decided here. Never a decision: a council or the NHS decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from scoring.care_act import OUTCOMES, Known, looks_eligible
from scoring.scheme import NOT_SAID, SKIPPED, Answers, Scheme, Words
from scoring.strict_yaml import Id, Row, Strict
from scoring.trace import Source

FindingKind = Literal["right", "ask", "local", "other", "suggest", "note"]
VERDICT = "verdict"
"""A question that nobody is asked: what the Care Act test gives."""
QUESTION_OF: Mapping[str, str] = {
    "nutrition": "eat",
    "hygiene": "wash",
    "toilet": "use-toilet",
    "clothing": "dress",
    "home-safety": "be-safe",
    "habitable-home": "keep-home",
    "relationships": "keep-close",
    "work": "take-part",
    "community": "go-out",
    "caring-for-a-child": "look-after",
}
"""Each outcome of the regulations, and the question of `data/checks/care-act` that asks about it."""


class Finding(Row):
    """One thing to say. `when`: answers that must all hold, by question; none means always."""

    kind: FindingKind
    when: Mapping[Id, Annotated[tuple[Id, ...], Field(min_length=1)]] = {}
    title: Words
    says: Words
    easy: Words
    leads_to: Id | None = None
    """A command of the conversation."""
    leaflet: Id | None = None
    source: Source
    read_on: dt.date

    def fits(self, answers: Answers) -> bool:
        """Whether these answers lead to it. A question that was left, or not come to, counts as not said."""

        def said(question: str) -> str:
            answer = answers.get(question, NOT_SAID)
            return NOT_SAID if answer == SKIPPED else answer

        return all(said(question) in wanted for question, wanted in self.when.items())


@dataclass(frozen=True)
class Found:
    """What a check leads to: the findings that fit, and for the Care Act the reasons."""

    findings: tuple[Finding, ...]
    verdict: Known | None = None
    reasons: tuple[str, ...] = ()


def care_act_verdict(answers: Answers) -> Known:
    """The test of the regulations over the answers to `data/checks/care-act`."""
    cause: Known = {"with": "yes", "without": "no"}.get(answers.get("cause", ""), "unknown")  # type: ignore[assignment]  # literals
    impact: Known = {"big": "yes", "none": "no"}.get(answers.get("difference", ""), "unknown")  # type: ignore[assignment]  # literals
    return looks_eligible(cause, {outcome: unable(answers, outcome) for outcome in OUTCOMES}, impact)


def unable(answers: Answers, outcome: str) -> Known:
    """Whether somebody is unable to achieve an outcome: help or prompting, pain or upset, danger, far more time."""
    if outcome == "caring-for-a-child" and answers.get("a-child") == "without":
        return "no"
    answer = answers.get(QUESTION_OF[outcome])
    if answer in ("longer", "hurts", "danger", "prompt", "help"):
        return "yes"
    return "no" if answer == "alone" else "unknown"


def find(check: Scheme, rows: tuple[Finding, ...], answers: Answers) -> Found:
    """What these answers to a check lead to, in the order of the file."""
    if check.id != "care-act":
        return Found(tuple(row for row in rows if row.fits(answers)))
    verdict = care_act_verdict(answers)
    told = {**answers, VERDICT: verdict}
    reasons = []
    for outcome in OUTCOMES:
        if unable(answers, outcome) == "yes":
            question = check.questions[QUESTION_OF[outcome]]
            option = question.option(answers[question.id])
            reasons.append(f"{question.short}. {option.label}." if option else question.short)
    return Found(tuple(row for row in rows if row.fits(told)), verdict, tuple(reasons))


class Leaflet(Row):
    """A page of plain words that can be linked to and printed."""

    title: Words
    intro: Words
    easy: Words
    sections: Annotated[tuple[LeafletSection, ...], Field(min_length=1)]


class LeafletSection(Strict):
    """One part. `easy` is the Easy Read version."""

    title: Words
    says: Annotated[tuple[Words, ...], Field(min_length=1)]
    easy: Annotated[tuple[Words, ...], Field(min_length=1)]
    source: Source
    read_on: dt.date


Leaflet.model_rebuild()
