"""The assessment form: one slot for every question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ActionExecuted, EventType, SessionStarted
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, Workshop, ask
from scoring.journey import Journey
from scoring.matching import match_option, plain_yes_or_no
from scoring.safety import is_our_own
from scoring.saying import Outcome
from scoring.scheme import Question
from scoring.understanding import NOTHING, Reading, Understood, read_answer


class SessionStart(Action):
    """A new visit: put the form where the record says the person is. Rasa's own memory is never needed."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def name(self) -> str:
        return "action_session_start"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        turn = Turn.of(self._shop, tracker)
        loop = turn.loop_events() if turn and turn.question else []
        return [SessionStarted(), *loop, ActionExecuted("action_listen")]


class ValidateAssessmentForm(FormValidationAction):
    """Read an answer, store it, ask the next question: one call for each turn.

    Returning no slot tells Rasa that these words are no answer, and its rules get their turn.
    """

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        super().__init__()

    def name(self) -> str:
        return "validate_assessment_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[str]:
        turn = Turn.of(self._shop, tracker)
        return ["answer"] if turn and turn.question else []

    async def extract_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> dict[str, Any]:
        turn = Turn.of(self._shop, tracker)
        if turn is None or turn.question is None or turn.made:
            return {}
        found = _read(turn)
        return {"answer": found} if found else {}

    async def validate_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> dict[str, Any]:
        turn = Turn.of(self._shop, tracker)
        if turn is None or not value:
            return {"answer": None}
        turn.make(lambda journey: _respond(turn, journey, value), dispatcher)
        return {"answer": None}

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        turn = Turn.of(self._shop, tracker)
        if turn:
            ask(dispatcher, turn)
        return events


def _respond(turn: Turn, journey: Journey, value: Any) -> Outcome:
    if "option_id" in value:
        return turn.guide.choose(journey, value["question_id"], value["option_id"])
    return turn.guide.answered(journey, _understood(turn) or NOTHING)


def _read(turn: Turn) -> dict[str, str] | None:
    """The answer in this message: a button, or words that mean an option or one of two. None when it is no answer."""
    question = turn.question
    if question is None:
        return None
    if turn.intent == "choose":
        option_id = turn.entities.get("option_id", "")
        if turn.entities.get("question_id") != question.id or question.option(option_id) is None:
            return None
        return {"question_id": question.id, "option_id": option_id}
    if turn.by_button:
        return None
    if turn.journey.confirm and (plain_yes_or_no(turn.text) or not is_our_own(question, turn.text)):
        return None  # a yes or no is waited for; only the very words of an option are taken for an answer
    if question.id in turn.journey.heard and plain_yes_or_no(turn.text) and not _both_mean_no(turn, question):
        return None  # a yes or no to "I think you have told me this already"
    return {"question_id": question.id} if _understood(turn) else None


def _both_mean_no(turn: Turn, question: Question) -> bool:
    """Whether "no" answers the question just as it turns down what we thought was said: of yes and no, "Yes"."""
    said_no = match_option(question, turn.text) if plain_yes_or_no(turn.text) == "no" else None
    return said_no is not None and len(question.options) == 2 and said_no.id != turn.journey.heard[question.id]


def _understood(turn: Turn) -> Understood | None:
    read = Reading(turn.text, turn.intent, turn.confidence, turn.vectors)
    question = turn.question
    return read_answer(question, read, turn.meanings, turn.limits, turn.journey.closer) if question else None
