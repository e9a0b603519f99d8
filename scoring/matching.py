"""Which option a typed answer names: exact words first, then small slips of spelling. Never meaning.

A match is only given when it is the only one. What is not matched here is for others to ask about.
"""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from scoring.scheme import Option, Question, names_of, normalise

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_LEADING = re.compile(
    r"^(?:um+|er+|erm|well|ok|okay|oh|hmm+|so|yeah|yes|no|i think|i guess|i suppose|i would say|i'd say|id say|"
    r"probably|maybe|about|just|like|it's|its|it is|that's|i am|i'm|im|i|my answer is|the answer is|answer|option|"
    r"number|choose|pick) "
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


_YES = frozenset({"yes", "yeah", "yep", "y", "ok", "okay", "sure", "yes please", "do it", "aye", "go ahead"})
_NO = frozenset({"no", "nope", "nah", "n", "no thanks", "no thank you", "do not", "cancel", "never mind"})
_OPPOSITE = ("un", "in", "im", "dis", "non")


def plain_yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """A yes or a no, when it is nothing else."""
    typed = normalise(text)
    return "yes" if typed in _YES else "no" if typed in _NO else None


def match_option(question: Question, text: str) -> Option | None:
    """The one option that these words name, by number, id, label or other words for it; else None."""
    for form in _forms(text):
        number = _number(form) if question.numbered else None
        if number is not None:
            return question.all_options[number - 1] if 1 <= number <= len(question.all_options) else None
        exact = [option for option in question.all_options if form in names_of(option)]
        if exact:
            return exact[0] if len(exact) == 1 else None
    for form in _forms(text):
        near = [option for option in question.all_options if any(_slip(form, name) for name in names_of(option))]
        if near:
            return near[0] if len(near) == 1 else None
    return None


def _number(form: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", form):
        return int(form)
    return NUMBER_WORDS.index(form) + 1 if form in NUMBER_WORDS else None


def _slip(typed: str, name: str) -> bool:
    """Whether `typed` is `name` with a slip or two. Short words must be right: "no" is not "now"."""
    if len(name) < 5 or ("not" in name.split()) != ("not" in typed.split()):
        return False
    words = name.split()
    if any(typed_word.removeprefix(prefix) in words for typed_word in typed.split() for prefix in _OPPOSITE
           if typed_word.startswith(prefix) and typed_word not in words):  # fmt: skip
        return False  # "unsettled" is no slip of "settled"
    allowed = 1 if len(name) < 9 else 2
    return DamerauLevenshtein.distance(typed, name, score_cutoff=allowed) <= allowed
