"""Start the three processes, wait until they serve, and say where: `python -m deploy.run`.

honcho supervises them: when one ends, all end. Ctrl-C ends them all. What a start needs for a moment only is in
`deploy.prepare`: honcho makes a copy of this process for each that it starts, and all of them stay in memory.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from honcho.manager import Manager
from honcho.printer import Printer

from deploy.models import models_for_now
from deploy.processes import APP_PYTHON, ROOT, CannotRun, Places, Process, choose_places, environment_for, processes

PATIENCE = 180
"""Seconds until a start counts as failed."""


class Watch(threading.Thread):
    """Waits for each process to serve, and tells. Stops everything when one never does."""

    def __init__(self, manager: Manager, wanted: list[Process], places: Places) -> None:
        super().__init__(daemon=True)
        self._manager, self._wanted, self._places = manager, wanted, places
        self.all_ready = False
        self.gave_up = ""

    def run(self) -> None:
        """Ask each process in turn until all are ready."""
        started = time.monotonic()
        for process in self._wanted:
            while not _answers(process.ready):
                if time.monotonic() - started > PATIENCE:
                    self.gave_up = process.name
                    self._manager.terminate()
                    return
                time.sleep(0.2)
            print(f"  {process.name}: ready after {time.monotonic() - started:.0f} s", flush=True)
        self.all_ready = True
        print(f"\nFirst Step is ready. Open {self._places.address} (Ctrl-C stops it.)\n", flush=True)


def _answers(address: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def prepare(places: Places) -> int:
    """Run `deploy.prepare`; its exit code. What is wrong is said by it."""
    places.var.mkdir(parents=True, exist_ok=True)
    database = environment_for(places)["FIRST_STEP_DATABASE_URL"]
    command = [str(APP_PYTHON), "-m", "deploy.prepare", str(places.data), database]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def supervise(places: Places) -> int:
    """Run until one process ends or Ctrl-C; the exit code."""
    log = places.var / "first-step.log"
    wanted = processes(places)
    with log.open("a", encoding="utf-8") as lines:
        manager = Manager(Printer(lines, colour=False))
        for process in wanted:
            manager.add_process(
                process.name, f"exec {shlex.join(process.command)}", env=dict(process.env), cwd=str(process.cwd)
            )
        watch = Watch(manager, wanted, places)
        watch.start()
        manager.loop()
    code = int(manager.returncode or 0)
    if code in (130, 143):
        print("\nStopped. All answers are kept.")
        return 0
    _explain(watch, log)
    return code or 1


def _explain(watch: Watch, log: Path) -> None:
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
    print("\n".join(tail), file=sys.stderr)
    if watch.gave_up:
        print(
            f"\nThe {watch.gave_up} was not ready after {PATIENCE} s, so everything was stopped. See {log}.",
            file=sys.stderr,
        )
    else:
        print(
            f"\nOne of the processes ended by itself, so all were stopped. The lines above and {log} say why.",
            file=sys.stderr,
        )


def main() -> int:
    """The whole start; returns the exit code."""
    os.umask(0o077)  # what is stored is for nobody else on this machine
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))  # a closed terminal ends all, too
    try:
        places = choose_places(models_for_now())
        failed = prepare(places)
    except CannotRun as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        failed = 130
    if failed:
        if failed == 130:
            print("\nStopped before it began.", file=sys.stderr)
        return failed
    print("Starting.", flush=True)
    return supervise(places)


if __name__ == "__main__":
    sys.exit(main())
