"""Setting up: finding Pythons that really run, and one clear sentence for what is in the way."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from deploy import browser, models, prepare, run, setup
from deploy.processes import CannotRun, Models, Process, choose_places
from scoring.library import load_library
from tests.stack import answers, free_port, until

ROOT = setup.ROOT
MODELS = Models(Path("model"), Path("meanings"))


def shim(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on PATH and an empty home."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(setup.sys, "executable", "/nowhere/python")
    return tmp_path


FAKE_310 = 'echo "3 10"'


def test_a_python_on_the_path_is_found(bare: Path) -> None:
    python = shim(bare / "bin/python3.10", FAKE_310)
    assert setup.find_python([(3, 10)], bare / "uv", "Rasa") == python


def test_a_pyenv_shim_that_does_not_run_is_passed_over_for_the_version_itself(bare: Path) -> None:
    shim(bare / "bin/python3.10", 'echo "pyenv: python3.10: command not found" >&2; exit 127')
    python = shim(bare / "home/.pyenv/versions/3.10.13/bin/python3.10", FAKE_310)
    assert setup.find_python([(3, 10)], bare / "uv", "Rasa") == python


def test_a_python_of_another_version_under_the_name_does_not_count(bare: Path) -> None:
    shim(bare / "bin/python3.10", 'echo "3 12"')
    uv = shim(bare / "bin/uv", f'[ "$2" = install ] && exit 0; echo "{bare}/fetched/python"')
    assert setup.find_python([(3, 10)], uv, "Rasa") == bare / "fetched/python"


def test_no_python_anywhere_is_one_sentence_that_says_what_to_do(bare: Path) -> None:
    uv = shim(bare / "bin/uv", "exit 2")
    with pytest.raises(setup.CannotSetUp, match=r"Rasa needs Python 3\.10.*pyenv install 3\.10.*run this again"):
        setup.find_python([(3, 10)], uv, "Rasa")


def test_a_python_that_cannot_make_environments_says_what_to_install(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "TOOLS", bare / "tools")
    monkeypatch.setattr(sys, "executable", str(shim(bare / "bin/python-without-venv", "exit 1")))
    with pytest.raises(setup.CannotSetUp, match=r"cannot make virtual environments.*python3-venv.*run this again"):
        setup.get_uv()


def test_with_no_network_the_step_and_what_was_said_are_shown(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = 'echo "Temporary failure in name resolution"; exit 1'
    makes_one = (
        f'/bin/mkdir -p "$4/bin"; printf \'#!/bin/sh\n{inner}\n\' > "$4/bin/python"; /bin/chmod +x "$4/bin/python"'
    )
    monkeypatch.setattr(setup, "TOOLS", bare / "tools")
    monkeypatch.setattr(setup, "LOG", bare / "var" / "setup.log")
    monkeypatch.setattr(sys, "executable", str(shim(bare / "bin/python", makes_one)))
    with pytest.raises(setup.CannotSetUp, match=r"name resolution[\s\S]*This step failed: Fetching the installer"):
        setup.get_uv()
    assert not (bare / "tools" / ".first-step").exists(), "it is tried again the next time"


def test_a_process_that_never_serves_stops_the_start_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.3)
    places = choose_places(MODELS, {"FIRST_STEP_PORT": str(free_port()), "FIRST_STEP_VAR": str(tmp_path)})
    silent = Process("dialogue", ("sleep", "60"), f"http://127.0.0.1:{free_port()}/")
    monkeypatch.setattr(run, "processes", lambda _: [silent])
    assert run.supervise(places) != 0
    assert "The dialogue was not ready after 0.3 s, so everything was stopped" in capsys.readouterr().err


def test_no_room_is_told_with_how_much_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**10, 10**10, 10**8))  # type: ignore[attr-defined]
    with pytest.raises(setup.CannotSetUp, match=r"0\.1 GB free.*4 GB are needed.*Make some room"):
        setup.check_room()


def test_a_step_that_fails_shows_its_last_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "LOG", tmp_path / "var" / "setup.log")
    with pytest.raises(setup.CannotSetUp, match=r"no such package[\s\S]*This step failed: Fetching"):
        setup.run_step("Fetching", ["sh", "-c", "echo no such package; exit 1"])
    setup.run_step("Resting", ["true"])
    assert "Resting: done" in capsys.readouterr().out


@pytest.mark.parametrize("asked", ["0", "70000", "http", ""])
def test_a_port_that_is_none(asked: str) -> None:
    with pytest.raises(CannotRun, match="no port"):
        choose_places(MODELS, {"FIRST_STEP_PORT": asked})


def test_a_taken_port_says_how_to_choose_another_and_taken_inner_ports_are_walked_around() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=rf"Port {port} is taken.*make run FIRST_STEP_PORT="):
            choose_places(MODELS, {"FIRST_STEP_PORT": str(port)})
        with pytest.raises(CannotRun, match="inner port"):
            choose_places(MODELS, {"FIRST_STEP_PORT": str(free_port()), "FIRST_STEP_RASA_PORT": str(port)})
    both = str(free_port())
    with pytest.raises(CannotRun, match="inner port"):
        choose_places(MODELS, {"FIRST_STEP_PORT": both, "FIRST_STEP_RASA_PORT": both})


def test_the_model_is_trained_anew_only_when_what_it_is_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in {*models.ASSISTANT, *models.ANSWERS}:
        for source in ROOT.glob(part):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    shutil.copy(ROOT / "data/schemes/recovery/money.yml", tmp_path / "data/schemes/recovery/money.yml")
    monkeypatch.setattr(models, "ROOT", tmp_path)

    def now() -> tuple[str, str]:
        return models.fingerprint(models.ASSISTANT), models.fingerprint(models.ANSWERS)

    def added(path: str) -> tuple[str, str]:
        with (tmp_path / path).open("a") as file:
            file.write("# something else\n")
        return now()

    first = now()
    assert added("data/schemes/recovery/money.yml") == first
    dialogue, answers = added("data/schemes/croydon-style/questions.yml")
    assert (dialogue, answers != first[1]) == (first[0], True), "other words for a question need no new dialogue"
    for phrases in (
        "data/schemes/croydon-style/phrases.tsv",
        "data/checks/rights/phrases.tsv",
        "data/nlu/commands.yml",
    ):
        before = now()
        after = added(phrases)
        assert all(one != other for one, other in zip(before, after, strict=True)), phrases


def test_a_browser_is_found_or_asked_for(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FIRST_STEP_CHROMIUM", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser.main() == 1
    assert "sudo apt install chromium" in capsys.readouterr().err
    shim(bare / "bin/chromium", "exit 0")
    assert browser.main() == 0


def start(tmp_path: Path, **environment: str) -> subprocess.Popen[str]:
    env = {**os.environ, "FIRST_STEP_VAR": str(tmp_path / "var"), "FIRST_STEP_PORT": str(free_port()), **environment}
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.run"],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def read_until(child: subprocess.Popen[str], words: str) -> str:
    assert child.stdout is not None
    seen = ""
    while words not in seen:
        line = child.stdout.readline()
        assert line, f"it ended before it said {words!r}:\n{seen}"
        seen += line
    return seen


def test_run_says_the_address_when_all_are_ready_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    began = time.monotonic()
    child = start(tmp_path)
    seen = read_until(child, "Ctrl-C stops it")
    assert time.monotonic() - began < 30
    address = seen.split("Open ")[1].split(" ")[0]
    for name in ("actions", "gateway", "dialogue"):
        assert f"{name}: ready after" in seen
    assert answers(f"{address}/readyz")
    assert (tmp_path / "var/first-step.db").stat().st_mode & 0o077 == 0
    child.send_signal(signal.SIGINT)
    assert "All answers are kept" in child.communicate(timeout=30)[0]
    assert child.returncode == 0
    until(lambda: not answers(f"{address}/healthz"), seconds=10)


def test_what_stays_only_to_watch_is_small(tmp_path: Path) -> None:
    """honcho keeps a copy of the supervisor for each process: what that carries is carried four times."""
    child = start(tmp_path)
    read_until(child, "Ctrl-C stops it")
    family = [psutil.Process(child.pid), *psutil.Process(child.pid).children(recursive=True)]
    watching = [one.memory_full_info().pss / 1e6 for one in family if "deploy.run" in one.cmdline()]
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)
    assert len(watching) == 4
    assert sum(watching) < 55, "MB: something heavy is imported by `deploy.run`"


def test_when_one_process_dies_all_end_and_it_is_said(tmp_path: Path) -> None:
    child = start(tmp_path)
    address = read_until(child, "Ctrl-C stops it").split("Open ")[1].split(" ")[0]
    port = address.rsplit(":", 1)[1]
    gateway = [
        one
        for one in psutil.Process(child.pid).children(recursive=True)
        if "--port" in one.cmdline() and port in one.cmdline()
    ]
    gateway[-1].kill()
    said = child.communicate(timeout=30)[0]
    assert "ended by itself" in said
    assert child.returncode != 0


def test_a_broken_scheme_stops_the_start_with_file_line_and_mend(tmp_path: Path) -> None:
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    money = data / "schemes/croydon-style/money.yml"
    money.write_text(money.read_text().replace("{points: 4-6, amount: 2400}", "{points: 3-6, amount: 2400}"))
    child = start(tmp_path, FIRST_STEP_DATA_DIR=str(data))
    said = child.communicate(timeout=60)[0]
    assert child.returncode == 1
    assert "nothing was started" in said
    assert "croydon-style/money.yml:19 " in said
    assert "Make the ranges meet" in said
    assert "Traceback" not in said


def test_make_help_lists_the_commands() -> None:
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in ("run", "test", "train", "check", "bench", "evaluate", "demo", "shots"):
        assert f"\n{command} " in f"\n{said}"


def test_the_start_says_which_helplines_somebody_should_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare.prepare(ROOT / "data", f"sqlite:///{tmp_path}/first-step.db")
    said = capsys.readouterr().out
    due = load_library(ROOT / "data").helplines_due(dt.date.today())
    assert due
    assert all(line.name in said for line in due)
