"""One turn as the actions see it: who it is, what was said, and what to say back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from records import Conversation, Records
from scoring.guidance import Library
from scoring.guide import Guide
from scoring.journey import Journey, question_of
from scoring.meaning import NOTHING_LEARNT, SchemeMeanings, key_of
from scoring.plan_talk import ABOUT_ANOTHER
from scoring.reader import from_carried, parts_of
from scoring.safety import Stretch, Watch, is_our_own
from scoring.saying import Outcome
from scoring.scheme import Question
from scoring.second_opinion import Floats
from scoring.understanding import Limits

FORM = "assessment_form"


@dataclass(frozen=True)
class Workshop:
    """What every action works with."""

    library: Library
    records: Records
    watch: Watch
    meanings: Mapping[str, SchemeMeanings]
    limits: Limits


class Turn:
    """A turn of one conversation. Makes at most one change, however often Rasa asks for it."""

    def __init__(self, shop: Workshop, conversation: Conversation, tracker: Tracker) -> None:
        self._shop = shop
        self.library = shop.library.speaking(conversation.language)
        self.conversation = conversation
        self._begin(conversation.scheme_id, conversation.scheme_version)
        message = tracker.latest_message or {}
        intent = message.get("intent") or {}
        self.text = str(message.get("text") or "")
        self.intent = str(intent.get("name") or "")
        self.confidence = float(intent.get("confidence") or 0.0)
        self.entities = {str(found["entity"]): str(found["value"]) for found in message.get("entities") or []}
        metadata = message.get("metadata") or {}
        self.turn_id = str(metadata.get("turn_id") or "")
        self.vectors: list[Floats] = [from_carried(one) for one in metadata.get("meanings") or []]
        self.heeded = bool(metadata.get("heeded"))
        """Whether the gateway has seen a possible sign of danger in the words."""
        self.limits = shop.limits

    def _begin(self, scheme_id: str, version: str) -> None:
        about_another = self.conversation.journey.helping in ABOUT_ANOTHER
        self.scheme = scheme = self.library.scheme(scheme_id, version, about_another)
        self.guide = Guide(self.library, scheme, self.library.organisation(self.conversation.organisation))
        self.meanings = self._shop.meanings.get(key_of(scheme), NOTHING_LEARNT)

    @classmethod
    def of(cls, shop: Workshop, tracker: Tracker) -> Turn | None:
        """The turn, or None when Rasa speaks of a visit that is over (a late answer to a slow turn)."""
        found: Turn | None = getattr(tracker, "first_step_turn", None)  # one call asks several times
        if found is None:
            conversation = shop.records.by_sender(tracker.sender_id)
            found = cls(shop, conversation, tracker) if conversation else None
            tracker.first_step_turn = found
        return found

    @property
    def journey(self) -> Journey:
        """Where the person is now."""
        return self.conversation.journey

    @property
    def question(self) -> Question | None:
        """The open question."""
        return question_of(self.scheme, self.journey)

    @property
    def by_button(self) -> bool:
        """Whether the gateway made this message. Typed words never begin with a slash."""
        return self.text.startswith("/")

    @property
    def exact(self) -> bool:
        """Whether the words stand in the training examples just so."""
        return self.confidence == 1.0

    @property
    def question_named(self) -> str | None:
        """The answered question that these words speak of."""
        if not self.vectors:
            return None
        given = [one.id for one in self.scheme.asked(self.journey.answers) if one.id in self.journey.answers]
        return self.meanings.named(given, self.vectors[0])

    @property
    def made(self) -> bool:
        """Whether this turn has already made its change."""
        return bool(self.turn_id) and self._shop.records.has_applied(self.conversation.id, self.turn_id)

    def make(self, respond: Callable[[Journey], Outcome], dispatcher: CollectingDispatcher) -> None:
        """Make the turn's one change and say what came of it. A change made before is not made again.

        Typed words are looked at for danger here too, whatever looked at them before.
        """
        ours = self.by_button or is_our_own(self.question, self.text)
        sign = None if ours else self._shop.watch.look(*self._stretches())

        def heedful(journey: Journey) -> Outcome:
            if sign is None:
                return respond(journey)
            help_first = self.guide.safety(journey, sign)
            if sign.level == "clear":
                return help_first
            after = respond(journey)
            if after.journey.held:  # nothing that may be about danger is kept, not even for a plan
                return replace(help_first, journey=journey)
            return replace(after, said=(*help_first.said, *after.said))

        self.conversation, outcome = self._shop.records.apply(self.conversation.id, self.turn_id, heedful)
        if outcome is not None and outcome.scheme is not None:
            self._begin(*outcome.scheme)
        for said in outcome.said if outcome else ():
            dispatcher.utter_message(
                json_message={name: value for name, value in asdict(said).items() if value is not None}
            )

    def _stretches(self) -> list[Stretch]:
        """The text and its parts, each beside what people answer to the open question."""
        parts = parts_of(self.text)
        texts = [self.text, *(parts if len(parts) > 1 else [])]
        if len(texts) != len(self.vectors):
            return [Stretch(text) for text in texts]
        open_question = self.journey.open_question
        return [
            Stretch(text, likeness=self.meanings.likeness(open_question, vector))
            for text, vector in zip(texts, self.vectors, strict=True)
        ]

    def loop_events(self) -> list[EventType]:
        """Events that bring Rasa's form in line with the record, which is the truth of the two."""
        if self.question is None:
            return [ActiveLoop(None), SlotSet("requested_slot", None)]
        return [ActiveLoop(FORM), SlotSet("requested_slot", "answer")]


def ask(dispatcher: CollectingDispatcher, turn: Turn) -> None:
    """Ask the open question. The gateway puts its words and options there, from the same scheme."""
    if turn.question is not None:
        dispatcher.utter_message(json_message={"kind": "question", "question_id": turn.question.id})
