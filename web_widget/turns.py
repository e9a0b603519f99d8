"""A turn from end to end: Rasa if it answers, our own way on if it does not, and never silence."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from weakref import WeakValueDictionary

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.concurrency import run_in_threadpool

from records import Conversation, NoSuchConversation, Records
from scoring.guidance import Library
from scoring.guide import Guide
from scoring.journey import Journey, progress, question_of, suggested
from scoring.matching import match_option, plain_yes_or_no
from scoring.meaning import NOTHING_LEARNT, SchemeMeanings, key_of
from scoring.plain_commands import plain_commands
from scoring.plan_talk import ABOUT_ANOTHER, RATINGS, open_prompt, prompts_for
from scoring.reader import Reader, carried
from scoring.safety import Sign, Stretch, Watch, is_our_own, strongest
from scoring.saying import Said
from scoring.scheme import SKIPPED, Question, Scheme, normalise
from web_widget.rasa import NoReply, Rasa
from web_widget.schemas import (
    ChoiceTurn,
    CommandTurn,
    Message,
    OptionOut,
    Progress,
    QuestionOut,
    TextTurn,
    Turn,
)
from web_widget.settings import GatewaySettings
from web_widget.words import clean

AnyTurn = TextTurn | ChoiceTurn | CommandTurn


class BadChoice(Exception):
    """The question or the option is not one of the scheme."""


class Turns:
    """Takes turns, one at a time for each conversation."""

    def __init__(
        self,
        library: Library,
        records: Records,
        rasa: Rasa,
        reader: Reader,
        watch: Watch,
        meanings: Mapping[str, SchemeMeanings],
        settings: GatewaySettings,
    ) -> None:
        self._reader, self._watch, self._meanings = reader, watch, meanings
        self._plain_commands = plain_commands(settings.data_dir)
        self._library, self._records, self._rasa, self._settings = library, records, rasa, settings
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._long_visits: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.metrics = CollectorRegistry()
        self._taken = Counter("first_step_turns", "Turns, by who answered.", ["by"], registry=self.metrics)
        self._seconds = Histogram("first_step_turn_seconds", "Time of a turn.", registry=self.metrics)

    def scheme_of(self, conversation: Conversation) -> Scheme:
        """The scheme that this conversation began with, in its version."""
        about_another = conversation.journey.helping in ABOUT_ANOTHER
        return self.words_of(conversation).scheme(conversation.scheme_id, conversation.scheme_version, about_another)

    def words_of(self, conversation: Conversation) -> Library:
        """The data in the language of this conversation."""
        return self._library.speaking(conversation.language)

    def guide_of(self, conversation: Conversation) -> Guide:
        """What answers moves in this conversation when Rasa does not."""
        library = self.words_of(conversation)
        return Guide(library, self.scheme_of(conversation), library.organisation(conversation.organisation))

    def now(self, conversation: Conversation, said: list[Message]) -> Turn:
        """The turn that shows where the conversation is, with what was said."""
        scheme, journey = self.scheme_of(conversation), conversation.journey
        answered, total = progress(scheme, journey)
        return Turn(
            stage=journey.stage,
            messages=tuple(said),
            question=_thought(self.words_of(conversation), journey) or _question(scheme, conversation),
            progress=Progress(answered=answered, total=total),
        )

    def welcome(self, conversation: Conversation) -> Turn:
        """The first turn of a conversation."""
        return self.now(conversation, _as_messages(self.guide_of(conversation).welcome()))

    def heed_plan(self, conversation: Conversation, written: Sequence[str]) -> list[Message]:
        """What is said to danger in words that were written in a plan. The plan is kept all the same."""
        signs = [
            self._watch.look(*(Stretch(part, one.danger) for part, one in self._reader.read_parts(words)))
            for words in written
        ]
        sign = strongest(signs)
        said = self.guide_of(conversation).safety(conversation.journey, sign).said if sign else ()
        return _as_messages(said)

    async def take(self, conversation_id: str, turn: AnyTurn, guest: bool = False) -> Turn:
        """Answer a turn. The same `turn_id` gets the same answer and changes nothing a second time.

        Raises:
            NoSuchConversation, BadChoice
        """
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            with self._seconds.time():
                reply = await self._take(conversation_id, turn, guest)
        if conversation_id in self._long_visits:
            self._long_visits.discard(conversation_id)
            task = asyncio.create_task(self._begin_visit(conversation_id, lock))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return reply

    async def _begin_visit(self, conversation_id: str, lock: asyncio.Lock) -> None:
        """While the person reads, give Rasa a new name and an empty tracker, so that no turn has to wait for it."""
        async with lock:
            with contextlib.suppress(NoSuchConversation, NoReply):
                await self._rasa.begin(await run_in_threadpool(self._records.new_visit, conversation_id))

    async def delete(self, conversation_id: str) -> None:
        """Delete a conversation, once the turn that it is in is over."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            await run_in_threadpool(self._records.delete, conversation_id)

    async def _take(self, conversation_id: str, turn: AnyTurn, guest: bool) -> Turn:
        before, answered_before = await run_in_threadpool(self._look_up, conversation_id, turn.turn_id)
        if answered_before is not None:
            return answered_before
        self._check(before, turn)
        if guest and _only_for_the_person(before, turn):
            return await run_in_threadpool(self._keep_as_it_was, before, turn)
        text = clean(turn.text) if isinstance(turn, TextTurn) else ""
        limit = self._settings.text_limit
        looked_at = text if len(text) <= limit else f"{text[:limit]} {text[-limit:]}"
        ours = not text or is_our_own(question_of(self.scheme_of(before), before.journey), text)
        turn = self._in_their_language(before, turn, text)
        stretches, vectors = ([], []) if ours else await run_in_threadpool(self._read_words, before, looked_at)
        sign = self._watch.look(*stretches)
        if sign is not None and sign.level == "clear":  # before and without Rasa
            return await run_in_threadpool(self._heed, before, turn, sign)
        if isinstance(turn, TextTurn) and (not text or len(text) > limit):
            words = self._say(before, "too_long", limit=limit) if text else self._say(before, "empty")
            words = words.model_copy(update={"trouble": True})
            return await run_in_threadpool(self._finish, before.id, turn, [words], "gateway")
        try:
            sender = await run_in_threadpool(self._sender, before)
            said, by = await self._rasa.say(sender, turn, text, vectors, sign is not None), "rasa"
        except NoReply:
            said, by = await run_in_threadpool(self._without_rasa, before, turn, text), "gateway"
        if sign is not None and not any(message.kind == "safety" for message in said):  # once is enough
            said = [*_as_messages(self.guide_of(before).safety(before.journey, sign).said), *said]
        return await run_in_threadpool(self._finish, before.id, turn, said, by)

    def _read_words(self, conversation: Conversation, text: str) -> tuple[list[Stretch], list[str]]:
        """The text and, if it has several, its parts: as the check for danger wants them, and the vectors by which
        the dialogue understands them."""
        scheme = self.scheme_of(conversation)
        learnt, open_question = self._meanings.get(key_of(scheme), NOTHING_LEARNT), conversation.journey.open_question
        read = self._reader.read_parts(text)
        stretches = [Stretch(words, one.danger, learnt.likeness(open_question, one.meaning)) for words, one in read]
        return stretches, [carried(one.meaning) for _, one in read]

    def _in_their_language(self, conversation: Conversation, turn: AnyTurn, text: str) -> AnyTurn:
        """Plain words for a command in another language than English, which is all that is read of it."""
        pack = self._library.packs.get(conversation.language)
        if not isinstance(turn, TextTurn) or pack is None or conversation.language == "en-easy":
            return turn
        said = normalise(text)
        name = next((name for name, words in pack.commands.items() if said in map(normalise, words)), None)
        if name is None:
            return turn
        return CommandTurn.model_validate({"type": "command", "turn_id": turn.turn_id, "name": name})

    def _look_up(self, conversation_id: str, turn_id: str) -> tuple[Conversation, Turn | None]:
        reply = self._records.reply(conversation_id, turn_id)
        return self._records.get(conversation_id), Turn.model_validate(reply) if reply else None

    def _check(self, conversation: Conversation, turn: AnyTurn) -> None:
        if isinstance(turn, TextTurn) or turn.question_id is None:
            return
        thought = open_prompt(self._library, conversation.journey)
        if isinstance(turn, ChoiceTurn) and thought is not None and thought.id == turn.question_id:
            if turn.option_id not in {one.id for one in RATINGS}:
                raise BadChoice(f"{turn.question_id} is rated from 0 to {len(RATINGS) - 1}.")
            return
        question = self.scheme_of(conversation).questions.get(turn.question_id)
        if question is None:
            raise BadChoice(f"There is no question {turn.question_id!r} in this scheme.")
        if isinstance(turn, ChoiceTurn) and (turn.option_id == SKIPPED or question.option(turn.option_id) is None):
            raise BadChoice(f"{turn.question_id} has no option {turn.option_id!r}. It has {question.known}.")

    def _keep_as_it_was(self, conversation: Conversation, turn: AnyTurn) -> Turn:
        """Somebody who was let in may not delete or clear what is the person's; a question about that is let go."""
        guide = self.guide_of(conversation)
        self._records.apply(conversation.id, turn.turn_id, lambda now: guide.command(now, "no"))
        self._records.new_visit(conversation.id)
        return self._finish(conversation.id, turn, [self._say(conversation, "only_the_person")], "gateway")

    def _sender(self, conversation: Conversation) -> str:
        if conversation.sender_id is None:
            return self._records.new_visit(conversation.id)
        return conversation.sender_id

    def _heed(self, conversation: Conversation, turn: AnyTurn, sign: Sign) -> Turn:
        """Pause and say where help is. Rasa does not hear of it, and gets a new visit next time."""
        guide = self.guide_of(conversation)
        self._records.new_visit(conversation.id)
        _, outcome = self._records.apply(conversation.id, turn.turn_id, lambda now: guide.safety(now, sign))
        said = outcome.said if outcome else guide.safety(conversation.journey, sign).said
        return self._finish(conversation.id, turn, _as_messages(said), "gateway")

    def _without_rasa(self, conversation: Conversation, turn: AnyTurn, text: str) -> list[Message]:
        """Go on by the same rules, without reading free words. Rasa gets a new visit next time."""
        self._records.new_visit(conversation.id)
        if self._records.has_applied(conversation.id, turn.turn_id):  # Rasa made the change; its words were lost
            ended = self._records.get(conversation.id).journey.stage == "ended"
            return [self._say(conversation, "deleted" if ended else "it_went_through")]
        guide, scheme = self.guide_of(conversation), self.scheme_of(conversation)
        question = question_of(scheme, conversation.journey)
        if isinstance(turn, TextTurn) and self._answers_a_thought(conversation.journey, text):
            _, outcome = self._records.apply(conversation.id, turn.turn_id, lambda now: guide.write(now, text))
            return _as_messages(outcome.said) if outcome else [self._say(conversation, "it_went_through")]
        if isinstance(turn, TextTurn):
            read = self._read(text, turn.turn_id, question, waits=conversation.journey.confirm is not None)
            if read is None:
                return [self._say(conversation, "no_words_now")]
            turn = read
        if isinstance(turn, ChoiceTurn):
            choice = turn
            _, outcome = self._records.apply(
                conversation.id, turn.turn_id, lambda now: guide.choose(now, choice.question_id, choice.option_id)
            )
        else:
            command = turn
            _, outcome = self._records.apply(
                conversation.id, turn.turn_id, lambda now: guide.command(now, command.name, command.about)
            )
        if outcome is None:
            return [self._say(conversation, "it_went_through")]
        return [self._say(conversation, "buttons_only"), *_as_messages(outcome.said)]

    def _answers_a_thought(self, journey: Journey, text: str) -> bool:
        """Whether words are for the plan. They need no reading, so they are kept with Rasa or without."""
        thought = open_prompt(self._library, journey)
        return thought is not None and journey.confirm is None and normalise(text) not in self._plain_commands

    def _read(self, text: str, turn_id: str, question: Question | None, waits: bool) -> ChoiceTurn | CommandTurn | None:
        """Typed words as a turn, without Rasa: a plain yes or no to what waits for one, else words for one option,
        else a command in plain words ("person", "help")."""
        if waits:
            name = plain_yes_or_no(text)
            return CommandTurn(type="command", turn_id=turn_id, name=name) if name else None
        option = match_option(question, text) if question else None
        if question is not None and option is not None:
            return ChoiceTurn(type="choice", turn_id=turn_id, question_id=question.id, option_id=option.id)
        known = self._plain_commands.get(normalise(text))
        return CommandTurn.model_validate({"type": "command", "turn_id": turn_id, "name": known}) if known else None

    def _finish(self, conversation_id: str, turn: AnyTurn, said: list[Message], by: str) -> Turn:
        after = self._records.get(conversation_id)
        reply = self.now(after, said)
        if not reply.messages and reply.question is None:
            reply = self.now(after, [self._say(after, "not_understood")])
        if after.journey.stage == "ended":
            self._records.delete(conversation_id)
        else:
            turns = self._records.keep_reply(conversation_id, turn.turn_id, reply.model_dump(mode="json"))
            if turns >= self._settings.visit_turns:
                self._long_visits.add(conversation_id)
        self._taken.labels(by=by).inc()
        return reply

    def _say(self, conversation: Conversation, message: str, **values: object) -> Message:
        return Message(kind="notice", text=self.words_of(conversation).say(message, **values))


