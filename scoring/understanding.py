"""What typed words mean for the open question: one answer, one of two, or nothing certain. Pure.

Exact words have been tried before (`matching.py`). What is decided here is either shown with a way to change it, or
asked. The limits are set by `python -m evaluation.limits_for_talk` on voices left out of the teaching, and live in
`data/reading/limits.yml` with what they give there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scoring.days import BAD_DAY, GOOD_DAY, tells_of_days
from scoring.matching import match_option, plain_yes_or_no
from scoring.meaning import SchemeMeanings
from scoring.numbers import numbers_in
from scoring.reader import parts_of
from scoring.scheme import NOT_SAID, NOT_SURE, Option, Question, normalise
from scoring.second_opinion import Floats, likely
from scoring.strict_yaml import Strict, load

Share = Annotated[float, Field(ge=0, le=1)]


class AnswerLimits(Strict):
    """From where on a reading of free words counts."""

    sharpness: Annotated[float, Field(gt=0)]
    """What the scores are multiplied with before they become shares."""
    clear: Share
    """How likely the best option must be, to be recorded and said back."""
    two: Share
    """How likely the best two must be together, to be offered as "which is closer?"."""
    about_this: Share
    """How likely the words must be about the open question, and no other one, to be recorded."""
    plainly_this: Share
    """From where on words that look like small talk are taken for an answer after all."""


class IntentLimits(Strict):
    """From where on Rasa's opinion of what is wanted counts. Words that stand in its examples are always sure."""

    digress: Share
    """Above this, words are no answer to the open question."""
    tell: Share
    """To say something, or to move without losing anything."""
    ask: Share
    """To ask whether somebody wants to go back, leave a question, stop, begin again or delete."""
    unknown: Share
    """To record "I'm not sure" or "I'd rather not say"."""


class Limits(Strict):
    """All limits on what is read in typed words."""

    answers: AnswerLimits
    intents: IntentLimits


@dataclass(frozen=True)
class Understood:
    """What words mean.

    Attributes:
        kind: `clear` has one option, `close` one or two, `unclear` none.
        heard: answers to other questions, said in passing.
    """

    kind: Literal["clear", "close", "unclear"]
    options: tuple[str, ...] = ()
    good_and_bad_days: bool = False
    heard: Mapping[str, str] = field(default_factory=dict)


NOTHING = Understood("unclear")


def understand(
    meanings: SchemeMeanings,
    question: Question,
    text: str,
    vectors: Sequence[Floats],
    limits: AnswerLimits,
    closer: tuple[str, ...] = (),
) -> Understood:
    """What the words say about the open question.

    Args:
        vectors: the meaning of the whole text, then of each of its parts if it has several.
        closer: two options between which the person was asked to choose.
    """
    if question.number is not None:
        numbers = tuple(map(str, numbers_in(text, question.number)))
        return Understood("close", numbers) if numbers else NOTHING
    named = _which_of_two(text, closer)
    if named is not None:
        return Understood("clear", (named,))
    if question.id not in meanings.options or not vectors or not re.search(r"[a-z]", normalise(text)):
        return NOTHING  # words in another writing cannot be read
    found = _read(meanings, question, vectors, limits, closer)
    if not closer and tells_of_days(text) and not found.good_and_bad_days and found.kind != "unclear":
        found = _days(meanings, question, text, vectors, limits)
    if found.kind == "clear" and meanings.likeness(question.id, vectors[0]) < _near_enough(text):
        found = Understood("close", _likeliest_two(meanings, question, vectors[0], limits))
    heard = _in_passing(meanings, question, vectors[1:], limits)
    return Understood(found.kind, found.options, found.good_and_bad_days, heard)


