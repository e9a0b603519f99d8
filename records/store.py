"""Reading and writing assessments. Each public method is one transaction."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, create_engine, delete, event, select, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from records.models import AnswerRow, ConversationRow, TurnRow
from scoring.guide import Outcome
from scoring.journey import Confirm, Journey, Stage


class NoSuchConversation(Exception):
    """There is no conversation of this id, or it has been deleted."""


class WrongToken(Exception):
    """The conversation is there, but the token is not its own."""


@dataclass(frozen=True)
class Conversation:
    """One assessment as stored. `sender_id` is its name to Rasa for this visit, `visit_turns` the turns it has had."""

    id: str
    organisation: str
    scheme_id: str
    scheme_version: str
    language: str
    journey: Journey
    sender_id: str | None
    visit_turns: int


class Records:
    """The store. Safe to share between threads; several processes may use one database."""

    def __init__(self, url: str, tracker_url: str | None = None) -> None:
        """Open a database by SQLAlchemy URL; `tracker_url` is where Rasa keeps its trackers."""
        self.engine = open_engine(url)
        self._trackers = open_engine(tracker_url, patience=1.0) if tracker_url else None
        self._log_is_full_of_deleted_rows = False

    def create(self, organisation: str, scheme_id: str, scheme_version: str, language: str) -> tuple[Conversation, str]:
        """A new conversation and its token, which is not stored and cannot be had again."""
        token = secrets.token_urlsafe(32)
        now = _now()
        row = ConversationRow(
            id=str(uuid.uuid4()),
            token_hash=_hash(token),
            organisation=organisation,
            scheme_id=scheme_id,
            scheme_version=scheme_version,
            language=language,
            stage="welcome",
            tries=0,
            visit_turns=0,
            created_at=now,
            used_at=now,
        )
        with self._write() as session:
            session.add(row)
            session.flush()
            return _conversation(session, row), token

    def get(self, conversation_id: str, token: str | None = None) -> Conversation:
        """The conversation; with a token, only if it is the right one.

        Raises:
            NoSuchConversation, WrongToken
        """
        with Session(self.engine) as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise NoSuchConversation
            if token is not None and not hmac.compare_digest(row.token_hash, _hash(token)):
                raise WrongToken
            return _conversation(session, row)

    def by_sender(self, sender_id: str) -> Conversation | None:
        """The conversation that Rasa knows by this name now; None for a name of an earlier visit."""
        with Session(self.engine) as session:
            row = session.scalar(select(ConversationRow).where(ConversationRow.sender_id == sender_id))
            return _conversation(session, row) if row else None

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
            row = _locked(session, conversation_id)
            turn = session.get(TurnRow, (conversation_id, turn_id))
            if turn is not None and turn.applied:
                return _conversation(session, row), None
            outcome = respond(_conversation(session, row).journey)
            _write_journey(session, row, outcome.journey)
            row.used_at = _now()
            if turn is None:
                session.add(TurnRow(conversation_id=row.id, turn_id=turn_id, applied=True, created_at=row.used_at))
            else:
                turn.applied = True
            session.flush()
            return _conversation(session, row), outcome

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
        """Remember the reply to a turn, before it is sent. Returns how many turns this visit has had."""
        with self._write() as session:
            row = _locked(session, conversation_id)
            turn = session.get(TurnRow, (conversation_id, turn_id))
            if turn is None:
                turn = TurnRow(conversation_id=row.id, turn_id=turn_id, applied=False, created_at=_now())
                session.add(turn)
            turn.reply = reply
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

    def new_visit(self, conversation_id: str) -> str:
        """A new random name for Rasa; the trackers of the old name are deleted."""
        sender_id = str(uuid.uuid4())
        with self._write() as session:
            row = _locked(session, conversation_id)
            old, row.sender_id, row.visit_turns = row.sender_id, sender_id, 0
        self._forget_trackers([old] if old else [])
        return sender_id

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation: answers, turns and trackers. Deleting twice is no error."""
        with self._write() as session:
            row = session.get(ConversationRow, conversation_id)
            sender = row.sender_id if row else None
            session.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))
        self._forget_trackers([sender] if sender else [])
        self._empty_the_log()

    def delete_unused(self, since: dt.datetime) -> int:
        """Delete conversations that nobody has used since then, and trackers of visits that are over.

        Rasa may write a tracker after its visit is over, when a turn was slow. Returns how many conversations.
        """
        with self._write() as session:
            done = session.execute(delete(ConversationRow).where(ConversationRow.used_at < since))
            gone = cast("CursorResult[Any]", done).rowcount
        self._log_is_full_of_deleted_rows |= gone > 0
        self._forget_lost_trackers()
        if self._log_is_full_of_deleted_rows:
            self._empty_the_log()
        return int(gone)

    def ready(self) -> bool:
        """Whether the database answers and has its tables."""
        try:
            with Session(self.engine) as session:
                session.execute(select(ConversationRow.id).limit(1))
        except DatabaseError:
            return False
        return True

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with Session(self.engine) as session, session.begin():
            session.execute(text("BEGIN IMMEDIATE")) if self.engine.dialect.name == "sqlite" else None
            yield session

    def _forget_trackers(self, senders: list[str]) -> None:
        """Delete Rasa's rows by visit. When Rasa is just writing, they are left to `_forget_lost_trackers`."""
        if not senders or self._trackers is None:
            return
        with contextlib.suppress(DatabaseError), self._trackers.begin() as connection:
            if self._trackers.dialect.has_table(connection, "events"):  # not there before Rasa's first visit
                for sender in senders:
                    connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})

    def _forget_lost_trackers(self) -> None:
        """Delete the trackers of every visit that is not going on.

        The trackers are read first, since a visit may begin meanwhile.
        """
        if self._trackers is None:
            return
        with contextlib.suppress(DatabaseError), self._trackers.connect() as connection:
            if not self._trackers.dialect.has_table(connection, "events"):
                return
            found = set(connection.execute(text("SELECT DISTINCT sender_id FROM events")).scalars())
        with Session(self.engine) as session:
            known = set(session.scalars(select(ConversationRow.sender_id)))
        if found - known:
            self._forget_trackers(sorted(found - known))
            self._log_is_full_of_deleted_rows = True

    def _empty_the_log(self) -> None:
        """SQLite keeps old pages in its write-ahead log: copy what counts and cut the log to nothing.

        While another reader holds the log this is put off to the next `delete_unused`.
        """
        self._log_is_full_of_deleted_rows = False
        for engine in (self.engine, self._trackers):
            if engine is not None and engine.dialect.name == "sqlite":
                with engine.connect() as connection:
                    connection.execute(text("PRAGMA busy_timeout=500"))
                    busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
                    connection.execute(text("PRAGMA busy_timeout=10000"))
                    self._log_is_full_of_deleted_rows |= bool(busy)