def _only_for_the_person(conversation: Conversation, turn: AnyTurn) -> bool:
    losing = ("delete", "restart")
    if isinstance(turn, CommandTurn) and turn.name in losing:
        return True
    said_no = isinstance(turn, CommandTurn) and turn.name == "no"
    return conversation.journey.confirm in losing and not said_no


def _as_messages(said: tuple[Said, ...]) -> list[Message]:
    return [Message(**asdict(one)) for one in said]


def _thought(library: Library, journey: Journey) -> QuestionOut | None:
    """The open thought for the plan, as a question that wants words."""
    prompt = open_prompt(library, journey)
    if prompt is None:
        return None
    asked = [one.id for one in prompts_for(library, journey)]
    return QuestionOut(
        id=prompt.id,
        domain=library.say("your_plan"),
        text=prompt.text,
        why=library.say("why_thought"),
        help=library.say("thought_help"),
        kind="text",
        options=tuple(OptionOut(id=one.id, label=one.label) for one in RATINGS) if prompt.wealth else (),
        numbered=False,
        position=asked.index(prompt.id) + 1,
        total=len(asked),
    )


def _question(scheme: Scheme, conversation: Conversation) -> QuestionOut | None:
    question = question_of(scheme, conversation.journey)
    if question is None:
        return None
    asked = [one.id for one in scheme.asked(conversation.journey.answers)]
    return QuestionOut(
        id=question.id,
        domain=scheme.domain_of[question.id].title,
        text=question.text,
        why=question.why,
        help=question.help,
        kind=question.kind,
        number=question.number,
        numbered=question.numbered,
        picture=question.picture,
        suggested=suggested(conversation.journey),
        options=tuple(OptionOut(id=option.id, label=option.label) for option in question.all_options),
        position=asked.index(question.id) + 1 if question.id in asked else len(asked),
        total=len(asked),
    )
