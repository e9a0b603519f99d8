"""Measure ours, a stock form bot of the same questions, and bare Rasa, in one run: `make bench`.

Milliseconds are medians over several rounds. In each, three talks of 60 turns take turns: one at its turns 1 to 3,
one at 29 to 31, one at 58 to 60, so that what else the machine does falls on all three alike. There is a short rest
between turns, as a person would take a longer one. Memory is the proportional share (PSS) of all processes after
the talks. Training starts from an empty cache;
its ratio is of ours and the stock bot on the same sentences; the table has ours on all that we ship, too. `--quick`
makes fewer rounds.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx
import psutil

from benchmarks.bots import QUESTIONS, sixty_questions, write_bare_rasa, write_our_data, write_stock_bot
from benchmarks.reading import training_seconds
from deploy.processes import RASA_PYTHON, ROOT
from deploy.setup import run_step
from deploy.train import trained
from tests.stack import Talk, answers, free_port, until

TURNS = {1: (1, 2, 3), 30: (29, 30, 31), 60: (58, 59, 60)}
"""Turns are measured with their neighbours: one turn alone is at the mercy of the machine."""
THINKING = 0.4
"""Seconds between turns, for all three alike. People take longer."""
RASA = RASA_PYTHON.parent / "rasa"
BARS = (
    ("turn 60 of ours / turn 1 of ours", 1.15),
    ("turn 60: ours / stock", 0.35),
    ("memory: ours / stock", 0.60),
    ("memory of Rasa alone: ours / stock", 1.00),
    ("training on the same sentences: ours / stock", 0.50),
)


@dataclass(frozen=True)
class Measured:
    """One of the three. Times in ms per turn by turn number, memory in MB (of all, and of Rasa's own process), the
    others in seconds. `typed`: ours with typed words instead of buttons. `training_same`: ours on the stock bot's
    sentences."""

    name: str
    turns: dict[int, float]
    memory: float
    rasa: float
    training: float
    ready: float
    typed: dict[int, float] | None = None
    training_same: float | None = None


def main() -> int:
    """Run everything and print; returns 0 when every aim is met."""
    rounds = 3 if "--quick" in sys.argv else 8
    folder = Path(tempfile.mkdtemp(prefix="first-step-bench-"))
    try:
        us, them, alone = ours(folder, rounds), stock(folder, rounds), bare(folder, rounds)
        us = replace(us, training_same=training_seconds(folder / "stock/data/nlu"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report([us, them, alone], rounds)


def ours(folder: Path, rounds: int) -> Measured:
    """The whole stack as `make run` starts it, supervisor included."""
    training = training_seconds()
    trained()
    port = free_port()
    env = {
        "FIRST_STEP_DATA_DIR": str(write_our_data(folder)),
        "FIRST_STEP_VAR": str(folder / "var"),
        "FIRST_STEP_PORT": str(port),
        "FIRST_STEP_RASA_PORT": str(free_port()),
        "FIRST_STEP_ACTIONS_PORT": str(free_port()),
    }
    address = f"http://127.0.0.1:{port}"
    commands = [([sys.executable, "-m", "deploy.run"], ROOT, env)]
    with _running(folder, "ours", commands, [f"{address}/readyz"]) as (children, ready):
        times = _timed(lambda: _our_talk(address), rounds)
        typed = _timed(lambda: _our_talk(address, typed=True), rounds)
        return Measured("ours", times, _memory(children), _memory(children, "launch.py"), training, ready, typed)


def stock(folder: Path, rounds: int) -> Measured:
    """`rasa run` and its own action server."""
    bot = write_stock_bot(folder)
    training = _train([RASA, "train", "--domain", "domain.yml"], bot, bot / "models")
    port, actions = free_port(), free_port()
    env = {"STOCK_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook", "STOCK_TRACKERS": str(folder / "stock.db")}
    commands = [
        ([RASA, "run", "actions", "-p", str(actions)], bot, env),
        ([RASA, "run", "-i", "127.0.0.1", "-p", str(port)], bot, env),
    ]
    addresses = [f"http://127.0.0.1:{actions}/health", f"http://127.0.0.1:{port}/"]
    labels = [question.options[0].label for question in sixty_questions()]
    with _running(folder, "stock", commands, addresses) as (children, ready):
        times = _timed(lambda: _rasa_talk(port, "/command_start", labels), rounds)
        return Measured("stock", times, _memory(children), _memory(children, str(port)), training, ready)


def bare(folder: Path, rounds: int) -> Measured:
    """Rasa alone, with our reading of words and nothing behind it."""
    bot, env = write_bare_rasa(folder), {"FIRST_STEP_VECTORS": str(folder / "vectors.npz")}
    training = _train([RASA, "train", "--domain", "domain.yml"], bot, bot / "models", env)
    port = free_port()
    commands = [([RASA, "run", "-i", "127.0.0.1", "-p", str(port)], bot, {"STOCK_TRACKERS": str(folder / "bare.db")})]
    with _running(folder, "bare", commands, [f"http://127.0.0.1:{port}/"]) as (children, ready):
        times = _timed(lambda: _rasa_talk(port, "hello", ["hello"] * QUESTIONS), rounds)
        return Measured("bare Rasa", times, _memory(children), _memory(children, str(port)), training, ready)


def report(measured: list[Measured], rounds: int) -> int:
    """Ratios first, then what they are made of."""
    us, them, alone = measured
    ratios = {
        "turn 60 of ours / turn 1 of ours": us.turns[60] / us.turns[1],
        "turn 60: ours / stock": us.turns[60] / them.turns[60],
        "memory: ours / stock": us.memory / them.memory,
        "memory of Rasa alone: ours / stock": us.rasa / them.rasa,
        "training on the same sentences: ours / stock": (us.training_same or 0) / them.training,
    }
    print("\nRatios (aim)")
    for name, aim in BARS:
        print(f"  {name:46} {ratios[name]:5.2f}  (at most {aim:.2f}: {'met' if ratios[name] <= aim else 'NOT MET'})")
    print(f"  {'turn 60: ours / bare Rasa':46} {us.turns[60] / alone.turns[60]:5.2f}")
    print(f"  {'start to ready: ours / stock':46} {us.ready / them.ready:5.2f}")
    print(
        f"\n{'':12}"
        + "".join(f"{f'turn {n} ms':>12}" for n in TURNS)
        + f"{'memory MB':>12}{'Rasa MB':>10}{'training s':>12}{'ready s':>10}"
    )
    for one in measured:
        numbers = "".join(f"{one.turns[n]:12.1f}" for n in TURNS)
        print(f"{one.name:12}{numbers}{one.memory:12.0f}{one.rasa:10.0f}{one.training:12.1f}{one.ready:10.1f}")
        if one.typed:
            print(f"{'ours, typed':12}" + "".join(f"{one.typed[n]:12.1f}" for n in TURNS))
        if one.training_same:
            print(f"{'ours, same sentences':72}{one.training_same:12.1f}")
    print(
        f"\nMedians of {rounds} rounds of three talks of {QUESTIONS} turns, {THINKING} s between turns, "
        f"{os.cpu_count()} cores."
    )
    (ROOT / "var" / "bench.json").write_text(
        json.dumps({"ratios": ratios, "measured": [asdict(one) for one in measured]}, indent=1)
    )
    return 0 if all(ratios[name] <= aim for name, aim in BARS) else 1


def _train(command: list[object], cwd: Path, out: Path, more: dict[str, str] | None = None) -> float:
    env = {**os.environ, **(more or {}), "RASA_CACHE_DIRECTORY": tempfile.mkdtemp(), "RASA_TELEMETRY_ENABLED": "false"}
    started = time.monotonic()
    run_step(f"Training {out.parent.name}/{out.name} from nothing", [*command, "--out", out], env, cwd)
    return time.monotonic() - started


@contextlib.contextmanager
def _running(
    folder: Path, name: str, commands: list[tuple[list[object], Path, dict[str, str]]], addresses: list[str]
) -> Iterator[tuple[list[subprocess.Popen[bytes]], float]]:
    children, started = [], time.monotonic()
    try:
        with (folder / f"{name}.log").open("wb") as log:
            for command, cwd, env in commands:
                whole = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **env}
                children.append(
                    subprocess.Popen([str(part) for part in command], cwd=cwd, env=whole, stdout=log, stderr=log)
                )
        for address in addresses:
            until(lambda address=address: answers(address), seconds=240, of=f"{name} being ready")
        yield children, time.monotonic() - started
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(60)


def _our_talk(address: str, typed: bool = False) -> Callable[[int], object]:
    talk = Talk(address)
    talk.do("start")
    if typed:
        return lambda _turn: talk.say(talk.turn["question"]["options"][0]["label"])
    return lambda _turn: talk.choose(talk.turn["question"]["options"][0]["id"])


def _rasa_talk(port: int, start: str, messages: list[str]) -> Callable[[int], object]:
    http, sender = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False), uuid.uuid4().hex

    def say(message: str) -> object:
        reply = http.post("/webhooks/rest/webhook", json={"sender": sender, "message": message}).json()
        assert reply, f"no reply to {message!r}"
        return reply

    say(start)
    return lambda turn: say(messages[turn - 1])


def _timed(new_talk: Callable[[], Callable[[int], object]], rounds: int) -> dict[int, float]:
    """Median milliseconds at the turns of `TURNS`. The first round only warms up."""
    times: dict[int, list[float]] = {turn: [] for turn in TURNS}
    for number in range(rounds + 1):
        talks = {turn: new_talk() for turn in TURNS}
        for turn, near in TURNS.items():
            for before in range(1, near[0]):
                talks[turn](before)
        for place in range(len(TURNS[1])):
            for turn, near in TURNS.items():
                time.sleep(THINKING)
                started = time.perf_counter()
                talks[turn](near[place])
                if number:
                    times[turn].append((time.perf_counter() - started) * 1000)
    return {turn: statistics.median(row) for turn, row in times.items()}


def _memory(children: list[subprocess.Popen[bytes]], named: str = "") -> float:
    """MB of all processes and their children, or of those with `named` in their command; shared pages count once."""
    everyone = {
        one for child in children for one in (psutil.Process(child.pid), *psutil.Process(child.pid).children(True))
    }
    wanted = [one for one in everyone if not named or any(named in part for part in one.cmdline())]
    return sum(one.memory_full_info().pss for one in wanted) / 1e6


if __name__ == "__main__":
    sys.exit(main())
