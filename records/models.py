"""The tables. An assessment is a conversation, its answers and its turns, and nothing else is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class ConversationRow(Base):
    """Where one person is. The token is stored as its SHA-256 hash only."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    organisation: Mapped[str] = mapped_column(String(60))
    scheme_id: Mapped[str] = mapped_column(String(60))
    scheme_version: Mapped[str] = mapped_column(String(31))
    language: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(String(12))
    open_question: Mapped[str | None] = mapped_column(String(60))
    return_to: Mapped[str | None] = mapped_column(String(12))
    confirm: Mapped[str | None] = mapped_column(String(12))
    tries: Mapped[int]
    talk: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is in the air between two turns; the fields of `Journey` that are not columns of their own."""
    sender_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    visit_turns: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_conversations_used_at", "used_at"),)


class AnswerRow(Base):
    """One answer, by the ids of its question and option."""

    __tablename__ = "answers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    option_id: Mapped[str] = mapped_column(String(60))


class TurnRow(Base):
    """One turn, so that the same `turn_id` writes once and answers the same.

    `applied` is set with the change that the turn made; `reply` holds the turn that was answered.
    What the person typed is not here.
    """

    __tablename__ = "turns"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    turn_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    applied: Mapped[bool]
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    danger: Mapped[bool] = mapped_column(default=False)
    """Whether the reply speaks of danger; that is taken out of it with the next turn."""
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class PlanRow(Base):
    """A person's plan, whole, with the number of times that it was written."""

    __tablename__ = "plans"

    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class GuestRow(Base):
    """Somebody whom the person let in, at most one for each conversation: a code until they come, then their token."""

    __tablename__ = "guests"

    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class CodeRow(Base):
    """The hash of a code to come back with; at most one for each conversation."""

    __tablename__ = "codes"

    conversation_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    until: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
