"""The answers and the plan as HL7 FHIR R4, for a system that can read it. Pure; plain dictionaries.

Nobody is named: the person is a contained Patient without a name or a number. Nothing here is sent anywhere.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from scoring.costs import cost_words
from scoring.plan import How, Plan
from scoring.scheme import SKIPPED, Answers, Question, Scheme

Resource = dict[str, Any]
PERSON: Resource = {"resourceType": "Patient", "id": "person"}
SUBJECT = {"reference": "#person"}
ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
WENT: dict[How, tuple[str, str]] = {
    "met": ("completed", "achieved"),
    "on-the-way": ("active", "in-progress"),
    "not-yet": ("active", "no-progress"),
    "no-longer-mine": ("cancelled", "not-attainable"),
}
"""How a goal went, as FHIR says it: its life cycle and its achievement."""


def bundle(scheme: Scheme, answers: Answers, plan: Plan, now: dt.datetime) -> Resource:
    """Questionnaire, QuestionnaireResponse and CarePlan in one Bundle. `now` has a time zone."""
    resources = [questionnaire(scheme), questionnaire_response(scheme, answers, now), care_plan(plan, now)]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": now.isoformat(timespec="seconds"),
            "entry": [{"resource": one} for one in resources]}  # fmt: skip


def questionnaire(scheme: Scheme) -> Resource:
    """The questions of a scheme, in groups by area, with what leads to each."""
    return {
        "resourceType": "Questionnaire",
        "url": _url(scheme),
        "version": scheme.version,
        "name": "".join(part.capitalize() for part in scheme.id.split("-")),
        "title": scheme.title,
        "status": "active",
        "experimental": scheme.is_check or scheme.status == "illustrative",
        "subjectType": ["Patient"],
        "description": scheme.intro,
        "item": [
            {
                "linkId": f"area-{domain.id}",
                "text": domain.title,
                "type": "group",
                "item": [_item(scheme, question) for question in domain.questions],
            }
            for domain in scheme.domains
        ],
    }


def _item(scheme: Scheme, question: Question) -> Resource:
    """A question; behind each gate but the last stands a group, since one item knows only "all" or "any"."""
    item: Resource = {"linkId": question.id, "text": question.text, "type": "integer" if question.number else "choice"}
    if question.number is None:
        item["answerOption"] = [{"valueCoding": _coding(scheme, question, one.id)} for one in question.all_options]
    for n, (gate, wanted) in enumerate(question.ask_if.items()):
        if n:
            item = {"linkId": f"{question.id}-{n}", "type": "group", "item": [item]}
        asked = scheme.questions[gate]
        item["enableWhen"] = [
            {"question": gate, "operator": "=", **_typed("answer", scheme, asked, option)} for option in wanted
        ]
        item["enableBehavior"] = "any"
    return item


def questionnaire_response(scheme: Scheme, answers: Answers, now: dt.datetime) -> Resource:
    """What was answered. What was left for now has no answer."""
    groups = []
    asked = {question.id for question in scheme.asked(answers)}
    for domain in scheme.domains:
        items = [
            {"linkId": one.id, "text": one.text, "answer": [_typed("value", scheme, one, answers[one.id])]}
            for one in domain.questions
            if one.id in asked and _has_answer(one, answers.get(one.id, SKIPPED))
        ]
        if items:
            groups.append({"linkId": f"area-{domain.id}", "text": domain.title, "item": items})
    whole = all(_has_answer(scheme.questions[one], answers.get(one, SKIPPED)) for one in asked)
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "contained": [PERSON],
        "questionnaire": f"{_url(scheme)}|{scheme.version}",
        "status": "completed" if whole else "in-progress",
        "subject": SUBJECT,
        "authored": now.isoformat(timespec="seconds"),
    }
    return {**response, "item": groups} if groups else response


def care_plan(plan: Plan, now: dt.datetime) -> Resource:
    """The plan as a proposal: nobody has agreed it. Goals stay in the person's own words."""
    went = {one.goal: one.how for review in plan.reviews for one in review.went}
    goals = [_goal(_id(goal.id), goal.words, went.get(goal.words)) for goal in plan.goals]
    activities = []
    for line in plan.lines:
        words = [line.what, line.who_from, line.often, cost_words(line.cost)]
        detail: Resource = {
            "kind": "ServiceRequest",
            "status": "not-started",
            "description": "; ".join(word for word in words if word),
        }
        if line.goal:
            detail["goal"] = [{"reference": f"#{_id(line.goal)}"}]
        activities.append({"detail": detail})
    made: Resource = {
        "resourceType": "CarePlan",
        "contained": [PERSON, *goals],
        "status": "draft",
        "intent": "proposal",
        "title": "My plan",
        "subject": SUBJECT,
        "created": now.isoformat(timespec="seconds"),
    }
    if goals:
        made["goal"] = [{"reference": f"#{goal['id']}"} for goal in goals]
    if activities:
        made["activity"] = activities
    notes = [
        words for words in (*plan.notes, *plan.thoughts.values(), plan.bad_day, plan.risks, plan.questions) if words
    ]
    if notes:
        made["note"] = [{"text": words} for words in notes]
    return made


def _goal(goal_id: str, words: str, how: How | None) -> Resource:
    goal: Resource = {"resourceType": "Goal", "id": goal_id, "lifecycleStatus": "proposed", "subject": SUBJECT,
                      "description": {"text": words}}  # fmt: skip
    if how is not None:
        lifecycle, code = WENT[how]
        goal |= {
            "lifecycleStatus": lifecycle,
            "achievementStatus": {"coding": [{"system": ACHIEVEMENT, "code": code}]},
        }
    return goal


def _has_answer(question: Question, option_id: str) -> bool:
    """Whether FHIR has a place for this answer. "Not sure" is no number, so it is left out where one is wanted."""
    return option_id != SKIPPED and (question.number is None or option_id.isdigit())


def _typed(name: str, scheme: Scheme, question: Question, option_id: str) -> Resource:
    if question.number:
        return {f"{name}Integer": int(option_id)}
    return {f"{name}Coding": _coding(scheme, question, option_id)}


def _coding(scheme: Scheme, question: Question, option_id: str) -> Resource:
    option = question.option(option_id)
    return {
        "system": f"{_url(scheme)}/{question.id}",
        "code": option_id,
        "display": option.label if option else option_id,
    }


def _id(ours: str) -> str:
    return ours.replace("_", "-")  # FHIR knows no underscores in ids


def _url(scheme: Scheme) -> str:
    return f"urn:first-step:{scheme.id}"
