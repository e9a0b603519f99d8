"""Train the assistant when there is no model for its training data as it is now: `python -m deploy.train`."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from deploy.processes import RASA_PYTHON, ROOT
from deploy.setup import CannotSetUp, run_step

MODELS = ROOT / "var" / "models"
TRAINED_FROM = (
    "bot/config.yml",
    "bot/domain",
    "bot/components",
    "bot/requirements.lock",
    "data/nlu",
    "data/rules",
)


def fingerprint() -> str:
    """A short name for everything that a model is made of."""
    digest = hashlib.sha256()
    for part in TRAINED_FROM:
        path = ROOT / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def trained_model() -> Path:
    """The model for the training data as it is now; trained first if there is none.

    Raises:
        CannotSetUp: with what Rasa said, when the training data does not work.
    """
    model = MODELS / f"{fingerprint()}.tar.gz"
    if not model.exists():
        fresh = MODELS / f"unfinished-{model.name}"
        command = [
            RASA_PYTHON, "launch.py", "train", "--quiet", "--config", "config.yml", "--domain", "domain",
            "--data", ROOT / "data/nlu", ROOT / "data/rules", "--out", MODELS, "--fixed-model-name", fresh.name,
        ]  # fmt: skip
        run_step("Training the assistant", command, cwd=ROOT / "bot")
        fresh.rename(model)  # a training that is broken off leaves no model behind
        for old in MODELS.glob("*.tar.gz"):
            if old != model:
                old.unlink()
    return model


if __name__ == "__main__":
    try:
        print(f"  The model is {trained_model().relative_to(ROOT)}.")
    except CannotSetUp as reason:
        sys.exit(f"\n{reason}")
