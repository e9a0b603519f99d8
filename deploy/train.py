"""Train the assistant where there is no model for its training data as it is now: `python -m deploy.train`.

Two things are learnt from the sentence model's vectors: Rasa's intents, and what answers mean (`scoring/meaning.py`).
Each is made anew only when something that it is made of has changed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from deploy.models import MODELS, models_for_now
from deploy.processes import RASA_PYTHON, ROOT, Models
from deploy.setup import CannotSetUp, run_step
from evaluation.talk import Said, read_topics
from scoring import meaning
from scoring.loading import load_check, load_scheme, load_schemes
from scoring.phrases import OUR_OWN, Phrase, own_phrases, read_phrases
from scoring.safety import load_reader
from scoring.scheme import Scheme
from scoring.second_opinion import Floats
from scoring.strict_yaml import DataError

SCHEMES, CHECKS = ROOT / "data" / "schemes", ROOT / "data" / "checks"
EVERY = 4
"""Every so many of the answers' phrases teaches the assistant what an answer looks like."""
MOST_READERS = 4
"""Each process that reads examples holds the sentence model, about 75 MB."""


def trained() -> Models:
    """The models for the data as it is now; made first if there are none.

    Raises:
        CannotSetUp: with what Rasa said, when the training data does not work.
    """
    found = models_for_now()
    if not (found.dialogue.exists() and found.meanings.exists()):
        MODELS.mkdir(parents=True, exist_ok=True)
        try:
            _train(found)
        except DataError as error:
            raise CannotSetUp(str(error)) from None
        for old in (*MODELS.glob("*.tar.gz"), *MODELS.glob("*.npz")):
            if old not in (found.dialogue, found.meanings):
                old.unlink()
    return found


def _train(wanted: Models) -> None:
    print("  Reading the examples ...", flush=True)
    phrases, topics = phrases_of_all(), read_topics()
    vectors = vectors_of(phrases, topics)
    if not wanted.meanings.exists():
        fresh = wanted.meanings.with_name(f"unfinished-{wanted.meanings.name}")
        meaning.save(learn_answers(vectors, phrases, topics), fresh)
        fresh.rename(wanted.meanings)  # a training that is broken off leaves no model behind
    if not wanted.dialogue.exists():
        train_dialogue(vectors, phrases, topics, wanted.dialogue)


def vectors_of(phrases: dict[str, list[Phrase]], topics: list[Said]) -> dict[str, Floats]:
    """Every text that teaches, read once."""
    texts = [one.text for found in phrases.values() for one in found] + [said.text for said in topics]
    texts += [words for scheme in schemes_and_checks() for both in _asked(scheme).values() for words in both]
    known = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    cores = min(os.cpu_count() or 1, MOST_READERS)
    shares = [known[n::cores] for n in range(cores)]
    with _one_thread_each(), ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        found = np.concatenate(list(pool.map(_meanings, shares)))
    return dict(zip([text for share in shares for text in share], found, strict=True))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """A process for each core is fast only if its matrices keep to that core."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        os.environ.pop(name) if before is None else os.environ.update({name: before})


def _meanings(texts: list[str]) -> Floats:
    return load_reader(ROOT / "data").meanings(texts)


def train_dialogue(
    vectors: dict[str, Floats], phrases: dict[str, list[Phrase]], topics: list[Said], model: Path
) -> None:
    """Train Rasa on these topics, and on a part of the phrases as what an answer looks like."""
    spoken = [one for found in phrases.values() for one in found if one.voice != OUR_OWN]
    answers = [Said(one.voice, "answer", " ".join(one.text.split())) for one in spoken[::EVERY]]
    taught = {(said.intent, said.text): said for said in (*topics, *answers)}
    known = list(dict.fromkeys(said.text for said in taught.values()))
    with tempfile.TemporaryDirectory() as folder:
        examples, file = Path(folder) / "examples.yml", Path(folder) / "vectors.npz"
        examples.write_text(_as_nlu(list(taught.values())), encoding="utf-8")
        np.savez(file, texts=np.array(known), vectors=np.array([vectors[" ".join(text.split())] for text in known]))
        fresh = model.with_name(f"unfinished-{model.name}")
        command = [
            RASA_PYTHON, "launch.py", "train", "--quiet", "--config", "config.yml", "--domain", "domain", "--data",
            examples, ROOT / "data/rules", "--out", model.parent, "--fixed-model-name", fresh.name,
        ]  # fmt: skip
        run_step("Training the assistant", command, {**os.environ, "FIRST_STEP_VECTORS": str(file)}, ROOT / "bot")
        fresh.rename(model)


def schemes_and_checks() -> list[Scheme]:
    """Every version of every scheme and check."""
    return [*load_schemes(SCHEMES, load_scheme).every(), *load_schemes(CHECKS, load_check).every()]


def phrases_of_all() -> dict[str, list[Phrase]]:
    """Every scheme's phrases and its own words, under the key that its meanings are kept under."""
    return {
        meaning.key_of(scheme): [
            *own_phrases(scheme),
            *read_phrases((CHECKS if scheme.is_check else SCHEMES) / scheme.folder / "phrases.tsv", scheme),
        ]
        for scheme in schemes_and_checks()
    }


def _asked(scheme: Scheme) -> dict[str, tuple[str, str]]:
    """The words of each question itself."""
    return {question.id: (question.short, question.text) for question in scheme.questions.values()}


def learn_answers(
    vectors: dict[str, Floats], phrases: dict[str, list[Phrase]], topics: list[Said]
) -> dict[str, meaning.SchemeMeanings]:
    """What answers mean, from phrases; and what wishes to change one have in common, from topics."""

    def of(text: str) -> Floats:
        return vectors[" ".join(text.split())]

    asked = {
        meaning.key_of(scheme): {name: np.array([of(words) for words in both]) for name, both in _asked(scheme).items()}
        for scheme in schemes_and_checks()
    }
    changes = [of(said.text) for said in topics if said.intent == "command_change"]
    return meaning.learn(
        {key: [(one, of(one.text)) for one in found] for key, found in phrases.items()}, asked, changes
    )


def _as_nlu(taught: list[Said]) -> str:
    """Rasa's own training format."""
    intents: dict[str, list[str]] = {}
    for said in taught:
        intents.setdefault(said.intent, []).append(f"      - {said.text}\n")
    blocks = (f"  - intent: {intent}\n    examples: |\n{''.join(rows)}" for intent, rows in intents.items())
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


if __name__ == "__main__":
    try:
        print(f"  The model is {trained().dialogue.relative_to(ROOT)}.")
    except CannotSetUp as reason:
        sys.exit(f"\n{reason}")
