"""Which option a typed answer names: exact words first, then small slips of spelling. Never meaning.

A match is only given when it is the only one. What is not matched here is for others to ask about.
"""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from scoring.numbers import plain_number
from scoring.scheme import Number, Option, Question, names_of, normalise

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_LEADING = re.compile(
    r"^(?:um+|er+|erm|well|ok|okay|oh|hmm+|so|yeah|yes|i think|i guess|i suppose|i would say|i'd say|id say|"
    r"probably|maybe|about|just|like|it's|its|it is|that's|i am|i'm|im|i|my answer is|the answer is|answer|choose|"
    r"pick) "
)
_TRAILING = re.compile(r" (?:please|thanks|thank you|i think|i guess|i suppose|really|probably|maybe|mate|love|tbh)$")


def _forms(text: str) -> list[str]:
    """The words as typed, then with fewer and fewer of the small words that people put around an answer."""
    forms = [normalise(text)]
    for small in (_TRAILING, _LEADING):
        for form in forms:  # grows while it is read
            shorter = small.sub("", form)
            if shorter not in forms:
                forms.append(shorter)
    return [form for form in forms if form]


_YES = frozenset({"yes", "yeah", "yep", "yup", "y", "aye", "yes please"})
_NO = frozenset({"no", "nope", "nah", "n", "no thanks", "no thank you"})


def plain_yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """A yes or a no, when it is nothing else."""
    typed = normalise(text)
    return "yes" if typed in _YES else "no" if typed in _NO else None


_ASKING = re.compile(
    r"^(?:(?:ok|okay|so|but|and|well|hi|hello|please|sorry|um|er|also) )*"
    r"(?:what|whats|what's|who|who's|whos|how|when|where|why|which|can|could|do|does|will|would|should|is|isnt|are|am|"
    r"have|has|if|tell me|explain|must|may|did) "
)


def is_a_question(text: str) -> bool:
    """Whether words are put as a question."""
    return text.rstrip().endswith("?") or bool(_ASKING.match(f"{normalise(text)} "))


def match_option(question: Question, text: str) -> Option | None:
    """The one option that these words name, by number, id, label or other words for it; else None."""
    text = plain_yes_or_no(text) or text
    for form in _forms(text):
        number = _number(form) if question.numbered and not question.number else None
        if number is not None:
            return question.all_options[number - 1] if 1 <= number <= len(question.all_options) else None
        exact = [option for option in question.all_options if form in names_of(option)]
        if exact:
            return exact[0] if len(exact) == 1 else None
    for form in _forms(text):
        near = [option for option in question.all_options if any(_slip(form, name) for name in names_of(option))]
        if near:
            return near[0] if len(near) == 1 else None
    if question.number is None:
        return None
    counted = None if is_a_question(text) else plain_number(_without_unit(text, question.number))
    return question.option(str(counted)) if counted is not None else None


def _without_unit(text: str, number: Number) -> str:
    """The words without what is counted: "6 hours a week" is plain 6 where hours a week are asked for."""
    typed = normalise(text)
    for unit in (number.many, number.one):
        typed = f" {typed} ".replace(f" {normalise(unit)} ", " ").strip()
    return typed


def _number(form: str) -> int | None:
    """An option's number: a bare digit, or a number word only where it is called a number."""
    if re.fullmatch(r"[0-9]{1,2}", form):
        return int(form)
    named = re.fullmatch(r"(?:number|option|answer) (\w+)", form)
    if not named:
        return None
    if named[1].isdigit():
        return int(named[1])
    return NUMBER_WORDS.index(named[1]) + 1 if named[1] in NUMBER_WORDS else None


def _slip(typed: str, name: str) -> bool:
    """Whether `typed` is `name` with slips of spelling, word for word. Short words must be right."""
    pairs = list(zip(typed.split(), name.split(), strict=False))
    if len(typed.split()) != len(name.split()) or not pairs:
        return False
    return all(_same_word(one, other) for one, other in pairs)


def _same_word(typed: str, meant: str) -> bool:
    """Equal, or a slip of it. A word with something put in front is another: "ever" and "never" are no slips."""
    if typed == meant:
        return True
    if len(meant) < 4 or typed.endswith(meant) or meant.endswith(typed):
        return False
    allowed = 1 if len(meant) < 8 else 2
    return DamerauLevenshtein.distance(typed, meant, score_cutoff=allowed) <= allowed
