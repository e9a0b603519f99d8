"""The whole thing running: gateway, actions and Rasa as real processes, each of which can be stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from deploy.processes import Process, choose_places, environment_for, processes
from deploy.train import trained
from records.migrate import migrate

START_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Any, seconds: float = START_SECONDS, of: str = "the condition") -> None:
    """Ask again and again until it holds; never a fixed wait."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError(f"{of} did not come true in {seconds} s")
        time.sleep(0.05)


def answers(address: str, status: int = 200) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(address, timeout=2).status_code == status
    return False


@dataclass
class Stack:
    """Three processes. `var` holds their databases and logs."""

    var: Path
    wanted: dict[str, Process]
    address: str
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        process = self.wanted[name]
        log = (self.var / f"{name}.log").open("ab")
        self.children[name] = subprocess.Popen(
            process.command, cwd=process.cwd, env=dict(process.env), stdout=log, stderr=log, start_new_session=True
        )

    def wait(self, name: str) -> None:
        until(lambda: answers(self.wanted[name].ready), of=f"{name} being ready (see {self.var / name}.log)")

    def stop(self, name: str) -> None:
        child = self.children.pop(name)
        child.terminate()
        child.wait(20)

    @contextlib.contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Stopped, and back again afterwards."""
        self.stop(name)
        try:
            yield
        finally:
            self.start(name)
            self.wait(name)

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """There, but not answering."""
        os.kill(self.children[name].pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.children[name].pid, signal.SIGCONT)
            self.wait(name)
            talk = self.talk()  # the gateway leaves a dialogue that was too slow alone for a moment
            until(
                lambda: "Hello" in talk.say("hello")["messages"][0]["text"],
                of="the gateway trusting the dialogue again",
            )

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in self.var.glob("*.log"))

    def talk(self, **wanted: Any) -> Talk:
        return Talk(self.address, **wanted)


class Talk:
    """One conversation over the JSON API."""

    def __init__(self, address: str, **wanted: Any) -> None:
        self.http = httpx.Client(base_url=f"{address}/api/v1", timeout=60)
        made = self.http.post("/conversations", json=wanted or {"organisation": "demo"})
        assert made.status_code == 201, made.text
        self.id, token = made.json()["id"], made.json()["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.turn: dict[str, Any] = made.json()["turn"]

    def send(self, turn: dict[str, Any], turn_id: str | None = None) -> dict[str, Any]:
        body = {"turn_id": turn_id or uuid.uuid4().hex, **turn}
        reply = self.http.post(f"/conversations/{self.id}/turns", json=body)
        assert reply.status_code == 200, reply.text
        self.turn = reply.json()["turn"]
        assert self.turn["messages"] or self.turn["question"], "a silent turn"
        return self.turn

    def say(self, text: str) -> dict[str, Any]:
        return self.send({"type": "text", "text": text})

    def do(self, name: str, question_id: str | None = None) -> dict[str, Any]:
        return self.send({"type": "command", "name": name, "question_id": question_id})

    def choose(self, option_id: str, question_id: str | None = None) -> dict[str, Any]:
        question_id = question_id or self.turn["question"]["id"]
        return self.send({"type": "choice", "question_id": question_id, "option_id": option_id})

    @property
    def open(self) -> str | None:
        return self.turn["question"]["id"] if self.turn["question"] else None

    @property
    def words(self) -> str:
        return " ".join(message["text"] for message in self.turn["messages"])

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.http.get(f"/conversations/{self.id}").json()["answers"])

    @property
    def plan(self) -> dict[str, Any]:
        return dict(self.http.get(f"/conversations/{self.id}/plan").json()["plan"])

    def result(self) -> dict[str, Any]:
        return dict(self.http.get(f"/conversations/{self.id}/result").json())


@contextlib.contextmanager
def running_stack(var: Path, **environment: str) -> Iterator[Stack]:
    """Start all three on free ports over their own databases, and end them afterwards."""
    env = {
        "FIRST_STEP_VAR": str(var),
        "FIRST_STEP_PORT": str(free_port()),
        "FIRST_STEP_RASA_PORT": str(free_port()),
        "FIRST_STEP_ACTIONS_PORT": str(free_port()),
        **environment,
    }
    places = choose_places(trained(), env)
    settings = {key: value for key, value in environment.items() if key.startswith("FIRST_STEP_")}
    migrate(environment_for(places)["FIRST_STEP_DATABASE_URL"])
    wanted = {
        one.name: Process(one.name, one.command, one.ready, one.cwd, {**one.env, **settings})
        for one in processes(places)
    }
    stack = Stack(var, wanted, places.address)
    try:
        for name in wanted:
            stack.start(name)
        for name in wanted:
            stack.wait(name)
        yield stack
    finally:
        for child in stack.children.values():
            child.kill()
        for child in stack.children.values():
            child.wait(20)
