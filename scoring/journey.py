"""The way through an assessment: where a person is, and what each thing they can do leads to.

Every function takes a `Journey` and gives a new one. Nothing here stores or says anything.
A stored answer is only ever changed by `answer`, or lost by a confirmed `restart`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from scoring.scheme import SKIPPED, Question, Scheme

Stage = Literal["welcome", "assessment", "check", "result", "plan", "review", "paused", "ended"]
Confirm = Literal["restart", "delete", "pause", "back", "skip", "note", "anew", "consent"]
Helping = Literal["", "with", "for", "unable"]
"""Who answers: the person; they with a helper beside them; a helper for somebody who agreed, or who cannot say."""


@dataclass(frozen=True)
class Thought:
    """Words for the plan: what they answer, and where in the plan they go."""

    prompt: str
    into: str
    words: str


@dataclass(frozen=True)
class Earlier:
    """An assessment from before, kept to be compared. `on` is its day, like `2026-11-28`."""

    scheme_id: str
    version: str
    on: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Journey:
    """Where one person is.

    Attributes:
        open_question: the question that waits for an answer (only while `stage` is assessment).
        return_to: the stage to go back to after a change, or after a pause.
        confirm: what a yes would do.
        tries: how often in a row the open question got something that was not understood.
        last: the question whose answer was recorded by the turn before, so that "no, not that" can open it again.
        closer: two options of the open question, one of which the person seems to mean.
        heard: answers that seem to have been given in passing to other questions. They count for nothing until the
            person says so.
        held: words that may be kept for the plan, until the person says yes or no.
        notes: words that the person wants in their plan.
        topic: the frequent question that was answered last, for "tell me more".
        aside: answers to other schemes and checks in this conversation, by scheme id.
        carried: of those and of this one, the answers that were carried over from another, by scheme id.
        prompt: the thought for the plan that is open (only while `stage` is plan).
        asked: the thoughts that were answered or left, by id; `field:goals` for a part of the plan that is filled.
        said: what was written to them and is not in the plan yet.
        rated: parts of real wealth that were rated and are not in the plan yet.
        earlier: assessments from before, oldest first.
        helping: who answers.
    """

    stage: Stage = "welcome"
    answers: Mapping[str, str] = field(default_factory=dict)
    open_question: str | None = None
    return_to: Stage | None = None
    confirm: Confirm | None = None
    tries: int = 0
    last: str | None = None
    closer: tuple[str, ...] = ()
    heard: Mapping[str, str] = field(default_factory=dict)
    held: str = ""
    notes: tuple[str, ...] = ()
    topic: str | None = None
    aside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    carried: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prompt: str | None = None
    asked: tuple[str, ...] = ()
    said: tuple[Thought, ...] = ()
    rated: Mapping[str, int] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    helping: Helping = ""


LASTING = ("notes", "aside", "carried", "asked", "said", "rated", "earlier", "helping")
"""What stays when other questions are asked, or the same ones anew."""


def lasting(journey: Journey) -> dict[str, Any]:
    """The fields that stay."""
    return {name: getattr(journey, name) for name in LASTING}


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


def suggested(journey: Journey) -> tuple[str, ...]:
    """Options of the open question that the person seems to mean: one that a yes takes, or two to choose between."""
    heard = journey.heard.get(journey.open_question or "")
    return journey.closer or ((heard,) if heard else ())


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
    heard = {other: option for other, option in journey.heard.items() if other != question_id}
    after = _onward(scheme, replace(journey, answers=answers, heard=heard), question_id)
    return replace(after, last=question_id)


def ask_closer(journey: Journey, options: tuple[str, ...]) -> Journey:
    """Wait to hear which of these options of the open question is meant."""
    return replace(_clear(journey), closer=options, tries=journey.tries)


def suggest(journey: Journey, option_id: str) -> Journey:
    """Wait for a yes to this answer to the open question."""
    return replace(journey, heard={**journey.heard, str(journey.open_question): option_id}, confirm=None)


def hear(scheme: Scheme, journey: Journey, found: Mapping[str, str]) -> Journey:
    """Remember answers that seem to have been given in passing to questions that have none yet."""
    fresh = {question: option for question, option in found.items() if question not in journey.answers}
    return replace(journey, heard={**journey.heard, **fresh}) if fresh else journey


def take_back(scheme: Scheme, journey: Journey) -> Journey:
    """Open the question again whose answer was just recorded. The answer stays until there is another."""
    if journey.last is None:
        raise CannotDo("nothing_to_take_back")
    return change(scheme, journey, journey.last)


def offer_note(journey: Journey, words: str) -> Journey:
    """Ask whether these words are to be kept for the plan."""
    return replace(journey, confirm="note", held=words, tries=0)


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
    if journey.stage == "plan" and journey.prompt:
        return replace(_clear(journey), prompt=None)
    if journey.stage in STEP_BACK:
        return replace(_clear(journey), stage=STEP_BACK[journey.stage])
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
    _needs_an_amount(scheme, journey)
    return replace(_clear(journey), stage="plan", prompt=None)


def think(scheme: Scheme, journey: Journey, prompt: str) -> Journey:
    """Open one thought for the plan."""
    _needs_an_amount(scheme, journey)
    return replace(_clear(journey), stage="plan", prompt=prompt)


def write(journey: Journey, into: str, words: str) -> Journey:
    """Keep words for the plan that answer the open thought."""
    prompt = str(journey.prompt)
    return leave(replace(journey, said=(*journey.said, Thought(prompt, into, words))))


def leave(journey: Journey) -> Journey:
    """The open thought is not asked again."""
    asked = journey.asked if journey.prompt in journey.asked else (*journey.asked, str(journey.prompt))
    return replace(_clear(journey), asked=asked, prompt=None)


def review(scheme: Scheme, journey: Journey) -> Journey:
    """Look back at the plan."""
    _needs_an_amount(scheme, journey)
    return replace(_clear(journey), stage="review", prompt=None)


def anew(scheme: Scheme, journey: Journey, on: str) -> Journey:
    """Answer the same questions once more. What was answered before is kept, with the day, to be compared."""
    if not journey.answers:
        raise CannotDo("nothing_answered")
    before = Earlier(scheme.id, scheme.version, on, dict(journey.answers))
    return _to_next(scheme, Journey(**{**lasting(journey), "earlier": (*journey.earlier, before)[-MOST_EARLIER:]}))


def _needs_an_amount(scheme: Scheme, journey: Journey) -> None:
    if journey.stage not in ("result", "plan", "review") or scheme.is_check:
        raise CannotDo("plan_comes_later")


def pause(scheme: Scheme, journey: Journey) -> Journey:
    """Stop for now. Everything is kept."""
    if journey.stage == "paused":
        return journey
    return replace(
        _clear(journey), stage="paused", return_to=journey.return_to if journey.open_question else journey.stage
    )


def resume(scheme: Scheme, journey: Journey) -> Journey:
    """Go on: after a pause at the same place, from the check or the amount with what is not answered yet."""
    if journey.stage in ("check", "result", "plan", "review") and scheme.next_question(journey.answers):
        return _to_next(scheme, journey)
    if journey.stage == "welcome":
        return start(scheme, journey)
    if journey.stage != "paused":
        return replace(journey, confirm=None)
    if journey.open_question:
        return _open(journey, journey.open_question, journey.return_to)
    return replace(_clear(journey), stage=journey.return_to or "welcome", return_to=None)


def switch(before: Scheme, after: Scheme, journey: Journey, carried: Mapping[str, str]) -> Journey:
    """Go on in another scheme or check. Answers to each are kept apart, and are there on coming back.

    Args:
        carried: answers that need not be given again in the new one. One that was carried over before and is another
            now is changed; what the person answered there is not.
    """
    kept = {**journey.aside, before.id: dict(journey.answers)} if journey.answers else dict(journey.aside)
    there, came = kept.pop(after.id, {}), journey.carried.get(after.id, {})
    own = {question: option for question, option in there.items() if came.get(question) != option}
    answers = {**carried, **own}
    all_carried = {**journey.carried, after.id: {one: carried[one] for one in carried if one not in own}}
    return _to_next(after, Journey(**{**lasting(journey), "answers": answers, "aside": kept, "carried": all_carried}))


def ask_to_confirm(journey: Journey, what: Confirm) -> Journey:
    """Wait for a yes before anything is lost."""
    return replace(journey, confirm=what, tries=0)


def yes(scheme: Scheme, journey: Journey) -> Journey:
    """A yes: to what waits to be confirmed, else to the next step from here."""
    if journey.confirm == "restart":
        return _to_next(scheme, Journey(**lasting(journey)))
    if journey.confirm == "delete":
        return Journey(stage="ended")
    if journey.confirm == "consent":
        return replace(_clear(journey), helping="for")
    if journey.confirm == "note":
        return replace(_clear(journey), notes=(*journey.notes, journey.held))
    if journey.confirm in CONFIRMED:
        return CONFIRMED[journey.confirm](scheme, _clear(journey))
    suggested = journey.heard.get(journey.open_question or "")
    if journey.stage == "assessment" and journey.open_question and suggested:
        return answer(scheme, journey, journey.open_question, suggested)
    steps = {"welcome": start, "check": finish, "result": plan, "paused": resume}
    if journey.stage in steps:
        return steps[journey.stage](scheme, journey)
    raise CannotDo("no_question_like_that")


def no(scheme: Scheme, journey: Journey) -> Journey:
    """A no: nothing is lost, and the person stays where they are."""
    if journey.confirm is None and journey.stage == "assessment":
        if journey.open_question not in journey.heard:
            raise CannotDo("no_question_like_that")
        return drop_suggestion(journey)
    return _clear(journey)


def drop_suggestion(journey: Journey) -> Journey:
    """What the person seemed to mean is not it."""
    kept = {other: option for other, option in journey.heard.items() if other != journey.open_question}
    return replace(_clear(journey), heard=kept)


def not_understood(journey: Journey) -> Journey:
    """Count one more thing that was not understood. Whatever waited to be confirmed is let go."""
    return replace(journey, confirm=None, held="", tries=journey.tries + 1)


STEP_BACK: Mapping[Stage, Stage] = {"result": "check", "plan": "result", "review": "plan"}
MOST_EARLIER = 10
CONFIRMED: Mapping[str | None, Callable[[Scheme, Journey], Journey]] = {"pause": pause, "back": back, "skip": skip}
"""Moves that are only made after a yes when the words for them were not quite sure."""


def _clear(journey: Journey) -> Journey:
    return replace(journey, confirm=None, tries=0, last=None, closer=(), held="")


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
