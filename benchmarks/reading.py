"""How long it takes to read a typed text, and to train from nothing: `python -m benchmarks.reading`.

One core for the reading: the sentence model as the gateway uses it, then Rasa's own reading. Two for the training.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from deploy import train
from deploy.processes import RASA_PYTHON, ROOT, Models
from evaluation.talk import read_measuring_topics, read_topics
from scoring.reader import carried
from scoring.safety import load_reader

READ_MS, TRAIN_SECONDS = 25, 90


def main() -> int:
    """Measure and print; returns how many aims are missed."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    psutil.Process().cpu_affinity([0])
    texts = [said.text for said in read_measuring_topics()][:400]
    reader = load_reader(ROOT / "data")
    rows, ours = [], []
    for text in texts:
        began = time.perf_counter()
        read = reader.read_parts(text)
        ours.append((time.perf_counter() - began) * 1000)
        rows.append(json.dumps({"text": text, "meanings": [carried(read[0][1].meaning)]}))
    model = train.trained().dialogue
    done = subprocess.run(
        [str(RASA_PYTHON), "read.py", str(model)], input="\n".join(rows), cwd=ROOT / "bot", capture_output=True,
        text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    rasas = [json.loads(row)["ms"] for row in done.stdout.splitlines() if row.startswith("{")]
    both = statistics.median(map(sum, zip(ours, rasas, strict=True)))
    print(f"reading: sentence model {statistics.median(ours):.1f} ms, Rasa {statistics.median(rasas):.1f} ms")
    print(f"reading a turn: {both:.1f} ms at the median on one core (aim {READ_MS})")
    psutil.Process().cpu_affinity(list(range(psutil.cpu_count() or 1)))
    os.environ["OPENBLAS_NUM_THREADS"] = "2"
    seconds = training_seconds()
    print(f"training from nothing: {seconds:.0f} s on two cores (aim {TRAIN_SECONDS})")
    return int(both > READ_MS) + int(seconds > TRAIN_SECONDS)


def training_seconds(only: Path | None = None) -> float:
    """A training into an empty folder, in a process of its own so that its threads are the usual ones. With `only`:
    the dialogue alone, on the sentences of that folder alone."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        code = f"from benchmarks.reading import fresh; fresh({folder!r}, {str(only or '')!r})"
        env = {**os.environ, "RASA_CACHE_DIRECTORY": folder}  # nothing of an earlier training helps
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began


def fresh(folder: str, only: str = "") -> None:
    """Train into this folder; with `only`, the dialogue alone on the sentences of that folder."""
    wanted = Models(Path(folder) / "m.tar.gz", Path(folder) / "m.npz")
    if not only:
        train._train(wanted)
        return
    topics = read_topics(Path(only))
    vectors = train.vectors_of({}, topics)
    train.train_dialogue(vectors, {}, topics, wanted.dialogue)


if __name__ == "__main__":
    sys.exit(main())
