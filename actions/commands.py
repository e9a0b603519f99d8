"""Everything that is said or done beside answering: commands, questions, small talk, what is not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import SURE, Turn, Workshop
from scoring.guide import COMMANDS, TALK, Outcome
from scoring.journey import Journey
from scoring.matching import is_a_question, plain_yes_or_no
from scoring.scheme import normalise


class TurnAction(Action):
    """An action on a turn; `respond` says what the turn leads to."""

    action_name = ""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    def name(self) -> str:
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        turn = Turn.of(self._shop, tracker)
        if turn is None:
            return []
        turn.make(lambda journey: self.respond(turn, journey), dispatcher)
        return turn.loop_events()

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        """Where this turn leads from `journey`, and what is said."""
        raise NotImplementedError


class Command(TurnAction):
    """`command_…` intents. A button, or words that say just that, move a person; a guess never does."""

    action_name = "action_command"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        name = turn.intent.removeprefix("command_")
        if name not in COMMANDS or not (turn.by_button or _is_meant(turn, name, journey)):
            return turn.guide.not_understood(journey)
        return turn.guide.command(journey, name, turn.entities.get("question_id"), turn.text)


def _is_meant(turn: Turn, name: str, journey: Journey) -> bool:
    """Whether typed words are sure enough for this command. What tells may be a guess; what moves may not."""
    if name in ("why", "explain", "person"):
        return turn.confidence >= SURE
    if name == "change":
        return turn.exact or normalise(turn.text).startswith(("change ", "please change ", "i want to change "))
    if journey.confirm and name in ("yes", "no"):
        return plain_yes_or_no(turn.text) == name
    return turn.exact


class AnswerAQuestion(TurnAction):
    """`ask_…` intents: frequent questions. A long answer is not taken for a question because of one word in it."""

    action_name = "action_answer_a_question"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        topic = turn.intent.removeprefix("ask_")
        if topic not in turn.library.question_by_id or not (turn.by_button or turn.exact or is_a_question(turn.text)):
            return turn.guide.not_understood(journey)
        return turn.guide.topic(journey, topic)


class SmallTalk(TurnAction):
    """Greetings, thanks, "are you a robot?", anger, and things that are not about budgets."""

    action_name = "action_small_talk"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        if turn.intent not in TALK or turn.confidence < SURE:
            return turn.guide.not_understood(journey)
        return turn.guide.talk(journey, turn.intent)


class NotUnderstood(TurnAction):
    """Words that nothing else took, and buttons of a question that is no longer open."""

    action_name = "action_not_understood"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        if turn.intent == "choose":
            return turn.guide.choose(journey, turn.entities.get("question_id", ""), turn.entities.get("option_id", ""))
        return turn.guide.not_understood(journey)
