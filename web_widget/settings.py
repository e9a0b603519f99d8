"""Settings of the gateway."""

from __future__ import annotations

from pydantic import Field

from records.settings import Settings


class GatewaySettings(Settings):
    """`FIRST_STEP_*` variables that only the gateway reads. Times are in seconds."""

    host: str = "127.0.0.1"
    port: int = 8000
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout: float = Field(default=8.0, gt=0)
    rasa_rest: float = Field(default=10.0, ge=0)
    """After a turn that was too slow, how long to leave Rasa alone."""
    visit_turns: int = Field(default=3, ge=1)
    """Turns before Rasa gets a new name for the talk, which keeps every turn as quick as the first."""
    text_limit: int = Field(default=2000, ge=100)
    body_limit: int = Field(default=1_000_000, ge=10_000)
    keep_days: int = Field(default=30, ge=1)
