"""Easy Read and Welsh: nothing is missing, nothing about danger was made by a machine, and ids and points stay."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import textstat

from scoring.languages import DANGER, NAMES
from scoring.library import load_library
from scoring.matching import match_option
from scoring.safety import Stretch, load_watch
from scoring.scheme import Scheme
from scoring.strict_yaml import DataError
from tests.conftest import DATA

LIBRARY = load_library(DATA)
ALL = (*LIBRARY.schemes.all(), *LIBRARY.checks.all())
PICTURES = set(re.findall(r'<symbol id="([\w-]+)"', (DATA.parent / "web_widget/static/pictures.svg").read_text()))
each = pytest.mark.parametrize("scheme", ALL, ids=lambda scheme: scheme.id)


@each
@pytest.mark.parametrize("language", sorted(set(NAMES) - {"en"}))
def test_every_question_of_every_scheme_is_there_and_only_words_differ(scheme: Scheme, language: str) -> None:
    spoken = LIBRARY.speaking(language).scheme(scheme.id)
    assert (spoken.id, spoken.version, spoken.money) == (scheme.id, scheme.version, scheme.money)
    for before, after in zip(scheme.questions.values(), spoken.questions.values(), strict=True):
        assert (before.id, before.ask_if, before.numbered) == (after.id, after.ask_if, after.numbered)
        assert after.text != before.text or language == "en-easy"
        assert [(one.id, one.points) for one in before.graded] == [(one.id, one.points) for one in after.graded]
        assert [one.id for one in before.all_options] == [one.id for one in after.all_options]
        for old, new in zip(before.options, after.options, strict=True):
            for label in (old.label, new.label):  # both may be typed
                found = match_option(after, label)
                assert found is None or found.id == old.id


@each
def test_easy_read_has_one_short_idea_and_a_drawing_for_each_question(scheme: Scheme) -> None:
    for question in LIBRARY.speaking("en-easy").scheme(scheme.id).questions.values():
        assert question.picture in PICTURES
        assert len(question.text.split()) <= 14, question.text
        assert question.text.count("?") == 1


def test_easy_read_is_no_harder_than_the_plain_words() -> None:
    plain, easy = LIBRARY, LIBRARY.speaking("en-easy")
    words = {name for name in plain.messages if easy.messages[name] != plain.messages[name]}
    assert len(words) > 50
    for name in words:
        for sentence in re.split(r"[.!?]\s", re.sub(r"\{.*?\}", "word", easy.messages[name])):
            assert len(sentence.split()) <= 13, (name, sentence)
    text = " ".join(re.sub(r"\{.*?\}", "word", easy.messages[name]) for name in sorted(words))
    other = " ".join(re.sub(r"\{.*?\}", "word", plain.messages[name]) for name in sorted(words))
    assert textstat.flesch_kincaid_grade(text) <= min(3.0, textstat.flesch_kincaid_grade(other))
    assert all(one.answer == one.easy for one in easy.questions)


def test_no_words_about_danger_were_made_by_a_machine() -> None:
    welsh = LIBRARY.speaking("cy")
    for name, text in LIBRARY.messages.items():
        if name in DANGER or name.startswith(("clear_", "possible_")):
            assert welsh.messages[name] == text
    assert welsh.helplines == LIBRARY.helplines


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  begin: Gadewch", "  help: Gadewch", "words about danger may not stand here"),
        ("  begin: Gadewch", "  no_such: Gadewch", "there is no such message"),
        ('recorded: "Rwyf wedi rhoi: {answer}."', "recorded: Rwyf wedi rhoi.", r"it fills in \[\], and should \['answer'\]"),
        ("status: awaiting_speaker", "status: fine", "is none of the words there are"),
    ],
)  # fmt: skip
def test_a_language_that_does_not_fit_is_named_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / "languages/cy.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=rf"languages/cy.yml:\d+ .*{words}"):
        load_library(data)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("sleep: {", "slumber: {", "the question sleep is not translated"), ("picture: bed", "drawing: bed", "not known")],
)
def test_easy_words_that_do_not_fit_are_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / "schemes/croydon-style/questions.easy.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DataError, match=words):
        load_library(data)


@pytest.mark.parametrize(
    ("words", "danger"),
    [("dw i eisiau marw", "life"), ("dwi’n mynd i lladd fy hun", "life"), ("dw i wedi cymryd gormod o dabledi", "medical"),
     ("mae e’n fy nharo i", "abuse")],
)  # fmt: skip
def test_the_plainest_welsh_words_for_danger_are_seen(words: str, danger: str) -> None:
    for place in ("gateway", "dialogue"):
        sign = load_watch(DATA, place).look(Stretch(words))  # type: ignore[arg-type]  # one of the two
        assert sign is not None
        assert (sign.danger, sign.level) == (danger, "clear")
