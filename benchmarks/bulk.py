"""A million made-up assessments: ours against OpenFisca on an equal rule set, in one run: `make bench-bulk`."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from deploy.processes import ROOT
from deploy.setup import APP_PYTHONS, get_uv, make_environment
from scoring.batch import Batch
from scoring.loading import load_scheme
from scoring.publish import publish

ROWS = 1_000_000
AIM = 20
ON = dt.date(2026, 11, 1)


def main() -> int:
    """Print both speeds and their ratio; returns 0 when the aim is met and every amount is the same."""
    python = _environment()
    scheme = load_scheme(ROOT / "data/schemes/croydon-style")
    chance = np.random.default_rng(20261101)
    started = time.perf_counter()
    batch = Batch(scheme, ON)
    making = time.perf_counter() - started
    codes = np.stack([chance.integers(0, len(one.graded), ROWS) for one in batch.questions]).astype(np.uint16)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        scores = batch.score(codes)
        times.append(time.perf_counter() - started)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scheme.json").write_text(publish(scheme).model_dump_json())
        np.save(folder / "codes.npy", codes.astype(np.int32))
        script = ROOT / "benchmarks/openfisca_rules.py"
        done = subprocess.run([python, script, folder], check=True, capture_output=True, text=True)
        theirs = float(done.stdout.splitlines()[-1])
        same = bool((np.load(folder / "openfisca.npy") == scores.low).all())
    ours = min(times)
    ratio = theirs / ours
    print(
        f"ours / OpenFisca, assessments a second: {ratio:.1f}  (at least {AIM}: {'met' if ratio >= AIM else 'NOT MET'})"
    )
    print(f"ours {ROWS / ours:,.0f} a second ({ours * 1000:.0f} ms; tables made in {making * 1000:.0f} ms)")
    print(f"OpenFisca {ROWS / theirs:,.0f} a second ({theirs * 1000:.0f} ms)")
    print(f"{ROWS:,} rows, the best of three runs each; the amounts are {'the same' if same else 'NOT THE SAME'}.")
    (ROOT / "var" / "bench-bulk.json").write_text(json.dumps({"ratio": ratio, "ours": ours, "openfisca": theirs}))
    return 0 if ratio >= AIM and same else 1


def _environment() -> Path:
    """OpenFisca has an environment of its own; it is no part of the application."""
    place = ROOT / "var" / "openfisca"
    make_environment(get_uv(), place, "bench", ROOT / "requirements" / "bench.lock", APP_PYTHONS, "OpenFisca")
    return place / "bin" / "python"


if __name__ == "__main__":
    sys.exit(main())
