"""The lines on safety, by voice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scoring.second_opinion import CLASSES, KINDS

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "data/safety/lines"
KEPT_BACK = ROOT / "data/safety/kept-back"
MEASURE = ROOT / "data/evaluation/safety"
DETAILS = {
    "explicit", "indirect", "ordinary", "past", "bereavement", "idiom", "negation", "someone-else", "quoting", "goal",
    "clinical", "care", "asking", "other",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One invented text. `kind` is one of `KINDS` or `none`."""

    voice: str
    kind: str
    detail: str
    text: str

    @property
    def needs_help(self) -> bool:
        """Whether a person who writes this needs help now."""
        return self.kind != "none"

    @property
    def label(self) -> int:
        """Its place in `CLASSES`."""
        return CLASSES.index(self.kind if self.needs_help else "ordinary" if self.detail == "ordinary" else "hard")


def kept_back(lines: list[Line]) -> set[str]:
    """The voices of `lines/` that nothing is taught on: every eighth. Limits are set on them and `kept-back/`."""
    return set(sorted({line.voice for line in lines})[::8])


def read_lines(folder: Path) -> list[Line]:
    """All lines of a folder. Raises `ValueError` naming file and line for one that does not fit."""
    lines = []
    for path in sorted(folder.glob("*.tsv")):
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            parts = row.split("\t")
            if len(parts) != 3 or parts[0] not in (*KINDS, "none") or parts[1] not in DETAILS or not parts[2].strip():
                raise ValueError(f"{path.name}:{number}: this needs kind, detail and text, with tabs between.")
            lines.append(Line(path.stem, *parts))
    return lines
