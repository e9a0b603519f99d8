"""The way through an assessment: where a person is, and what each thing they can do leads to.

Every function takes a `Journey` and gives a new one. Nothing here stores or says anything.
A stored answer is only ever changed by `answer`, or lost by a confirmed `restart`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scoring.scheme import SKIPPED, Question, Scheme

Stage = Literal["welcome", "assessment", "check", "result", "plan", "review", "paused", "ended"]
Confirm = Literal["restart", "delete"]


@dataclass(frozen=True)
class Journey:
    """Where one person is.

    Attributes:
        open_question: the question that waits for an answer (only while `stage` is assessment).
        return_to: the stage to go back to after a change, or after a pause.
        confirm: what a yes would do.
        tries: how often in a row the open question got something that was not understood.
    """

    stage: Stage = "welcome"
    answers: Mapping[str, str] = field(default_factory=dict)
    open_question: str | None = None
    return_to: Stage | None = None
    confirm: Confirm | None = None
    tries: int = 0


class CannotDo(Exception):
    """This cannot be done from here; `reason` is the id of the words that say so."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def question_of(scheme: Scheme, journey: Journey) -> Question | None:
    """The open question."""
    if journey.stage != "assessment" or journey.open_question is None:
        return None
    return scheme.questions[journey.open_question]


def progress(scheme: Scheme, journey: Journey) -> tuple[int, int]:
    """(answered, total) of the questions on the way as it looks now. Skipped counts as answered."""
    asked = scheme.asked(journey.answers)
    return sum(question.id in journey.answers for question in asked), len(asked)


def start(scheme: Scheme, journey: Journey) -> Journey:
    """Begin, or go on from where the person is."""
    return resume(scheme, journey) if journey.stage != "welcome" else _to_next(scheme, journey)


def answer(scheme: Scheme, journey: Journey, question_id: str, option_id: str) -> Journey:
    """Record an answer to the open question and move on.

    Raises:
        CannotDo: when that question is not the open one.
        UnknownAnswer: when it has no such option.
    """
    if journey.stage != "assessment" or journey.open_question != question_id:
        raise CannotDo("not_open")
    answers = {**journey.answers, question_id: option_id}
    scheme.check_answers(answers)
    return _onward(scheme, replace(journey, answers=answers), question_id)


def skip(scheme: Scheme, journey: Journey) -> Journey:
    """Leave the open question for now. An answer that is already there is kept."""
    question = question_of(scheme, journey)
    if question is None:
        raise CannotDo("nothing_to_skip")
    answers = {question.id: SKIPPED, **journey.answers}
    return _onward(scheme, replace(journey, answers=answers), question.id)


def back(scheme: Scheme, journey: Journey) -> Journey:
    """One step back along the way. No answer is lost."""
    asked = [question.id for question in scheme.asked(journey.answers)]
    if journey.stage == "assessment" and journey.open_question is not None:
        place = asked.index(journey.open_question) if journey.open_question in asked else 0
        if place == 0:
            raise CannotDo("at_the_start")
        return _open(journey, asked[place - 1], journey.return_to)
    if journey.stage == "check" and asked:
        answered = [question for question in asked if question in journey.answers]
        return _open(journey, (answered or asked)[-1], "check")
    if journey.stage in ("result", "plan"):
        return replace(_clear(journey), stage="check" if journey.stage == "result" else "result")
    if journey.stage == "paused":
        return resume(scheme, journey)
    raise CannotDo("at_the_start")


def change(scheme: Scheme, journey: Journey, question_id: str) -> Journey:
    """Open a question again. Its answer stays until there is a new one."""
    if question_id not in [question.id for question in scheme.asked(journey.answers)]:
        raise CannotDo("not_asked")
    on_the_way = journey.stage in ("welcome", "assessment", "paused") and journey.return_to != "check"
    return _open(journey, question_id, None if on_the_way else "check")


def check(scheme: Scheme, journey: Journey) -> Journey:
    """Look at all answers."""
    if not journey.answers:
        raise CannotDo("nothing_answered")
    return replace(_clear(journey), stage="check", open_question=None, return_to=None)


def finish(scheme: Scheme, journey: Journey) -> Journey:
    """See the amount; from the questions, the answers are checked first."""
    if not journey.answers:
        raise CannotDo("nothing_answered")
    if journey.stage in ("assessment", "paused"):
        return check(scheme, journey)
    return replace(_clear(journey), stage="result", open_question=None, return_to=None)


def plan(scheme: Scheme, journey: Journey) -> Journey:
    """Go on to the first thoughts for a plan, which come after the amount."""
    if journey.stage not in ("result", "plan"):
        raise CannotDo("plan_comes_later")
    return replace(_clear(journey), stage="plan")


def pause(scheme: Scheme, journey: Journey) -> Journey:
    """Stop for now. Everything is kept."""
    if journey.stage == "paused":
        return journey
    return replace(
        _clear(journey), stage="paused", return_to=journey.return_to if journey.open_question else journey.stage
    )


def resume(scheme: Scheme, journey: Journey) -> Journey:
    """Go on: after a pause at the same place, from the check or the amount with what is not answered yet."""
    if journey.stage in ("check", "result", "plan") and scheme.next_question(journey.answers):
        return _to_next(scheme, journey)
    if journey.stage == "welcome":
        return start(scheme, journey)
    if journey.stage != "paused":
        return replace(journey, confirm=None)
    if journey.open_question:
        return _open(journey, journey.open_question, journey.return_to)
    return replace(_clear(journey), stage=journey.return_to or "welcome", return_to=None)


def ask_to_confirm(journey: Journey, what: Confirm) -> Journey:
    """Wait for a yes before anything is lost."""
    return replace(journey, confirm=what, tries=0)


def yes(scheme: Scheme, journey: Journey) -> Journey:
    """A yes: to what waits to be confirmed, else to the next step from here."""
    if journey.confirm == "restart":
        return _to_next(scheme, Journey())
    if journey.confirm == "delete":
        return Journey(stage="ended")
    steps = {"welcome": start, "check": finish, "result": plan, "paused": resume}
    if journey.stage in steps:
        return steps[journey.stage](scheme, journey)
    raise CannotDo("no_question_like_that")


def no(scheme: Scheme, journey: Journey) -> Journey:
    """A no: nothing is lost, and the person stays where they are."""
    if journey.confirm is None and journey.stage == "assessment":
        raise CannotDo("no_question_like_that")
    return replace(journey, confirm=None, tries=0)


def not_understood(journey: Journey) -> Journey:
    """Count one more thing that was not understood. Whatever waited to be confirmed is let go."""
    return replace(journey, confirm=None, tries=journey.tries + 1)


def _clear(journey: Journey) -> Journey:
    return replace(journey, confirm=None, tries=0)


def _open(journey: Journey, question_id: str, return_to: Stage | None) -> Journey:
    return replace(_clear(journey), stage="assessment", open_question=question_id, return_to=return_to)


def _onward(scheme: Scheme, journey: Journey, answered: str) -> Journey:
    """After an answer: the next one. After a change: the questions that it leads to, then back to the check."""
    if journey.return_to == "check":
        family = {answered} | scheme.gates_of(scheme.questions[answered])
        for question in scheme.asked(journey.answers):
            if question.id not in journey.answers and family & scheme.gates_of(question):
                return _open(journey, question.id, "check")
        return check(scheme, journey)
    return _to_next(scheme, journey)


def _to_next(scheme: Scheme, journey: Journey) -> Journey:
    question = scheme.next_question(journey.answers)
    if question is None:
        return check(scheme, journey)
    return _open(journey, question.id, None)
