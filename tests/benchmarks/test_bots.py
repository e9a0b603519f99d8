"""The bots that we measure ourselves against are real: Rasa takes their training data."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.bots import QUESTIONS, write_bare_rasa, write_our_data, write_stock_bot
from deploy.processes import RASA_PYTHON
from evaluation.talk import NLU
from scoring.library import load_library

RASA = RASA_PYTHON.parent / "rasa"


def rasa(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", **env}
    return subprocess.run([str(RASA), *words], cwd=folder, env=quiet, capture_output=True, text=True, check=False)


def test_our_data_with_sixty_questions_can_be_loaded(tmp_path: Path) -> None:
    scheme = load_library(write_our_data(tmp_path)).schemes.get("bench")
    assert len(scheme.questions) == QUESTIONS


def test_the_stock_bot_has_a_slot_and_a_question_for_each(tmp_path: Path) -> None:
    bot = write_stock_bot(tmp_path)
    done = rasa(
        bot,
        "data",
        "validate",
        "--domain",
        "domain.yml",
        "--max-history",
        "5",
        STOCK_ACTIONS_URL="http://127.0.0.1:1",
        STOCK_TRACKERS="x.db",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (bot / "domain.yml").read_text().count("utter_ask_q") == QUESTIONS


@pytest.mark.parametrize("vectors", [True, False])
def test_bare_rasa_trains_on_our_sentences_with_their_vectors_and_not_without(tmp_path: Path, vectors: bool) -> None:
    """On one of the files of sentences: all of them take minutes."""
    nlu = tmp_path / "nlu"
    nlu.mkdir()
    shutil.copy(NLU / "talk.yml", nlu)
    bot = write_bare_rasa(tmp_path, nlu)
    if not vectors:
        (tmp_path / "vectors.npz").unlink()
    done = rasa(bot, "train", "--domain", "domain.yml", FIRST_STEP_VECTORS=str(tmp_path / "vectors.npz"))
    assert (done.returncode == 0) == vectors, done.stderr[-2000:]
    assert bool(list(bot.glob("models/*.tar.gz"))) == vectors