def open_engine(url: str, patience: float = 10.0, migrating: bool = False) -> Engine:
    """An engine whose errors do not show what was stored.

    For SQLite: WAL mode, waiting `patience` seconds for its turn, overwriting what is deleted. While
    migrating, foreign keys are off, since rebuilding a table would delete what hangs on it.
    """
    engine = create_engine(make_url(url), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        pragmas = (
            f"busy_timeout={int(patience * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'OFF' if migrating else 'ON'}",
            "secure_delete=ON",
        )

        def set_up(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        event.listen(engine, "connect", set_up)
        if migrating:
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _locked(session: Session, conversation_id: str) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id, with_for_update=True)
    if row is None:
        raise NoSuchConversation
    return row


def _conversation(session: Session, row: ConversationRow) -> Conversation:
    journey = Journey(
        stage=cast(Stage, row.stage),
        answers=_answers(session, row.id),
        open_question=row.open_question,
        return_to=cast("Stage | None", row.return_to),
        confirm=cast("Confirm | None", row.confirm),
        tries=row.tries,
    )
    return Conversation(
        row.id,
        row.organisation,
        row.scheme_id,
        row.scheme_version,
        row.language,
        journey,
        row.sender_id,
        row.visit_turns,
    )


def _answers(session: Session, conversation_id: str) -> dict[str, str]:
    found = select(AnswerRow.question_id, AnswerRow.option_id).where(AnswerRow.conversation_id == conversation_id)
    return {row.question_id: row.option_id for row in session.execute(found)}


def _write_journey(session: Session, row: ConversationRow, journey: Journey) -> None:
    row.stage, row.open_question, row.return_to = journey.stage, journey.open_question, journey.return_to
    row.confirm, row.tries = journey.confirm, journey.tries
    kept = _answers(session, row.id)
    for question_id, option_id in journey.answers.items():
        if kept.get(question_id) != option_id:
            session.merge(AnswerRow(conversation_id=row.id, question_id=question_id, option_id=option_id))
    gone = kept.keys() - journey.answers.keys()
    if gone:
        session.execute(delete(AnswerRow).where(AnswerRow.conversation_id == row.id, AnswerRow.question_id.in_(gone)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
