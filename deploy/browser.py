"""See that there is a Chromium for the browser tests: `python -m deploy.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of a Chromium, or None."""
    return os.environ.get("FIRST_STEP_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def install_debian(title: str, package: str) -> None:
    """Install a package of Debian's where we may; say what went wrong."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"  Installing {title} from Debian's packages ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *command], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr[-1500:], file=sys.stderr)


def main() -> int:
    """Install Debian's Chromium when there is none and we may; else say what to do."""
    if find_browser():
        return 0
    install_debian("Chromium", "chromium")
    if find_browser():
        return 0
    print(
        "The browser tests need Chromium. Install it (on Debian: `sudo apt install chromium`), "
        "or name one with FIRST_STEP_CHROMIUM.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
