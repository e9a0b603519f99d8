"""Lines as the running system hears them: Rasa's intent, and what an answer means, before any limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.processes import RASA_PYTHON, ROOT
from scoring.meaning import SchemeMeanings
from scoring.phrases import Phrase
from scoring.reader import Reader, carried
from scoring.scheme import Scheme
from scoring.second_opinion import Floats
from scoring.understanding import Limits, Reading, read_answer


@dataclass(frozen=True)
class Heard:
    """A text with its vectors and what Rasa makes of it."""

    text: str
    vectors: tuple[Floats, ...]
    intent: str
    confidence: float


@dataclass(frozen=True)
class Outcome:
    """What came of an answer: recorded options, or those that were asked about."""

    recorded: str | None = None
    asked: tuple[str, ...] = ()


def hear(texts: Sequence[str], reader: Reader, model: Path) -> list[Heard]:
    """Read texts with the sentence model and with Rasa."""
    vectors = [tuple(one.meaning for _, one in reader.read_parts(text)) for text in texts]
    rows = [{"text": text, "meanings": [carried(found[0])]} for text, found in zip(texts, vectors, strict=True)]
    done = subprocess.run(
        [str(RASA_PYTHON), "read.py", str(model)],
        input="".join(json.dumps(row) + "\n" for row in rows),
        cwd=ROOT / "bot",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    read = [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]
    return [
        Heard(text, found, one["intent"] or "", one["confidence"])
        for text, found, one in zip(texts, vectors, read, strict=True)
    ]


def answered(scheme: Scheme, meanings: SchemeMeanings, phrase: Phrase, heard: Heard, limits: Limits) -> Outcome:
    """What the running system does with an answer to an open question."""
    read = Reading(phrase.text, heard.intent, heard.confidence, heard.vectors)
    found = read_answer(scheme.questions[phrase.question_id], read, meanings, limits)
    if found is None:
        return Outcome()
    return Outcome(found.options[0]) if found.kind == "clear" else Outcome(asked=found.options)


@dataclass(frozen=True)
class Shares:
    """Of many answers, in shares."""

    count: int
    recorded_right: float
    asked_right: float
    recorded_wrong: float
    asked_wrong: float
    not_understood: float

    @property
    def right_or_asked_right(self) -> float:
        """The true answer was recorded, or was among those asked about."""
        return self.recorded_right + self.asked_right


def shares(pairs: Sequence[tuple[Phrase, Outcome]]) -> Shares:
    """How often what happened."""
    count = max(1, len(pairs))

    def share(test: list[bool]) -> float:
        return sum(test) / count

    return Shares(
        len(pairs),
        share([outcome.recorded == phrase.option_id for phrase, outcome in pairs]),
        share([phrase.option_id in outcome.asked for phrase, outcome in pairs]),
        share([outcome.recorded not in (None, phrase.option_id) for phrase, outcome in pairs]),
        share([bool(outcome.asked) and phrase.option_id not in outcome.asked for phrase, outcome in pairs]),
        share([outcome.recorded is None and not outcome.asked for phrase, outcome in pairs]),
    )
