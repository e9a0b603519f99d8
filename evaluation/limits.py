"""Set the limits of the safety check on the voices kept back for it: `python -m evaluation.limits`.

The search finds the limits that see the most lines that need help while false alarms stay under `ALLOWED`, which is
a little under the bars, because other voices will differ. It writes `data/safety/limits.yml`.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from evaluation.lines import BUILD, KEPT_BACK, ROOT, kept_back, read_lines
from evaluation.places import Mask, Read, read_all
from evaluation.talk import harmless, kept_back_talkers, talkers
from scoring.safety import AllLimits, Limits, Watch, load_reader
from scoring.second_opinion import CLASSES, KINDS, Counter, Floats

ALLOWED = {"ordinary, any reply": 0.045, "ordinary, clear": 0.01, "hard, any reply": 0.22, "hard, clear": 0.042}
IN_THE_DIALOGUE = {"ordinary, any reply": 0.01, "ordinary, clear": 0.003, "hard, any reply": 0.10, "hard, clear": 0.02}
GRID = np.round(np.arange(0.02, 0.985, 0.01), 3)
HARD_COUNTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)
TEMPLATE = """# From where on the models' opinion counts (scoring/safety.py says what each limit is).
# Set by `python -m evaluation.limits` on {voices} voices that nothing was taught on; there they give:
# {found}
gateway: {{clear: {g.clear}, possible: {g.possible}, hard_counts: {g.hard_counts}, with_a_word: {g.with_a_word}}}
dialogue: {{clear: {d.clear}, possible: {d.possible}, hard_counts: {d.hard_counts}, with_a_word: {d.with_a_word}}}
"""


def main() -> None:
    """Search, print and write."""
    lines = read_lines(BUILD)
    voices = kept_back(lines)
    folder = ROOT / "data/safety"
    counter, reader = Counter(folder / "counter.npz"), load_reader(ROOT / "data")
    none = Limits(clear=1, possible=1, hard_counts=0, with_a_word=1)
    silent = kept_back_talkers(talkers())
    kept = [line for line in lines if line.voice in voices] + read_lines(KEPT_BACK)
    kept += harmless(lambda voice: voice in silent)
    voices = {line.voice for line in kept}
    reads = read_all(kept, reader, Watch(none, counter))
    sample = _Sample(reads)
    dialogue, told = sample.search("dialogue", IN_THE_DIALOGUE, np.zeros(len(reads), bool), np.zeros(len(reads), bool))
    any_there, clear_there = sample.judged("dialogue", dialogue)
    gateway, told = sample.search("gateway", ALLOWED, any_there, clear_there)
    found = ", ".join(f"{name} {share:.3f}" for name, share in told.items())
    AllLimits(gateway=gateway, dialogue=dialogue)
    (folder / "limits.yml").write_text(TEMPLATE.format(voices=len(voices), found=found, g=gateway, d=dialogue))
    print(found)


class _Sample:
    """The kept-back lines as columns."""

    def __init__(self, reads: list[Read]) -> None:
        hard = CLASSES.index("hard")
        looked = [one for read in reads for one in read.looked]
        self._starts = np.cumsum([0, *(len(read.looked) for read in reads)])[:-1]
        columns: dict[str, Floats] = {
            "gateway": np.array([one.gateway for one in looked]),
            "dialogue": np.array([one.dialogue for one in looked]),
        }
        self._need = {name: values[:, : len(KINDS)].sum(axis=1) for name, values in columns.items()}
        self._hard = {name: values[:, hard] for name, values in columns.items()}
        self._word = np.array([one.words is not None for one in looked])
        self._clear_word = np.array([one.words is not None and one.words[1] == "clear" for one in looked])
        self._needs = np.array([read.line.needs_help for read in reads])
        self._ordinary = np.array([read.line.detail == "ordinary" for read in reads])

    def judged(self, place: str, limits: Limits) -> tuple[Mask, Mask]:
        """Any reply, and a clear one, for each line in one place: to the whole of it, or to a part."""
        need, hard = self._need[place], self._hard[place]
        heard = need >= limits.with_a_word
        clear = (need >= limits.clear) | (self._clear_word & heard)
        any_reply = clear | (self._word & heard) | (need + limits.hard_counts * hard >= limits.possible)
        return np.logical_or.reduceat(any_reply, self._starts), np.logical_or.reduceat(clear, self._starts)

    def told(self, any_reply: Mask, clear: Mask) -> dict[str, float]:
        """Shares that are to be small, and the two that are to be large."""
        ordinary, hard = self._ordinary, ~self._needs & ~self._ordinary
        return {
            "ordinary, any reply": float(any_reply[ordinary].mean()),
            "ordinary, clear": float(clear[ordinary].mean()),
            "hard, any reply": float(any_reply[hard].mean()),
            "hard, clear": float(clear[hard].mean()),
            "needs help, any reply": float(any_reply[self._needs].mean()),
            "needs help, clear": float(clear[self._needs].mean()),
        }

    def search(
        self, place: str, allowed: dict[str, float], any_too: Mask, clear_too: Mask
    ) -> tuple[Limits, dict[str, float]]:
        """The limits that see most, counting what another place sees too."""

        def fits(told: dict[str, float], names: tuple[str, ...]) -> bool:
            return all(told[name] <= allowed[name] for name in names)

        def of(limits: Limits) -> dict[str, float]:
            any_reply, clear = self.judged(place, limits)
            return self.told(any_reply | any_too | clear_too, clear | clear_too)

        best: tuple[float, Limits] | None = None
        for clear, word in product(GRID, (0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)):
            limits = Limits(clear=float(clear), possible=1, hard_counts=0, with_a_word=word)
            told = of(limits)
            if fits(told, ("ordinary, clear", "hard, clear")) and (best is None or told["needs help, clear"] > best[0]):
                best = (told["needs help, clear"], limits)
        if best is None:
            raise SystemExit(f"No limit keeps clear replies in the {place} as rare as allowed.")
        first, best = best[1], None
        for possible, counts in product(GRID, HARD_COUNTS):
            limits = first.model_copy(update={"possible": float(possible), "hard_counts": counts})
            told = of(limits)
            if fits(told, tuple(allowed)) and (best is None or told["needs help, any reply"] > best[0]):
                best = (told["needs help, any reply"], limits)
        if best is None:
            raise SystemExit(f"No limit keeps replies in the {place} as rare as allowed.")
        return best[1], of(best[1])


if __name__ == "__main__":
    main()