def _read(
    meanings: SchemeMeanings,
    question: Question,
    vectors: Sequence[Floats],
    limits: AnswerLimits,
    closer: tuple[str, ...],
) -> Understood:
    shares = option_shares(meanings, question.id, vectors[0], limits)
    if closer:
        shares = {option: share * (4 if option in closer else 1) for option, share in shares.items()}
        total = sum(shares.values())
        shares = {option: share / total for option, share in shares.items()}
    ranked = sorted(shares, key=shares.__getitem__, reverse=True)
    first, second = ranked[0], ranked[1]
    days = _both_kinds_of_day(meanings, question, vectors[1:], limits)
    if days:
        return Understood("close", days, good_and_bad_days=True)
    about = question_shares(meanings, vectors[0], limits).get(question.id, 0.0)
    if shares[first] >= limits.clear and about >= limits.about_this:
        others = {option for option in _sure_parts(meanings, question, vectors[1:], limits) if option != first}
        if others:  # one sentence says otherwise than all of them together
            pair = {first, *list(others)[:1]}
            return Understood("close", tuple(option.id for option in question.options if option.id in pair))
        return Understood("clear", (first,))
    if shares[first] + shares[second] >= limits.two:
        pair = {first, second}
        return Understood("close", tuple(option.id for option in question.options if option.id in pair))
    return NOTHING


def option_shares(meanings: SchemeMeanings, question_id: str, vector: Floats, limits: AnswerLimits) -> dict[str, float]:
    """How likely each option of a question is."""
    choices = meanings.options[question_id]
    shares = likely(choices.scores(vector) * limits.sharpness)
    return dict(zip(choices.names, map(float, shares), strict=True))


def question_shares(meanings: SchemeMeanings, vector: Floats, limits: AnswerLimits) -> dict[str, float]:
    """How likely the words are about each question."""
    if not meanings.questions.names:
        return {}
    shares = likely(meanings.questions.scores(vector) * limits.sharpness)
    return dict(zip(meanings.questions.names, map(float, shares), strict=True))


HEARD_LIKE, HEARD_MORE, HEARD_ALONE, HEARD_SURE, HEARD_AMONG = 0.5, 0.15, 0.03, 0.6, 4
"""A part of a message is an answer to another question when it is this like what people answer to that one, so much
more than to the open one, and more than to any third. Then how sure the option must be, and among how many of the
likeliest questions one looks. It is only asked about when that question comes, so a wrong one costs a tap; on answers
of the voices kept back, about one in a hundred is heard that was not said."""


def _in_passing(
    meanings: SchemeMeanings, question: Question, parts: Sequence[Floats], limits: AnswerLimits
) -> dict[str, str]:
    """Answers to other questions, in parts of what was said that are surely about those."""
    heard = {}
    for part in parts:
        about = question_shares(meanings, part, limits)
        near = sorted((name for name in about if name in meanings.options), key=about.__getitem__)[-HEARD_AMONG:]
        like = {name: meanings.likeness(name, part) for name in near}
        best, next_best = ([*sorted(like, key=like.__getitem__, reverse=True), question.id])[:2]
        like.setdefault(question.id, meanings.likeness(question.id, part))
        others = max(like.get(question.id, 0.0) + HEARD_MORE, like[next_best] + HEARD_ALONE, HEARD_LIKE)
        if best == question.id or like[best] < others:
            continue
        shares = option_shares(meanings, best, part, limits)
        option = max(shares, key=shares.__getitem__)
        if shares[option] >= HEARD_SURE:
            heard[best] = option
    return heard


def _both_kinds_of_day(
    meanings: SchemeMeanings, question: Question, parts: Sequence[Floats], limits: AnswerLimits
) -> tuple[str, ...]:
    """Two options that two parts of one message surely mean, in the question's order."""
    for pair in combinations(_sure_parts(meanings, question, parts, limits), 2):
        return tuple(option.id for option in question.options if option.id in pair)
    return ()


def _near_enough(text: str) -> float:
    """How like an answer words must be to be recorded: more for a word or two, which may be no words at all ("xyz")."""
    return 0.6 if len(normalise(text).split()) <= 2 else 0.4


