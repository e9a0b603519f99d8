"""Which models belong to the data as it is now. Light on purpose: the supervisor and its helpers carry this, too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from deploy.processes import ROOT, Models

MODELS = ROOT / "var" / "models"
READING = (
    "data/reading/reader.npz", "scoring/reader.py", "scoring/wordpiece.py", "data/schemes/*/phrases.tsv",
    "data/checks/*/phrases.tsv", "data/nlu/*", "deploy/train.py",
)  # fmt: skip
ASSISTANT = (
    *READING, "bot/config.yml", "bot/domain/*", "bot/components/*.py", "bot/requirements.lock", "data/rules/*",
)  # fmt: skip
ANSWERS = (
    *READING,
    "data/schemes/*/questions.yml",
    "data/checks/*/questions.yml",
    "scoring/phrases.py",
    "scoring/meaning.py",
)


def fingerprint(parts: Sequence[str]) -> str:
    """A short name for everything that a model is made of."""
    digest = hashlib.sha256()
    for part in parts:
        for file in sorted(ROOT.glob(part)):
            if file.is_file():
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def models_for_now() -> Models:
    """Where the models for the data as it is now are, or would be."""
    return Models(MODELS / f"{fingerprint(ASSISTANT)}.tar.gz", MODELS / f"{fingerprint(ANSWERS)}.npz")
