"""Make the two environments from their lock files: `python deploy/setup.py [app|dev]`.

Runs on any Python from 3.8 with nothing installed. Everything goes into the checkout: `.tools`,
`.venv` (the application) and `bot/.venv` (Rasa). What is there already and fits is left alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "var" / "setup.log"
TOOLS = ROOT / ".tools"
ROOM_NEEDED = 4 * 1024**3
APP_PYTHONS = [(3, minor) for minor in (13, 12, 11)]
RASA_PYTHONS = [(3, 10)]


class CannotSetUp(Exception):
    """One sentence that says what is wrong and what to do."""


def run_step(words: str, command: Sequence[object], env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a command quietly, with the seconds ticking on a terminal. What it prints goes to the log."""
    LOG.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    live = sys.stdout.isatty()
    print(f"  {words} ...", end="" if live else "\n", flush=True)
    with LOG.open("ab") as log:
        start_of_log = log.tell()
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        child = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log, env=env, cwd=str(cwd))
        while True:
            try:
                code = child.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if live:
                    print(f"\r  {words} ... {time.monotonic() - started:.0f} s", end="", flush=True)
    if code:
        print()
        with LOG.open("rb") as log:
            log.seek(start_of_log)
            tail = log.read().decode(errors="replace").strip().splitlines()[-12:]
        raise CannotSetUp(
            "\n".join([*tail, f"This step failed: {words}. The lines above say why; all of it is in {LOG}."])
        )
    done = f"  {words}: done in {time.monotonic() - started:.0f} s"
    print(f"\r{done}   " if live else done, flush=True)


def works(python: Path) -> tuple[int, ...] | None:
    """The (major, minor) of a Python that really runs, or None. A pyenv shim may be there and not run."""
    try:
        found = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    parts = found.stdout.decode(errors="replace").split()
    return (int(parts[0]), int(parts[1])) if found.returncode == 0 and len(parts) == 2 else None


def candidates(version: tuple[int, int]) -> Iterator[Path]:
    """Where a Python of this version may be: on PATH, then in pyenv's own versions folder."""
    name = f"python{version[0]}.{version[1]}"
    for command in (name, "python3", "python"):
        path = shutil.which(command)
        if path:
            yield Path(path)
    for home in (os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")):
        if home:
            for folder in sorted(Path(home, "versions").glob(f"{version[0]}.{version[1]}*"), reverse=True):
                yield folder / "bin" / name
    yield Path(sys.executable)


def find_python(versions: Sequence[tuple[int, int]], uv: Path, purpose: str) -> Path:
    """The first Python of the wanted versions, fetched with uv when there is none."""
    for version in versions:
        for path in candidates(version):
            if works(path) == version:
                return path
    wanted = f"{versions[-1][0]}.{versions[-1][1]}"
    fetched = subprocess.run([str(uv), "python", "install", "--quiet", wanted], stderr=subprocess.PIPE, check=False)
    if fetched.returncode == 0:
        found = subprocess.run([str(uv), "python", "find", wanted], stdout=subprocess.PIPE, check=True)
        return Path(found.stdout.decode().strip())
    raise CannotSetUp(
        f"{purpose} needs Python {wanted}, and none was found on PATH or in pyenv, and uv could not fetch one. "
        f"Install Python {wanted} (for example `pyenv install {wanted}`) and run this again."
    )


def get_uv() -> Path:
    """uv of the version that the lock file names, in its own private environment."""
    lock = ROOT / "requirements" / "tools.lock"
    uv = TOOLS / "bin" / "uv"
    if stamped(TOOLS, "tools", lock) and uv.exists():
        return uv
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], stderr=subprocess.PIPE, check=False)
    if made.returncode:
        raise CannotSetUp(
            "This Python cannot make virtual environments. Install its venv package "
            "(on Debian and Ubuntu: `sudo apt install python3-venv`) and run this again."
        )
    pip = [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
    run_step("Fetching the installer (uv)", pip)
    stamp(TOOLS, "tools", lock)
    return uv


def fingerprint(kind: str, lock: Path) -> str:
    """What an environment of this kind and lock file is stamped with."""
    return f"{kind} {hashlib.sha256(lock.read_bytes()).hexdigest()}"


def stamped(folder: Path, kind: str, lock: Path) -> bool:
    """Whether this environment was made from this lock file."""
    file = folder / ".first-step"
    return file.exists() and file.read_text() == fingerprint(kind, lock)


def stamp(folder: Path, kind: str, lock: Path) -> None:
    """Say in the environment what it was made from."""
    (folder / ".first-step").write_text(fingerprint(kind, lock))


def make_environment(
    uv: Path, folder: Path, kind: str, lock: Path, versions: Sequence[tuple[int, int]], purpose: str
) -> None:
    """An environment with exactly what the lock file says."""
    if stamped(folder, kind, lock) and works(folder / "bin" / "python") in versions:
        return
    python = find_python(versions, uv, purpose)
    check_room()
    env = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
    if works(folder / "bin" / "python") not in versions:
        run_step(
            f"Making the environment for {purpose}", [uv, "venv", "--quiet", "--clear", "--python", python, folder]
        )
    sync = [
        uv,
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--compile-bytecode",
        "--python",
        folder / "bin" / "python",
    ]
    run_step(f"Installing {purpose}", [*sync, lock], env)
    stamp(folder, kind, lock)


def check_room() -> None:
    """Raise `CannotSetUp` when the disk is too full."""
    free = shutil.disk_usage(str(ROOT)).free
    if free < ROOM_NEEDED:
        raise CannotSetUp(
            f"There are {free / 1024**3:.1f} GB free on this disk and {ROOM_NEEDED / 1024**3:.0f} GB are needed. "
            "Make some room and run this again."
        )


def set_up(kind: str) -> None:
    """Both environments. An environment with the developer's tools also serves to run."""
    app = ROOT / "requirements" / "app.lock"
    dev = ROOT / "requirements" / "dev.lock"
    uv = get_uv()
    if kind == "dev" or not stamped(ROOT / ".venv", "dev", dev):
        make_environment(uv, ROOT / ".venv", kind, dev if kind == "dev" else app, APP_PYTHONS, "the application")
    make_environment(uv, ROOT / "bot" / ".venv", "bot", ROOT / "bot" / "requirements.lock", RASA_PYTHONS, "Rasa")


def main() -> None:
    """Set up, or say in one sentence why not."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "app"
    try:
        set_up(kind)
    except CannotSetUp as reason:
        sys.exit(f"\n{reason}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run it again to go on from here.")


if __name__ == "__main__":
    main()
