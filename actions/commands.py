"""Everything that is said or done beside answering: commands, questions, small talk, what is not understood."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, Workshop
from scoring.journey import Confirm, Journey
from scoring.matching import is_a_question
from scoring.saying import COMMANDS, TALK, Outcome
from scoring.understanding import EXACT, is_meant


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
        turn.make(lambda journey: _for_the_plan(turn, journey) or self.respond(turn, journey), dispatcher)
        return turn.loop_events()

    @abstractmethod
    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        """Where this turn leads from `journey`, and what is said."""


def _for_the_plan(turn: Turn, journey: Journey) -> Outcome | None:
    """Words that answer an open thought for the plan are kept as they are; only what is surely something else is not.

    "I want to stop" is a goal here, and no wish to stop.
    """
    if journey.stage != "plan" or journey.prompt is None or journey.confirm or turn.by_button:
        return None
    if turn.exact and turn.intent in LEFT_OUT:
        return turn.guide.command(journey, "skip")
    asks = turn.intent.startswith("ask_") and is_a_question(turn.text)
    if asks and (turn.exact or turn.confidence >= turn.limits.intents.tell):
        return None
    if turn.exact and (turn.intent.startswith(("command_", "ask_")) or turn.intent in ("greet", "thanks", "robot")):
        return None
    return turn.guide.write(journey, turn.text)


LEFT_OUT = frozenset({"not_sure", "not_said"})
ELSEWHERE = frozenset({"rights", "care_act", "holding", "amount"})
"""Commands that leave these questions for others."""


class Command(TurnAction):
    """`command_…` intents. A button, or words that say just that, move a person; a guess never does."""

    action_name = "action_command"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        name = turn.intent.removeprefix("command_")
        question_id = turn.entities.get("question_id")
        if name not in COMMANDS:
            return turn.guide.not_understood(journey)
        if not turn.by_button:
            meant = is_meant(name, turn.text, turn.confidence, journey.confirm, turn.limits.intents)
            if meant == "ask":
                return turn.guide.sure_of(journey, cast("Confirm", name))
            if meant == "no":
                return turn.guide.not_understood(journey)
            if name in ELSEWHERE and turn.confidence < EXACT:
                return turn.guide.offer(journey, name)
            if name == "finish" and turn.question is not None:
                return turn.guide.amount_so_far(journey)
            if name == "change":
                question_id = turn.guide.question_named(journey, turn.text) or turn.question_named
        return turn.guide.command(journey, name, question_id, turn.text)


SPENDING = frozenset({"what_to_spend_on", "not_allowed"})


class AnswerAQuestion(TurnAction):
    """`ask_…` intents: frequent questions. A long answer is not taken for a question because of one word in it."""

    action_name = "action_answer_a_question"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        topic = turn.intent.removeprefix("ask_")
        sure = turn.by_button or turn.confidence >= turn.limits.intents.tell or is_a_question(turn.text)
        if topic == "word" and sure:
            return turn.guide.explain_word(journey, turn.text)
        if topic not in turn.library.question_by_id or not sure:
            return turn.guide.not_understood(journey)
        if topic in SPENDING:
            return turn.guide.spend(journey, topic, turn.text)
        return turn.guide.topic(journey, topic)


class SmallTalk(TurnAction):
    """Greetings, thanks, "are you a robot?", anger, things that are not about budgets, and what matters to a plan."""

    action_name = "action_small_talk"

    def respond(self, turn: Turn, journey: Journey) -> Outcome:
        if turn.confidence < turn.limits.intents.tell:
            return turn.guide.not_understood(journey)
        if turn.intent == "plan_note" and turn.heeded:
            return turn.guide.talk(journey, "out_of_scope")  # the gateway says the kind words; nothing of it is kept
        if turn.intent == "plan_note":
            return turn.guide.keep_for_the_plan(journey, turn.text)
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
