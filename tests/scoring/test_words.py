"""Plain words: a tripwire for every message and question that a person may read."""

from __future__ import annotations

import re

import pytest
import textstat

from scoring.guidance import FrequentQuestion
from scoring.library import load_library
from scoring.models import MODELS
from scoring.models.domain_sum import DomainSum
from tests.conftest import DATA

LIBRARY = load_library(DATA)
SCHEMES = LIBRARY.schemes.all()


def everything_said() -> dict[str, str]:
    said = {f"message {key}": text for key, text in LIBRARY.messages.items()}
    for one in LIBRARY.questions:
        said[f"question {one.id}"] = f"{one.answer} {one.more}"
    for prompt in LIBRARY.prompts:
        said[f"prompt {prompt.id}"] = prompt.text
    for line in LIBRARY.helplines:
        said[f"helpline {line.id}"] = line.say
    for word in LIBRARY.words:
        said[f"word {word.id}"] = word.meaning
    for check, rows in LIBRARY.findings.items():
        for row in rows:
            said[f"{check} {row.id}"] = row.says
            said[f"{check} {row.id} easy"] = row.easy
    for leaflet in LIBRARY.leaflets.values():
        said[f"leaflet {leaflet.id}"] = leaflet.intro
        for part in leaflet.sections:
            said |= {f"leaflet {leaflet.id} {part.title} {n}": text for n, text in enumerate((*part.says, *part.easy))}
    for scheme in (*SCHEMES, *LIBRARY.checks.all()):
        said[f"{scheme.id} intro"] = scheme.intro
        for question in scheme.questions.values():
            said[f"{question.id} text"] = question.text
            said[f"{question.id} why"] = question.why
            said[f"{question.id} help"] = question.help
            for option in question.all_options:
                said[f"{question.id} {option.id}"] = option.label
    return said


SAID = everything_said()
NAMES = r"Ombudsman|Parliamentary|Government|Samaritans|buprenorphine|methadone|opiates?|personal budgets?"


def sentences(text: str) -> list[str]:
    text = re.sub(r"\(.*?\)", "", re.sub(r"\{.*?\}", "word", text))
    return [part for part in re.split(r"[.!?:;]\s", f"{text} ") if part.strip()]


@pytest.mark.parametrize("where", SAID)
def test_sentences_are_short(where: str) -> None:
    for sentence in sentences(SAID[where]):
        assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("where", [key for key, text in SAID.items() if len(text.split()) >= 12])
def test_reading_grade_is_low(where: str) -> None:
    """Flesch-Kincaid grade 6 is about age 11. Names of laws and medicines are not counted; they cannot be swapped."""
    text = re.sub(NAMES, "name", SAID[where])
    assert textstat.flesch_kincaid_grade(text) <= 6.5, text


@pytest.mark.parametrize("where", SAID)
def test_no_word_that_labels_or_promises(where: str) -> None:
    assert not re.search(
        r"\b(users?|patients?|sufferers?|eligible|entitled|you will get|guarantee)\b", SAID[where], re.I
    )


def test_the_first_scheme_has_the_ten_areas_of_the_pilot() -> None:
    scheme = LIBRARY.schemes.get("croydon-style")
    table = scheme.money[0]
    assert isinstance(table, DomainSum)
    assert len(scheme.domains) == 10
    assert all(2 <= len(domain.questions) <= 4 for domain in scheme.domains)
    assert any(rows[0].amount == 0 for rows in table.domains.values())
    assert any(question.ask_if for question in scheme.questions.values())


def test_the_seven_schemes_are_shipped_and_offered() -> None:
    """Between them they use every model but the bands, which are tested on Norfolk's published table."""
    assert {scheme.money[0].model for scheme in SCHEMES} == set(MODELS) - {"total_bands"}
    assert {scheme.id for scheme in SCHEMES} == set(LIBRARY.organisation("demo").schemes)


SAME_EVERYWHERE = {"benefits", "privacy", "how_long", "how_long_wait", "lose_services"}
"""What does not hang on a nation's law: advice to ask, what this page does, and what nothing here changes."""


def test_every_answer_says_where_the_other_nations_differ() -> None:
    for one in LIBRARY.questions:
        assert (one.elsewhere == "same") == (one.id in SAME_EVERYWHERE), one.id
        if one.elsewhere != "same" and one.id != "wales_scotland":
            assert re.search(r"Scotland|Wales|Northern Ireland|England|[Ee]lsewhere|nations", one.elsewhere), one.id
        assert one.elsewhere == "same" or one.elsewhere in one.in_full


@pytest.mark.parametrize("one", LIBRARY.questions, ids=lambda one: one.id)
def test_an_answer_about_budgets_is_at_most_three_sentences_and_more_is_kept_for_later(one: FrequentQuestion) -> None:
    assert len(re.findall(r"[.!?](?:\s|$)", one.answer)) <= 3, one.answer
    assert one.more


def test_answers_say_where_the_other_nations_differ() -> None:
    text = LIBRARY.question_by_id["wales_scotland"].answer
    assert all(nation in text for nation in ("Scotland", "Wales", "Northern Ireland"))
