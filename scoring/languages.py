"""The same words otherwise: in Easy Read, or in another language. What is not there stays in plain English.

`data/languages/` holds messages; beside a scheme's questions stand `questions.easy.yml` and, for a language
like Welsh, `questions.cy.yml`. Danger, helplines, law and money are in English only until a speaker has read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from scoring.scheme import Domain, Option, Question, Scheme, Words
from scoring.strict_yaml import Strict, read_document

UNSURE: Mapping[str, tuple[str, str]] = {"cy": ("Dydw i ddim yn siŵr", "Byddai’n well gen i beidio â dweud")}
"""The two answers that stand on every question."""
Language = Literal["en", "en-easy", "cy"]
NAMES: Mapping[Language, str] = {"en": "English", "en-easy": "Easy words", "cy": "Cymraeg"}
"""What each is called by those who speak it."""
DANGER = frozenset({"help", "carry_on_when_ready"})
"""With `clear_…` and `possible_…`, the messages about danger. No unread translation may stand in for them."""


class Pack(Strict):
    """The messages of a language, and plain words for commands in it."""

    status: Literal["awaiting_speaker", "checked"]
    """Whether somebody who speaks it, or for Easy Read somebody who needs it, has read all of it."""
    messages: Mapping[str, Words]
    commands: Mapping[str, tuple[Words, ...]] = {}


def load_packs(folder: Path, messages: Mapping[str, str]) -> dict[str, Pack]:
    """Every language there is. Raises `DataError` for messages that there are not, and for danger in unread words."""
    from string import Formatter

    from scoring.strict_yaml import Problem

    found = {}
    for path in sorted(folder.glob("*.yml")):
        document = read_document(path)
        pack = document.read_as(Pack)
        problems = []
        for name, text in pack.messages.items():
            place = ("messages", name)
            if name not in messages:
                problems.append(Problem(place, "there is no such message.", "Correct the name or take it out."))
                continue
            danger = name in DANGER or name.startswith(("clear_", "possible_"))
            if danger and pack.status != "checked" and path.stem != "en-easy":
                what = "words about danger may not stand here until a speaker has read them."
                problems.append(Problem(place, what, "Take it out, or say `status: checked` once somebody has."))
            wanted, used = (
                {field for _, field, _, _ in Formatter().parse(words) if field is not None}
                for words in (messages[name], text)
            )
            if wanted != used:
                what = f"it fills in {sorted(used)}, and should {sorted(wanted)}."
                problems.append(Problem(place, what, "Use the same words in {curly brackets}."))
        document.fail(problems)
        found[path.stem] = pack
    return found


def scheme_in(language: str, scheme: Scheme) -> Scheme:
    """The scheme in Easy Read or in another language; the same scheme where it has no such words."""
    if language == "en-easy" and scheme.easy:
        return replace(scheme, domains=tuple(_easy_domain(scheme, domain) for domain in scheme.domains))
    words = scheme.translations.get(language)
    if words is None:
        return scheme
    domains = []
    for domain in scheme.domains:
        questions = []
        for question in domain.questions:
            told = words.questions[question.id]
            options = tuple(_option(option, told.options[option.id]) for option in question.options)
            number = question.number
            if number is not None and told.unit is not None:
                number = number.model_copy(update={"one": told.unit[0], "many": told.unit[1]})
            texts = {"short": told.short, "text": told.text, "why": told.why, "help": told.help}
            unsure = UNSURE.get(language)
            questions.append(changed(question, **texts, options=options, number=number, unsure=unsure))
        title = words.domains[domain.id]
        domains.append(domain.model_copy(update={"title": title, "questions": tuple(questions)}))
    return replace(scheme, title=words.title, intro=words.intro, domains=tuple(domains))


def _easy_domain(scheme: Scheme, domain: Domain) -> Domain:
    questions = []
    for question in domain.questions:
        told = scheme.easy[question.id]
        options = tuple(_option(option, told.options.get(option.id, option.label)) for option in question.options)
        help_ = told.help or question.help
        questions.append(changed(question, text=told.text, help=help_, options=options, picture=told.picture))
    return domain.model_copy(update={"questions": tuple(questions)})


def _option(option: Option, label: str) -> Option:
    """With another label; its own may still be typed."""
    return (
        option
        if label == option.label
        else option.model_copy(update={"label": label, "say": (*option.say, option.label)})
    )


def changed(question: Question, **new: object) -> Question:
    """A question with other words. Made anew, since a copy would keep what was worked out from the old ones."""
    as_it_is = {name: getattr(question, name) for name in Question.model_fields}
    return Question(**{**as_it_is, **new})
