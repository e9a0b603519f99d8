"""Who may open a conversation: the person, by a token or a code, and one helper, until they are shut out."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import rows
from records.codes import as_written, new_code, until
from records.models import CodeRow, GuestRow
from records.rows import Conversation, NoSuchConversation, aware, conversation_in, hashed, locked


class Doors:
    """Codes and tokens. Each public method is one transaction."""

    engine: Engine

    @abstractmethod
    def _write(self) -> AbstractContextManager[Session]: ...

    def now(self) -> dt.datetime:
        """This moment."""
        return rows.now()

    def make_code(self, conversation_id: str) -> str:
        """A code to come back with. It is not stored and cannot be had again; an older one stops working."""
        code, now = new_code(), self.now()
        with self._write() as session:
            locked(session, conversation_id)
            row = CodeRow(conversation_id=conversation_id, code_hash=hashed(as_written(code)), until=until(now))
            session.merge(row)
        return code

    def come_back(self, code: str) -> tuple[Conversation, str]:
        """The conversation of a code, with a new token. The code works no more, and neither does the old token.

        The code of somebody who was let in gives a token of their own, beside the person's.

        Raises:
            NoSuchConversation: for a code that never was, was used, or is too old.
        """
        token = secrets.token_urlsafe(32)
        with self._write() as session:
            found = session.scalar(select(CodeRow).where(CodeRow.code_hash == hashed(as_written(code))))
            if found is None:
                return self._come_in(session, code, token)
            if aware(found.until) < self.now():
                raise NoSuchConversation
            row = locked(session, found.conversation_id)
            session.delete(found)
            row.token_hash, row.used_at = hashed(token), self.now()
            return conversation_in(session, row), token

    def shut(self, conversation_id: str) -> None:
        """Make the token worthless: whoever goes back to an old page finds nothing. The answers go when they age."""
        with self._write() as session:
            row = locked(session, conversation_id)
            row.token_hash = hashed(secrets.token_urlsafe(32))

    def let_in(self, conversation_id: str) -> str:
        """A code for somebody who helps, on a device of their own. A new code shuts out whoever had the one before."""
        code, end = new_code(), until(self.now())
        code_hash = hashed(as_written(code))
        with self._write() as session:
            locked(session, conversation_id)
            session.merge(GuestRow(conversation_id=conversation_id, code_hash=code_hash, token_hash=None, until=end))
        return code

    def shut_out(self, conversation_id: str) -> None:
        """Whoever was let in sees nothing more, from now on. Without anybody there, nothing happens."""
        with self._write() as session:
            guest = session.get(GuestRow, conversation_id)
            if guest is not None:
                session.delete(guest)

    def guest(self, conversation_id: str) -> Literal["nobody", "invited", "here"]:
        """Whether somebody was let in: nobody, somebody who has not come yet, or somebody who has."""
        with Session(self.engine) as session:
            found = session.get(GuestRow, conversation_id)
            if found is None or aware(found.until) < self.now():
                return "nobody"
            return "here" if found.token_hash else "invited"

    def is_guest(self, session: Session, conversation_id: str, token: str) -> bool:
        """Whether this is the token of somebody who was let in, and not too old."""
        found = session.get(GuestRow, conversation_id)
        if found is None or found.token_hash is None or aware(found.until) < self.now():
            return False
        return hmac.compare_digest(found.token_hash, hashed(token))

    def _come_in(self, session: Session, code: str, token: str) -> tuple[Conversation, str]:
        found = session.scalar(select(GuestRow).where(GuestRow.code_hash == hashed(as_written(code))))
        if found is None or aware(found.until) < self.now():
            raise NoSuchConversation
        row = locked(session, found.conversation_id)
        found.code_hash, found.token_hash = None, hashed(token)
        return conversation_in(session, row, guest=True), token
