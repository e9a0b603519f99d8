"""The lines on understanding, by voice: what teaches (`data/nlu`, phrases of the schemes) and what measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from evaluation.lines import ROOT, Line
from scoring.loading import Schemes, load_schemes
from scoring.phrases import Phrase, read_phrases

NLU = ROOT / "data/nlu"
MEASURE_TOPICS = ROOT / "data/evaluation/topics"
MEASURE_ANSWERS = ROOT / "data/evaluation/answers"
PEOPLE = ROOT / "data/evaluation/people"
OUR_OWN = "ours"


@dataclass(frozen=True)
class Said:
    """A text and the intent that it has."""

    voice: str
    intent: str
    text: str


def read_topics(folder: Path = NLU) -> list[Said]:
    """Rasa's training examples. A block's voice is in its metadata; without one it is ours."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            if "intent" in block:
                voice = (block.get("metadata") or {}).get("voice", OUR_OWN)
                rows = [row.removeprefix("- ").strip() for row in block["examples"].splitlines()]
                found += [Said(voice, block["intent"], row) for row in rows if row]
    return found


def read_measuring_topics(folder: Path = MEASURE_TOPICS) -> list[Said]:
    """The measuring voices' topics: `intent`, `text`."""
    return [
        Said(path.stem, *row.split("\t", 1))
        for path in sorted(folder.glob("*.tsv"))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]


def read_all_phrases(schemes: Schemes) -> dict[str, list[Phrase]]:
    """Scheme id to its phrases by voices."""
    return {scheme.id: read_phrases(_folder(scheme.folder) / "phrases.tsv", scheme) for scheme in schemes.all()}


def read_measuring_answers(folder: Path = MEASURE_ANSWERS) -> dict[str, list[Phrase]]:
    """The measuring voices' answers, by the id of their scheme or check: `scheme/question`, `option`, `text`."""
    found: dict[str, list[Phrase]] = {}
    for path in sorted(folder.glob("*.tsv")):
        for row in path.read_text(encoding="utf-8").splitlines():
            key, option_id, text = row.split("\t")
            scheme_id, question_id = key.split("/")
            found.setdefault(scheme_id, []).append(Phrase(question_id, option_id, path.stem, text))
    return found


def read_people(folder: Path = PEOPLE) -> dict[str, dict[str, Any]]:
    """Whole invented people: what they say to each question, what they mean, and where they change their minds."""
    return {path.stem: YAML(typ="safe").load(path) for path in sorted(folder.glob("*.yml"))}


def harmless(voices: Callable[[str], bool]) -> list[Line]:
    """What the talking voices say, as lines that show no danger: none was to write of any."""
    schemes = load_schemes(ROOT / "data/schemes")
    found = [(said.voice, said.text) for said in read_topics()]
    found += [(one.voice, one.text) for phrases in read_all_phrases(schemes).values() for one in phrases]
    return [Line(voice, "none", "ordinary", text) for voice, text in found if voices(voice)]


def talkers() -> set[str]:
    """All voices that answer and talk."""
    return {line.voice for line in harmless(lambda voice: voice != OUR_OWN)}


def kept_back_talkers(voices: set[str]) -> set[str]:
    """The voices that the sentence model is not taught on: every eighth. Limits are set on them."""
    return set(sorted(voices - {OUR_OWN})[::8])


def _folder(name: str) -> Path:
    return ROOT / "data/schemes" / name