def _likeliest_two(
    meanings: SchemeMeanings, question: Question, vector: Floats, limits: AnswerLimits
) -> tuple[str, ...]:
    shares = option_shares(meanings, question.id, vector, limits)
    best = sorted(shares, key=shares.__getitem__, reverse=True)[:2]
    return tuple(option.id for option in question.options if option.id in best)


def _days(
    meanings: SchemeMeanings, question: Question, text: str, vectors: Sequence[Floats], limits: AnswerLimits
) -> Understood:
    """What the good days mean and what the bad ones mean; else the two that are likeliest of all."""
    pair = set(_likeliest_two(meanings, question, vectors[0], limits))
    parts = [normalise(part) for part in parts_of(text)]
    if len(parts) == len(vectors) - 1:
        kinds = []
        for pattern in (GOOD_DAY, BAD_DAY):
            own = [vector for part, vector in zip(parts, vectors[1:], strict=True) if pattern.search(part)]
            shares = option_shares(meanings, question.id, own[0], limits) if own else {}
            kinds.append(max(shares, key=shares.__getitem__, default=""))
        if all(kinds) and kinds[0] != kinds[1]:
            pair = set(kinds)
    options = tuple(option.id for option in question.options if option.id in pair)
    return Understood("close", options, good_and_bad_days=True)


def _sure_parts(
    meanings: SchemeMeanings, question: Question, parts: Sequence[Floats], limits: AnswerLimits
) -> list[str]:
    """The options that single parts of a message surely mean, each once."""
    sure = []
    for part in parts:
        shares = option_shares(meanings, question.id, part, limits)
        best = max(shares, key=shares.__getitem__)
        about = question_shares(meanings, part, limits).get(question.id, 0.0)
        if shares[best] >= limits.clear and about >= limits.about_this:
            sure.append(best)
    return list(dict.fromkeys(sure))


_FIRST = re.compile(r"\b(first|former|1st)\b")
_SECOND = re.compile(r"\b(second|latter|2nd|last one)\b")


def _which_of_two(text: str, closer: tuple[str, ...]) -> str | None:
    """ "The first one", after two were offered."""
    typed = normalise(text)
    if len(closer) != 2 or len(typed.split()) > 4:
        return None
    first, second = bool(_FIRST.search(typed)), bool(_SECOND.search(typed))
    return closer[0] if first and not second else closer[1] if second and not first else None


def says_change(read: Reading) -> bool:
    """ "Change sleep": the words that the page itself tells people to type."""
    first = ("change ", "please change ", "i want to change ")
    return read.intent == "command_change" and normalise(read.text).startswith(first)


ASKED_FIRST = frozenset({"back", "skip", "pause"})
"""Moves that are asked about first, unless the very words stand in Rasa's examples ("i want to stop" may be a goal)."""
DESTRUCTIVE = frozenset({"pause", "back", "restart", "delete"})
"""What must not be done to somebody who did not say so. Restart and delete are asked about in any case."""
EXACT = 1.0
WORDS_FOR_UNKNOWN = {"not_sure": NOT_SURE, "not_said": NOT_SAID}
NO_WISH = frozenset({"answer", "choose", "nlu_fallback", *WORDS_FOR_UNKNOWN, ""})
"""Intents of words that may well be an answer."""
YES_OR_NO = {"command_yes": "yes", "command_no": "no"}
LIGHT_WISHES = frozenset(
    {"plan_note", "swear", "out_of_scope", "greet", "thanks", "command_yes", "command_no", "command_resume"}
)
"""Intents that words which are plainly about the open question do not have: "you having a laugh, with my back"."""


ALWAYS_WISHES = frozenset(
    {"command_help", "command_person", "command_delete", "command_restart", "command_pause", "command_back"}
)
"""Intents that words keep, however like an answer they are: to get help, to lose something, or to leave."""
LIKE_AN_ANSWER = 0.65
"""Words this near (cosine) to what people answer to the open question are an answer, whatever they want otherwise. Of
measuring lines that want something else, 4 in 1,000 are so near to a question that they do not answer, mostly a no."""


