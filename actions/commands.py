"""Everything that is said or done beside answering: commands, questions, small talk, what is not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, Workshop
from scoring.guide import COMMANDS, TALK, Outcome
from scoring.journey import Journey


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
    """`command_…` intents. Words that only might be a command are asked about instead."""

    action_name = "action_command"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        name = turn.intent.removeprefix("command_")
        if name not in COMMANDS or not turn.sure:
            return turn.guide.not_understood(journey)
        return turn.guide.command(journey, name, turn.entities.get("question_id"), turn.text)


class AnswerAQuestion(TurnAction):
    """`ask_…` intents: frequent questions."""

    action_name = "action_answer_a_question"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        topic = turn.intent.removeprefix("ask_")
        if topic not in turn.library.question_by_id:
            return turn.guide.not_understood(journey)
        return turn.guide.topic(journey, topic)


class SmallTalk(TurnAction):
    """Greetings, thanks, "are you a robot?", anger, and things that are not about budgets."""

    action_name = "action_small_talk"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        if turn.intent not in TALK:
            return turn.guide.not_understood(journey)
        return turn.guide.talk(journey, turn.intent)


class NotUnderstood(TurnAction):
    """Words that nothing else took, and buttons of a question that is no longer open."""

    action_name = "action_not_understood"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        if turn.intent == "choose":
            return turn.guide.choose(journey, turn.entities.get("question_id", ""), turn.entities.get("option_id", ""))
        return turn.guide.not_understood(journey)


class AfterQuestions(TurnAction):
    """The form has ended. The turn has made its change already, so there is nothing left to do or say."""

    action_name = "action_after_questions"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        return Outcome(journey, ())
