"""Where things are. Every setting is an environment variable that begins with `FIRST_STEP_`."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings that the gateway and the actions share."""

    model_config = SettingsConfigDict(env_prefix="FIRST_STEP_", extra="ignore")

    data_dir: Path = ROOT / "data"
    database_url: str = f"sqlite:///{ROOT}/var/first-step.db"
    tracker_file: Path = ROOT / "var" / "trackers.db"
    actions_secret: str = ""
    meanings: Path | None = None
    """What answers in free words mean, as `deploy.train` learnt it. Without it only exact words are understood."""

    @property
    def tracker_url(self) -> str:
        """Rasa's tracker store, as a SQLAlchemy URL."""
        return f"sqlite:///{self.tracker_file}"
