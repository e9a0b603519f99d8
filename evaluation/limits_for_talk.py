"""Set the limits on what is read in typed words, by leaving voices out: `python -m evaluation.limits_for_talk`.

The sentence model was not taught on the voices that are kept back; here Rasa and the meanings of answers are learnt
without them too. Every limit is then the loosest one that keeps its kind of mistake as rare as `ALLOWED` on those
voices, a little rarer than the bars, because other voices will differ. It writes `data/reading/limits.yml`.

There are no folds: the sentence model was taught on all the other voices, so a fold of those would flatter it, and
teaching it anew for each fold takes a quarter of an hour.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from deploy.processes import ROOT
from deploy.train import learn_answers, phrases_of_all, train_dialogue, vectors_of
from evaluation.heard import Heard, answered, hear, shares
from evaluation.talk import kept_back_talkers, read_topics
from scoring.loading import load_schemes
from scoring.meaning import Choices, SchemeMeanings, key_of
from scoring.phrases import Phrase
from scoring.safety import load_reader
from scoring.scheme import Scheme
from scoring.second_opinion import Floats
from scoring.understanding import (
    AnswerLimits,
    IntentLimits,
    Limits,
    option_shares,
    understand,
    wants_something_else,
)

ALLOWED = {
    "an answer recorded wrongly": 0.009,
    "words that want something else, recorded as an answer": 0.02,
    "an answer taken for a wish": 0.012,
    "not sure or not said, wrongly": 0.002,
    "something heard in passing that was not said": 0.01,
}
GRID = np.round(np.arange(0.3, 0.996, 0.01), 3)
TEMPLATE = """# From where on a reading of free words counts (scoring/understanding.py says what each limit is).
# Set by `python -m evaluation.limits_for_talk` on {voices} voices that nothing was taught on; there they give:
{found}
answers: {{{answers}}}
intents: {{{intents}}}
"""
Answer = tuple[Scheme, SchemeMeanings, Phrase, Heard]


def main() -> None:
    """Search, print and write."""
    reader = load_reader(ROOT / "data")
    phrases, topics = phrases_of_all(), read_topics()
    silent = kept_back_talkers({one.voice for found in phrases.values() for one in found})
    taught = {key: [one for one in found if one.voice not in silent] for key, found in phrases.items()}
    kept_topics = [said for said in topics if said.voice in silent]
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "left-out.tar.gz"
        vectors = vectors_of(taught, topics)
        spoken_of = [said for said in topics if said.voice not in silent]
        train_dialogue(vectors, taught, spoken_of, model)
        meanings = learn_answers(vectors, taught, spoken_of)
        schemes = load_schemes(ROOT / "data/schemes").all()
        kept = [(scheme, one) for scheme in schemes for one in phrases[key_of(scheme)] if one.voice in silent]
        heard = hear([one.text for _, one in kept] + [said.text for said in kept_topics], reader, model)
    answers: list[Answer] = [
        (scheme, meanings[key_of(scheme)], one, read) for (scheme, one), read in zip(kept, heard, strict=False)
    ]
    spoken = list(zip([said.intent for said in kept_topics], heard[len(kept) :], strict=True))
    remember_scores()
    limits = search(answers, spoken)
    told = told_about(answers, spoken, limits)
    found = "\n".join(f"#   {name}: {share:.3f}" for name, share in told.items())
    parts = {
        name: ", ".join(f"{limit}: {value}" for limit, value in getattr(limits, name).model_dump().items())
        for name in ("answers", "intents")
    }
    text = TEMPLATE.format(voices=len(silent), found=found, **parts)
    (ROOT / "data/reading/limits.yml").write_text(text, encoding="utf-8")
    print(text)


def remember_scores() -> None:
    """The search reads the same lines hundreds of times; their scores do not depend on the limits."""
    known: dict[tuple[int, bytes], Floats] = {}
    fresh = Choices.scores

    def scores(self: Choices, meaning: Floats) -> Floats:
        key = (id(self), meaning.tobytes())
        if key not in known:
            known[key] = fresh(self, meaning)
        return known[key]

    Choices.scores = scores  # type: ignore[method-assign]  # for the length of this search


def search(answers: list[Answer], spoken: list[tuple[str, Heard]]) -> Limits:
    """Each limit in turn, given those before it."""
    choices = [one for one in answers if not one[0].questions[one[2].question_id].number]
    sharpness = max(np.round(np.geomspace(0.004, 1.0, 50), 4), key=lambda s: _log_likelihood(choices, float(s)))
    limits = Limits(
        answers=AnswerLimits(sharpness=float(sharpness), clear=1, two=0.3, about_this=0.02, plainly_this=0.5),
        intents=IntentLimits(digress=1, tell=1, ask=1, unknown=1),
    )

    def loosest(section: str, name: str, allowed: str) -> None:
        nonlocal limits
        for value in GRID:
            tried = _with(limits, section, name, float(value))
            if told_about(answers, spoken, tried)[allowed] <= ALLOWED[allowed]:
                limits = tried
                return
        limits = _with(limits, section, name, 1.0)

    loosest("intents", "digress", "an answer taken for a wish")
    loosest("intents", "unknown", "not sure or not said, wrongly")
    limits = _with(limits, "intents", "unknown", max(0.7, limits.intents.unknown))
    loosest("answers", "clear", "an answer recorded wrongly")
    for value in (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5):
        limits = _with(limits, "answers", "about_this", value)
        name = "words that want something else, recorded as an answer"
        if told_about(answers, spoken, limits)[name] <= ALLOWED[name]:
            break
    limits = _with(limits, "intents", "tell", limits.intents.digress)
    return _with(limits, "intents", "ask", limits.intents.digress)


def told_about(answers: list[Answer], spoken: list[tuple[str, Heard]], limits: Limits) -> dict[str, float]:
    """What the limits lead to, in shares."""
    outcomes = [(one[2], answered(*one, limits)) for one in answers]
    of = shares(outcomes)
    wishes = [
        read
        for intent, read in spoken
        if intent not in ("not_sure", "not_said", "command_yes", "command_no", "plan_note", "command_change")
    ]
    return {
        "an answer recorded rightly, or asked about rightly": of.right_or_asked_right,
        "an answer recorded": of.recorded_right + of.recorded_wrong,
        "an answer recorded wrongly": of.recorded_wrong,
        "words that want something else, recorded as an answer": _recorded_anyway(answers, wishes, limits),
        "an answer taken for a wish": _mean(
            [
                wants_something_else(h.intent, h.confidence, m, s.questions[p.question_id], h.vectors, limits)
                for s, m, p, h in answers
            ]
        ),
        "not sure or not said, wrongly": _mean(
            [outcome.recorded in ("not_sure", "not_said") for _, outcome in outcomes]
        ),
        "something heard in passing that was not said": _mean(
            [
                bool(understand(m, s.questions[p.question_id], p.text, h.vectors, limits.answers).heard)
                for s, m, p, h in answers
            ]
        ),
    }


def _recorded_anyway(answers: list[Answer], wishes: list[Heard], limits: Limits) -> float:
    """Each wish is said while some question is open: the questions in turn."""
    found = []
    for n, read in enumerate(wishes):
        scheme, meanings, phrase, _ = answers[(n * 7) % len(answers)]
        outcome = answered(scheme, meanings, Phrase(phrase.question_id, "", "", read.text), read, limits)
        found.append(outcome.recorded not in (None, "not_sure", "not_said"))
    return _mean(found)


def _log_likelihood(answers: list[Answer], sharpness: float) -> float:
    limits = AnswerLimits(sharpness=sharpness, clear=1, two=1, about_this=1, plainly_this=1)
    return float(
        np.mean(
            [
                np.log(option_shares(m, p.question_id, h.vectors[0], limits)[p.option_id] + 1e-9)
                for _, m, p, h in answers
            ]
        )
    )


def _with(limits: Limits, section: str, name: str, value: float) -> Limits:
    part = getattr(limits, section).model_copy(update={name: value})
    return limits.model_copy(update={section: part})


def _mean(found: list[bool]) -> float:
    return sum(found) / max(1, len(found))


if __name__ == "__main__":
    main()
