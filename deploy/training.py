"""Teach the second opinion on safety, in an environment of its own: `python -m deploy.training`."""

from __future__ import annotations

import os
import subprocess
import sys

from deploy.processes import ROOT
from deploy.setup import CannotSetUp, get_uv, make_environment


def main() -> int:
    """Make the environment and run `training.reader` in it."""
    place = ROOT / "var" / "training"
    try:
        make_environment(
            get_uv(), place, "training", ROOT / "requirements" / "training.lock", [(3, 11)], "teaching (PyTorch, large)"
        )
    except CannotSetUp as reason:
        print(reason, file=sys.stderr)
        return 1
    command = [str(place / "bin" / "python"), "-m", "training.reader"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
