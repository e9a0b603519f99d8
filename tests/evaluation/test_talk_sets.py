"""The voices that teach, set limits and measure are apart, and there are as many lines as were asked for."""

from __future__ import annotations

from collections import Counter

from deploy.train import phrases_of_all
from evaluation.lines import ROOT
from evaluation.talk import (
    OUR_OWN,
    kept_back_talkers,
    read_all_phrases,
    read_measuring_answers,
    read_measuring_topics,
    read_topics,
    talkers,
)
from scoring.loading import load_check, load_schemes
from scoring.scheme import normalise

SCHEMES = load_schemes(ROOT / "data/schemes")
EVERYTHING = [*SCHEMES.all(), *load_schemes(ROOT / "data/checks", load_check).all()]
TAUGHT, ASKED = read_all_phrases(SCHEMES), read_measuring_answers()
TOPICS, MEASURED = read_topics(), read_measuring_topics()


def test_no_measuring_voice_teaches() -> None:
    measuring = {said.voice for said in MEASURED} | {one.voice for found in ASKED.values() for one in found}
    assert len(measuring) >= 6
    assert not measuring & talkers()


def test_nothing_that_teaches_repeats_a_measuring_line() -> None:
    taught = {normalise(said.text) for said in TOPICS}
    taught |= {normalise(one.text) for found in phrases_of_all().values() for one in found}
    measured = [said.text for said in MEASURED] + [one.text for found in ASKED.values() for one in found]
    again = [text for text in measured if normalise(text) in taught]
    assert again == []


def test_every_question_of_every_scheme_and_check_has_at_least_twelve_measuring_answers_that_fit_it() -> None:
    for scheme in EVERYTHING:
        count = Counter(one.question_id for one in ASKED[scheme.id])
        assert all(count[question] >= 12 for question in scheme.questions), scheme.id
        for one in ASKED[scheme.id]:
            assert scheme.questions[one.question_id].option(one.option_id) is not None


def test_measuring_answers_share_few_words_with_the_labels() -> None:
    shared = []
    for scheme in EVERYTHING:
        for one in ASKED[scheme.id]:
            question = scheme.questions[one.question_id]
            option = question.option(one.option_id)
            label = {word for word in normalise(option.label if option else "").split() if len(word) > 3}
            words = set(normalise(one.text).split())
            if label and not question.number:
                shared.append(len(label & words) / len(label))
    assert sum(shared) / len(shared) < 0.2


def test_there_are_forty_intents_and_a_thousand_lines_to_measure() -> None:
    count = Counter(said.intent for said in MEASURED)
    assert len(count) >= 40
    assert sum(count.values()) >= 1000
    assert min(count.values()) >= 13, "yes, no and a greeting have few words that the teaching voices did not use"
    assert set(count) <= {said.intent for said in TOPICS}


def test_limits_are_set_on_voices_that_the_sentence_model_was_not_taught_on() -> None:
    voices = talkers()
    assert OUR_OWN not in voices
    assert len(voices) / 10 <= len(kept_back_talkers(voices)) <= len(voices) / 6
