"""Rasa over its REST channel, on loopback."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from scoring.saying import Kind
from web_widget.schemas import ChoiceTurn, CommandTurn, Message, TextTurn


class NoReply(Exception):
    """Rasa is not there, too slow, or said nothing that can be used."""


class Rasa:
    """Says a turn to Rasa. After a turn that was too slow, Rasa is left alone for a while."""

    def __init__(self, url: str, timeout: float, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        limits = httpx.Timeout(timeout, connect=min(timeout, 2.0))
        self._client = httpx.AsyncClient(base_url=url, timeout=limits, trust_env=False)  # never by way of a proxy
        self._rest, self._clock, self._resting_until = rest, clock, 0.0

    async def say(
        self, sender_id: str, turn: TextTurn | ChoiceTurn | CommandTurn, text: str, meanings: list[str], heeded: bool
    ) -> list[Message]:
        """The messages that Rasa answers. `text` is the cleaned text of a text turn, `meanings` the vectors of it.
        `heeded`: a possible sign of danger was seen in it, and nothing of it may be kept.

        Raises:
            NoReply
        """
        metadata = {"turn_id": turn.turn_id, "meanings": meanings, "heeded": heeded}
        return _messages(await self._post(sender_id, _payload(turn, text), metadata))

    async def begin(self, sender_id: str) -> None:
        """Begin a visit before its first turn. Raises `NoReply`; the first turn then begins it itself."""
        await self._post(sender_id, "/session_start", {})

    async def _post(self, sender_id: str, message: str, metadata: dict[str, Any]) -> Any:
        if self._clock() < self._resting_until:
            raise NoReply("resting")
        body = {"sender": sender_id, "message": message, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            return response.json()
        except httpx.TimeoutException:
            self._resting_until = self._clock() + self._rest
            raise NoReply("slow") from None
        except (httpx.HTTPError, json.JSONDecodeError):
            raise NoReply("down") from None

    async def ready(self) -> bool:
        """Whether Rasa answers."""
        try:
            return (await self._client.get("/")).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _payload(turn: TextTurn | ChoiceTurn | CommandTurn, text: str) -> str:
    """Only here is a slash payload made; typed text has lost its leading slashes."""
    if isinstance(turn, ChoiceTurn):
        return "/choose" + json.dumps({"question_id": turn.question_id, "option_id": turn.option_id})
    if isinstance(turn, CommandTurn):
        named = json.dumps({"question_id": turn.about}) if turn.about else ""
        return f"/command_{turn.name}{named}"
    return text


_KIND = TypeAdapter[Kind](Kind)


def _messages(items: Any) -> list[Message]:
    """Rasa's list as messages; raises `NoReply` when it is empty or not what the actions send."""
    found: list[Message] = []
    asked = False
    for item in items if isinstance(items, list) else []:
        custom = item.get("custom") if isinstance(item, dict) else None
        if not isinstance(custom, dict):
            continue
        if custom.get("kind") == "question":
            asked = True
            continue
        try:
            found.append(Message.model_validate(custom))
        except ValidationError:
            continue
    if not found and not asked:
        raise NoReply("silent")
    return found