_NEGATED = re.compile(r"\b(?:do|does|did|will|would|must|should|can) not\b|\bnever\b|\bnot (?:to|want)\b")


def is_meant(
    command: str, text: str, confidence: float, confirm: str | None, limits: IntentLimits
) -> Literal["yes", "ask", "no"]:
    """Whether typed words that look like a command are one. What moves or loses must be surer than what tells."""
    if command in ("yes", "no") and confirm in ("restart", "delete"):
        return "yes" if plain_yes_or_no(text) == command else "no"  # nothing is lost on a guess
    if confidence == EXACT or (command == "change" and says_change(Reading(text, "command_change"))):
        return "yes"
    typed = normalise(text)
    if not re.search(r"[a-z]", typed) or (command in DESTRUCTIVE and _NEGATED.search(typed)):
        return "no"  # words in another writing, and "i don't want to delete anything"
    if command in ASKED_FIRST:
        return "ask" if confidence >= limits.ask else "no"
    # restart and delete ask before they lose anything, whoever asks for them
    needed = limits.ask if command in ("restart", "delete") else limits.tell
    return "yes" if confidence >= needed else "no"


_SAYS_YES_OR_NO = re.compile(r"\b(?:no|nope|nah|never|yes|yeah|yep|aye|yup)\b")


def _yes_or_no(question: Question, read: Reading) -> Option | None:
    """ "Heavens no", where a plain no would be an answer."""
    said = YES_OR_NO.get(read.intent)
    return match_option(question, said) if said and _SAYS_YES_OR_NO.search(normalise(read.text)) else None


def wants_something_else(
    intent: str,
    confidence: float,
    meanings: SchemeMeanings,
    question: Question | None,
    vectors: Sequence[Floats],
    limits: Limits,
) -> bool:
    """Whether typed words surely do not mean to answer the open question."""
    if intent in NO_WISH or confidence < limits.intents.digress:
        return False
    if confidence == EXACT or question is None or not vectors:
        return True
    if intent not in ALWAYS_WISHES and meanings.likeness(question.id, vectors[0]) >= LIKE_AN_ANSWER:
        return False
    if intent not in LIGHT_WISHES:
        return True
    about = question_shares(meanings, vectors[0], limits.answers).get(question.id, 0.0)
    return about < limits.answers.plainly_this


@dataclass(frozen=True)
class Reading:
    """Typed words with all that was made of them: Rasa's intent, and the vectors of the whole and of its parts."""

    text: str
    intent: str = ""
    confidence: float = 0.0
    vectors: Sequence[Floats] = ()


def read_answer(
    question: Question, read: Reading, meanings: SchemeMeanings, limits: Limits, closer: tuple[str, ...] = ()
) -> Understood | None:
    """What the words answer to the open question; None when they want something else, or say nothing certain.

    Exact words first, then "I don't know" and a yes or no in other words, then the meaning.
    """
    option = match_option(question, read.text)
    unknown = read.intent in WORDS_FOR_UNKNOWN and read.confidence >= limits.intents.unknown
    if option is None and unknown:
        if len(read.vectors) > 1:  # "couldn't tell you. Easter, then August": there is more in it
            found = understand(meanings, question, read.text, read.vectors, limits.answers, closer)
            if found.kind != "unclear":
                return found
        option = question.option(WORDS_FOR_UNKNOWN[read.intent])
    if option is None and question.number is None and read.confidence >= limits.intents.digress:
        option = _yes_or_no(question, read)
    if option is not None:
        return Understood("clear", (option.id,))
    if says_change(read) or wants_something_else(
        read.intent, read.confidence, meanings, question, read.vectors, limits
    ):
        return None
    found = understand(meanings, question, read.text, read.vectors, limits.answers, closer)
    return found if found.kind != "unclear" else None


def load_limits(data: Path) -> Limits:
    """The limits. Raises `DataError`."""
    return load(data / "reading" / "limits.yml", Limits)
