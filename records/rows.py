"""Rows of the database as what they mean, for everything that reads them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AnswerRow, ConversationRow
from scoring.journey import Confirm, Earlier, Journey, Stage, Thought


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
    guest: bool = False
    """Whether it was opened by somebody whom the person let in."""


def locked(session: Session, conversation_id: str) -> ConversationRow:
    """The row, held until the transaction ends. Raises `NoSuchConversation`."""
    row = session.get(ConversationRow, conversation_id, with_for_update=True)
    if row is None:
        raise NoSuchConversation
    return row


def conversation_in(session: Session, row: ConversationRow, guest: bool = False) -> Conversation:
    """A conversation with its answers."""
    journey = Journey(
        stage=cast(Stage, row.stage),
        answers=_answers(session, row.id),
        open_question=row.open_question,
        return_to=cast("Stage | None", row.return_to),
        confirm=cast("Confirm | None", row.confirm),
        tries=row.tries,
        last=row.talk.get("last"),
        closer=tuple(row.talk.get("closer", ())),
        heard=row.talk.get("heard", {}),
        held=row.talk.get("held", ""),
        notes=tuple(row.talk.get("notes", ())),
        topic=row.talk.get("topic"),
        aside=row.talk.get("aside", {}),
        carried=row.talk.get("carried", {}),
        prompt=row.talk.get("prompt"),
        asked=tuple(row.talk.get("asked", ())),
        said=tuple(Thought(**one) for one in row.talk.get("said", ())),
        rated=row.talk.get("rated", {}),
        earlier=tuple(Earlier(**one) for one in row.talk.get("earlier", ())),
        helping=row.talk.get("helping", ""),
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
        guest,
    )


def _answers(session: Session, conversation_id: str) -> dict[str, str]:
    found = select(AnswerRow.question_id, AnswerRow.option_id).where(AnswerRow.conversation_id == conversation_id)
    return {row.question_id: row.option_id for row in session.execute(found)}


def hashed(token: str) -> str:
    """A token or a code as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def aware(moment: dt.datetime) -> dt.datetime:
    """A moment with its zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)  # SQLite keeps no zone; ours are all UTC


def now() -> dt.datetime:
    """This moment."""
    return dt.datetime.now(dt.UTC)
