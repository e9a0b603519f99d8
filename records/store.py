"""Reading and writing assessments. Each public method is one transaction."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from records.doors import Doors
from records.engine import empty_the_log, open_engine
from records.models import AnswerRow, ConversationRow, PlanRow, TurnRow
from records.rows import Conversation, NoSuchConversation, WrongToken, conversation_in, hashed, locked
from records.rows import now as _now
from records.trackers import Trackers
from scoring.journey import Earlier, Journey, Thought
from scoring.plan import Plan, filled, with_said
from scoring.saying import Outcome


class PlanChanged(Exception):
    """Somebody else has written in the plan since; `version` and `plan` are as it is now."""

    def __init__(self, version: int, plan: Plan) -> None:
        self.version, self.plan = version, plan
        super().__init__(f"The plan is at version {version} now.")


class Records(Doors):
    """The store. Safe to share between threads; several processes may use one database."""

    def __init__(self, url: str, tracker_url: str | None = None) -> None:
        """Open a database by SQLAlchemy URL; `tracker_url` is where Rasa keeps its trackers."""
        self.engine = open_engine(url)
        self.trackers = Trackers(tracker_url)
        self._log_has_deleted_rows = False

    def create(self, organisation: str, scheme_id: str, scheme_version: str, language: str) -> tuple[Conversation, str]:
        """A new conversation and its token, which is not stored and cannot be had again."""
        token = secrets.token_urlsafe(32)
        now = _now()
        row = ConversationRow(
            id=str(uuid.uuid4()),
            token_hash=hashed(token),
            organisation=organisation,
            scheme_id=scheme_id,
            scheme_version=scheme_version,
            language=language,
            stage="welcome",
            tries=0,
            talk={},
            visit_turns=0,
            created_at=now,
            used_at=now,
        )
        with self._write() as session:
            session.add(row)
            session.flush()
            return conversation_in(session, row), token

    def get(self, conversation_id: str, token: str | None = None) -> Conversation:
        """The conversation; with a token, only if it is the person's own, or of somebody whom they let in.

        Raises:
            NoSuchConversation, WrongToken
        """
        with Session(self.engine) as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise NoSuchConversation
            guest = False
            if token is not None and not hmac.compare_digest(row.token_hash, hashed(token)):
                guest = self.is_guest(session, conversation_id, token)
                if not guest:
                    raise WrongToken
            return conversation_in(session, row, guest)

    def speak(self, conversation_id: str, language: str) -> None:
        """Go on in another language."""
        with self._write() as session:
            locked(session, conversation_id).language = language

    def by_sender(self, sender_id: str) -> Conversation | None:
        """The conversation that Rasa knows by this name now; None for a name of an earlier visit."""
        with Session(self.engine) as session:
            row = session.scalar(select(ConversationRow).where(ConversationRow.sender_id == sender_id))
            return conversation_in(session, row) if row else None

    def apply(
        self, conversation_id: str, turn_id: str, respond: Callable[[Journey], Outcome]
    ) -> tuple[Conversation, Outcome | None]:
        """Make the one change of a turn, and remember that it was made, in one transaction.

        Returns:
            The conversation as it is now, and the outcome; no outcome if this turn had already made its change.

        Raises:
            NoSuchConversation; and whatever `respond` raises, with nothing written.
        """
        with self._write() as session:
            row = locked(session, conversation_id)
            turn = session.get(TurnRow, (conversation_id, turn_id))
            if turn is not None and turn.applied:
                return conversation_in(session, row), None
            before = conversation_in(session, row)
            outcome = respond(before.journey)
            _write_journey(session, row, before.journey.answers, outcome.journey)
            if outcome.scheme is not None:
                row.scheme_id, row.scheme_version = outcome.scheme
            row.used_at = _now()
            if turn is None:
                turn = TurnRow(
                    conversation_id=row.id, turn_id=turn_id, applied=True, danger=False, created_at=row.used_at
                )
                session.add(turn)
            else:
                turn.applied = True
            scheme_id, version = outcome.scheme or (before.scheme_id, before.scheme_version)
            return replace(before, journey=outcome.journey, scheme_id=scheme_id, scheme_version=version), outcome

    def has_applied(self, conversation_id: str, turn_id: str) -> bool:
        """Whether this turn has made its change."""
        with Session(self.engine) as session:
            turn = session.get(TurnRow, (conversation_id, turn_id))
            return turn is not None and turn.applied

    def reply(self, conversation_id: str, turn_id: str) -> dict[str, Any] | None:
        """The reply that this turn was given before, if it was."""
        with Session(self.engine) as session:
            turn = session.get(TurnRow, (conversation_id, turn_id))
            return turn.reply if turn else None

    def keep_reply(self, conversation_id: str, turn_id: str, reply: dict[str, Any]) -> int:
        """Remember the reply to a turn, before it is sent. Returns how many turns this visit has had.

        What an earlier reply said about danger is taken out: it was kept only in case that reply was lost on the way.
        """
        with self._write() as session:
            row = locked(session, conversation_id)
            _forget_danger(session, conversation_id)
            turn = session.get(TurnRow, (conversation_id, turn_id))
            if turn is None:
                turn = TurnRow(conversation_id=row.id, turn_id=turn_id, applied=False, danger=False, created_at=_now())
                session.add(turn)
            turn.reply = reply
            turn.danger = any(one["kind"] == "safety" for one in reply.get("messages", ()))
            row.visit_turns += 1
            return row.visit_turns

    def last_reply(self, conversation_id: str) -> dict[str, Any] | None:
        """The newest reply of a conversation."""
        with Session(self.engine) as session:
            newest = (
                select(TurnRow.reply)
                .where(TurnRow.conversation_id == conversation_id, TurnRow.reply.is_not(None))
                .order_by(TurnRow.created_at.desc())
                .limit(1)
            )
            return session.scalar(newest)

    def plan(self, conversation_id: str) -> tuple[int, Plan]:
        """The plan and its version; version 0 is the one that nobody has written in yet.

        It begins with the words that the person asked to be kept.
        """
        with Session(self.engine) as session:
            return _plan(session, conversation_id)

    def keep_plan(self, conversation_id: str, version: int, plan: Plan) -> int:
        """Keep a plan that was made from `version`; returns the new version.

        Raises:
            NoSuchConversation
            PlanChanged: when somebody else has written in it since; nothing is overwritten.
        """
        with self._write() as session:
            row = locked(session, conversation_id)
            now, newest = _plan(session, conversation_id)
            if now != version:
                raise PlanChanged(now, newest)
            body = plan.model_dump(mode="json")
            session.merge(PlanRow(conversation_id=conversation_id, version=version + 1, body=body))
            rest = {name: value for name, value in row.talk.items() if name not in IN_THE_PLAN}
            row.talk = {**rest, "asked": sorted({*rest.get("asked", ()), *filled(plan)})}
            row.used_at = _now()
            return version + 1

    def new_visit(self, conversation_id: str) -> str:
        """A new random name for Rasa; the trackers of the old name are deleted."""
        sender_id = str(uuid.uuid4())
        with self._write() as session:
            row = locked(session, conversation_id)
            old, row.sender_id, row.visit_turns = row.sender_id, sender_id, 0
        self.trackers.forget([old] if old else [])
        return sender_id

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation: answers, turns and trackers. Deleting twice is no error."""
        with self._write() as session:
            row = session.get(ConversationRow, conversation_id)
            sender = row.sender_id if row else None
            session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))
        self.trackers.forget([sender] if sender else [])
        self._empty_the_logs()

    def delete_unused(self, since: dt.datetime) -> int:
        """Delete conversations that nobody has used since then, and trackers of visits that are over.

        Rasa may write a tracker after its visit is over, when a turn was slow. Returns how many conversations.
        """
        with self._write() as session:
            done = session.execute(delete(ConversationRow).where(ConversationRow.used_at < since))
            gone = cast("CursorResult[Any]", done).rowcount
        self._log_has_deleted_rows |= gone > 0
        self._log_has_deleted_rows |= self.trackers.forget_all_but(self._senders)
        if self._log_has_deleted_rows:
            self._empty_the_logs()
        return int(gone)

    def ready(self) -> bool:
        """Whether the database answers and has its tables."""
        try:
            with Session(self.engine) as session:
                session.execute(select(ConversationRow.id).limit(1))
        except DatabaseError:
            return False
        return True

    def _senders(self) -> set[str | None]:
        with Session(self.engine) as session:
            return set(session.scalars(select(ConversationRow.sender_id)))

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with Session(self.engine) as session, session.begin():
            session.execute(text("BEGIN IMMEDIATE")) if self.engine.dialect.name == "sqlite" else None
            yield session

    def _empty_the_logs(self) -> None:
        """Leave no deleted row in a write-ahead log; what cannot be done now is done by `delete_unused`."""
        done = [empty_the_log(engine) for engine in (self.engine, self.trackers.engine) if engine is not None]
        self._log_has_deleted_rows = not all(done)


