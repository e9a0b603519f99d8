"""A scheme's words in another language: `questions.cy.yml` beside `questions.yml`. Every text must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scoring.strict_yaml import Id, Place, Problem, Strict

if TYPE_CHECKING:
    from scoring.scheme import Questions

Words = Annotated[str, Field(min_length=1, max_length=600)]


class QuestionWords(Strict):
    """The words of one question; `unit` (one, many) for a number question."""

    short: Words
    text: Words
    why: Words
    help: Words
    options: Mapping[str, Words] = {}
    unit: tuple[Words, Words] | None = None


class EasyWords(Strict):
    """One question in Easy Read: one idea, a drawing beside it. Labels and help that are not here stay as they are."""

    text: Words
    help: Words | None = None
    picture: Id
    options: Mapping[str, Words] = {}


class Translation(Strict):
    """All words of a scheme. `status` says whether a speaker has read them."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    status: Literal["awaiting_speaker", "checked"]
    title: Words
    intro: Words
    domains: Mapping[str, Words]
    questions: Mapping[str, QuestionWords]


def translation_problems(words: Translation, paper: Questions, language: str) -> Iterator[Problem]:
    """Texts that are missing, and texts for what the scheme does not have."""
    if words.language != language:
        yield Problem(("language",), f"the file is for {language}.", f"Write {language} here, or rename the file.")
    domains = {domain.id for domain in paper.domains}
    questions = {question.id: question for domain in paper.domains for question in domain.questions}
    yield from _differences(("domains",), domains, set(words.domains), "the domain")
    yield from _differences(("questions",), set(questions), set(words.questions), "the question")
    for name, text in words.questions.items():
        if name not in questions:
            continue
        wanted = {option.id for option in questions[name].options}
        yield from _differences(("questions", name, "options"), wanted, set(text.options), "the option")
        if (questions[name].number is None) != (text.unit is None):
            mend = "Add `unit: [one, many]`." if questions[name].number else "Take `unit` out."
            yield Problem(("questions", name), "a number question, and no other, has a unit.", mend)


def easy_problems(words: Mapping[str, EasyWords], paper: Questions) -> Iterator[Problem]:
    """Questions without easy words, and easy words for what the scheme does not have."""
    questions = {question.id: question for domain in paper.domains for question in domain.questions}
    yield from _differences((), set(questions), set(words), "the question")
    for name, text in words.items():
        if name in questions:
            known = {option.id for option in questions[name].options}
            for option in sorted(set(text.options) - known):
                yield Problem((name, "options", option), f"{name} has no option {option}.", "Correct the name.")


def _differences(place: Place, wanted: set[str], there: set[str], what: str) -> Iterator[Problem]:
    for name in sorted(wanted - there):
        yield Problem(place, f"{what} {name} is not translated.", "Add it.")
    for name in sorted(there - wanted):
        yield Problem((*place, name), f"the scheme has not {what} {name}.", "Correct the name or take it out.")
