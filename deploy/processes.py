"""The three processes: what each is started with, and how to tell that it is ready."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP_PYTHON = ROOT / ".venv" / "bin" / "python"
RASA_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Models:
    """What was learnt: Rasa's model, and what answers mean."""

    dialogue: Path
    meanings: Path


class CannotRun(Exception):
    """One sentence that says what is wrong and what to do."""


@dataclass(frozen=True)
class Process:
    """One process. `ready` is an address that answers 200 once it can serve."""

    name: str
    command: tuple[str, ...]
    ready: str
    cwd: Path = ROOT
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """Where everything listens and is kept."""

    var: Path
    host: str
    port: int
    rasa_port: int
    actions_port: int
    models: Models
    data: Path

    @property
    def address(self) -> str:
        """What a person opens."""
        return f"http://{self.host}:{self.port}"


def choose_places(models: Models, environment: Mapping[str, str] | None = None) -> Places:
    """Places from `FIRST_STEP_*`; inner ports that are not named are picked free.

    Raises:
        CannotRun: when the public port is taken or is no port.
    """
    env = os.environ if environment is None else environment
    host = env.get("FIRST_STEP_HOST", "127.0.0.1")
    asked = env.get("FIRST_STEP_PORT", "8000")
    if not asked.isdigit() or not 1 <= int(asked) <= 65535:
        raise CannotRun(f"FIRST_STEP_PORT is {asked!r}, which is no port. Use a number from 1 to 65535.")
    if not _is_free(host, int(asked)):
        raise CannotRun(
            f"Port {asked} is taken by another program. Stop that program, or choose another port: "
            f"`make run FIRST_STEP_PORT={int(asked) + 1 if int(asked) < 65535 else 8001}`."
        )
    rasa_port = _inner_port(env.get("FIRST_STEP_RASA_PORT"), 5005, {int(asked)})
    actions_port = _inner_port(env.get("FIRST_STEP_ACTIONS_PORT"), 5055, {int(asked), rasa_port})
    return Places(
        var=Path(env.get("FIRST_STEP_VAR", str(ROOT / "var"))),
        host=host,
        port=int(asked),
        rasa_port=rasa_port,
        actions_port=actions_port,
        models=models,
        data=Path(env.get("FIRST_STEP_DATA_DIR", str(ROOT / "data"))),
    )


def environment_for(places: Places) -> dict[str, str]:
    """The variables that the processes share. The secret is new for each run."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "FIRST_STEP_DATA_DIR": str(places.data),
        "FIRST_STEP_MEANINGS": str(places.models.meanings),
        "FIRST_STEP_DATABASE_URL": os.environ.get("FIRST_STEP_DATABASE_URL", f"sqlite:///{places.var}/first-step.db"),
        "FIRST_STEP_TRACKER_FILE": str(places.var / "trackers.db"),
        "FIRST_STEP_RASA_URL": f"http://127.0.0.1:{places.rasa_port}",
        "FIRST_STEP_ACTIONS_URL": f"http://127.0.0.1:{places.actions_port}/webhook",
        "FIRST_STEP_ACTIONS_SECRET": secrets.token_urlsafe(24),
        "RASA_TELEMETRY_ENABLED": "false",
        "OPENBLAS_NUM_THREADS": "1",  # one short sentence is read quicker by one thread than by many
    }


def processes(places: Places) -> list[Process]:
    """The three, in the order in which they become useful."""
    env = environment_for(places)
    uvicorn = (str(APP_PYTHON), "-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--factory")
    return [
        Process(
            "actions",
            (*uvicorn, "actions.server:create_app", "--host", "127.0.0.1", "--port", str(places.actions_port)),
            f"http://127.0.0.1:{places.actions_port}/healthz",
            env=env,
        ),
        Process(
            "gateway",
            (*uvicorn, "web_widget.app:create_app", "--host", places.host, "--port", str(places.port)),
            f"{places.address}/healthz",
            env=env,
        ),
        Process(
            "dialogue",
            (
                str(RASA_PYTHON),
                "launch.py",
                "run",
                "-m",
                str(places.models.dialogue),
                "--endpoints",
                "endpoints.yml",
                "--credentials",
                "credentials.yml",
                "-i",
                "127.0.0.1",
                "-p",
                str(places.rasa_port),
            ),
            f"http://127.0.0.1:{places.rasa_port}/",
            cwd=ROOT / "bot",
            env=env,
        ),
    ]


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _inner_port(asked: str | None, usual: int, others: set[int]) -> int:
    if asked:
        if not asked.isdigit() or int(asked) in others or not _is_free("127.0.0.1", int(asked)):
            raise CannotRun(f"The inner port {asked} is taken or is no port. Leave it out, and a free one is picked.")
        return int(asked)
    if usual not in others and _is_free("127.0.0.1", usual):
        return usual
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