def _forget_danger(session: Session, conversation_id: str) -> None:
    replies = select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.danger.is_(True))
    for turn in session.scalars(replies):
        messages = [one for one in (turn.reply or {}).get("messages", []) if one["kind"] != "safety"]
        turn.reply, turn.danger = {**(turn.reply or {}), "messages": messages}, False


TALK = (
    "last", "closer", "heard", "held", "notes", "topic", "aside", "carried", "prompt", "asked", "said", "rated",
    "earlier", "helping",
)  # fmt: skip
IN_THE_PLAN = ("notes", "said", "rated")
"""What has been said for the plan goes from the talk into the plan when that is written."""


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Thought | Earlier):
        return {name: _plain(one) for name, one in vars(value).items()}
    return dict(value) if isinstance(value, Mapping) else value


def _plan(session: Session, conversation_id: str) -> tuple[int, Plan]:
    """What is kept, and what was said for it after that."""
    kept = session.get(PlanRow, conversation_id)
    plan = Plan.model_validate_json(json.dumps(kept.body)) if kept else Plan()
    row = session.get(ConversationRow, conversation_id)
    talk = row.talk if row else {}
    said = [Thought(**one) for one in talk.get("said", ())]
    return kept.version if kept else 0, with_said(plan, talk.get("notes", ()), said, talk.get("rated", {}))


def _write_journey(session: Session, row: ConversationRow, kept: Mapping[str, str], journey: Journey) -> None:
    row.stage, row.open_question, row.return_to = journey.stage, journey.open_question, journey.return_to
    row.confirm, row.tries = journey.confirm, journey.tries
    row.talk = {name: _plain(getattr(journey, name)) for name in TALK if getattr(journey, name)}
    for question_id, option_id in journey.answers.items():
        if kept.get(question_id) != option_id:
            session.merge(AnswerRow(conversation_id=row.id, question_id=question_id, option_id=option_id))
    gone = kept.keys() - journey.answers.keys()
    if gone:
        session.execute(delete(AnswerRow).where(AnswerRow.conversation_id == row.id, AnswerRow.question_id.in_(gone)))
