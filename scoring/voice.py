"""The same words about somebody else, for a helper who answers: "How do you sleep?" as "How do they sleep?".

Questions speak to "you", answers speak as "I"; both become "they". English makes this easy: "they" takes the same form
of the verb as "you" and "I" do, but for "am" and "was". Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from scoring.languages import changed
from scoring.scheme import Domain, Option, Question, Scheme

_WHOLE = {
    "i am": "they are",
    "i'm": "they're",
    "am i": "are they",
    "i was": "they were",
    "was i": "were they",
    "i've": "they've",
    "i'd": "they'd",
    "i'll": "they'll",
    "you're": "they're",
    "you've": "they've",
    "you'd": "they'd",
    "you'll": "they'll",
    "myself": "themselves",
    "yourself": "themselves",
    "my": "their",
    "your": "their",
    "mine": "theirs",
    "yours": "theirs",
    "me": "them",
    "i": "they",
}
_AFTER_WORDS = frozenset(
    [
        "about",
        "against",
        "around",
        "at",
        "behind",
        "beside",
        "by",
        "for",
        "from",
        "in",
        "into",
        "like",
        "near",
        "of",
        "on",
        "onto",
        "over",
        "past",
        "to",
        "towards",
        "under",
        "with",
        "without",
    ]
)
"""Before "you", these always make it the one to whom something is done: "for you can be" is about help for you."""
_AFTER_DOING = frozenset(
    [
        "help",
        "helps",
        "helping",
        "helped",
        "let",
        "lets",
        "make",
        "makes",
        "made",
        "keep",
        "keeps",
        "tell",
        "told",
        "give",
        "gives",
        "gave",
        "gets",
        "got",
        "take",
        "takes",
        "see",
        "sees",
        "saw",
        "stop",
        "stops",
        "cause",
        "causes",
        "cost",
        "costs",
        "hurt",
        "hurts",
        "bring",
        "brings",
        "ask",
        "asks",
        "asked",
        "remind",
        "reminds",
        "reminding",
        "pay",
        "pays",
        "paid",
        "show",
        "shows",
        "holds",
        "judge",
        "judges",
    ]
)
"""So do these, but where it goes on with something that "you" do: "the help you need"."""
_DOES = frozenset(
    [
        "do",
        "did",
        "does",
        "are",
        "were",
        "can",
        "could",
        "would",
        "will",
        "must",
        "may",
        "might",
        "have",
        "had",
        "want",
        "need",
        "meant",
        "already",
    ]
)
THE_HELPER_SAID = "You told us"
"""It was the helper who did."""
_TOKENS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|[^A-Za-z]+")
_PAIRS = frozenset(whole for whole in _WHOLE if " " in whole)


@lru_cache(maxsize=4096)
def for_someone(text: str) -> str:
    """The text about the person who is helped. Words for "you" and "I" are the only ones that change."""
    if text.startswith(THE_HELPER_SAID):
        return THE_HELPER_SAID + for_someone(text.removeprefix(THE_HELPER_SAID))
    tokens = _TOKENS.findall(text)
    words = [n for n, token in enumerate(tokens) if token[0].isalpha()]
    done: set[int] = set()
    for place, n in enumerate(words):
        if n in done:
            continue
        after = words[place + 1] if place + 1 < len(words) else None
        pair = f"{tokens[n]} {tokens[after]}".casefold() if after is not None and tokens[n + 1] == " " else ""
        if pair in _PAIRS and after is not None:
            tokens[n], tokens[after] = _as_before(tokens[n], _WHOLE[pair].split()[0], n == 0), _WHOLE[pair].split()[1]
            done.add(after)
            continue
        plain = tokens[n].replace("’", "'").casefold()
        starts = _starts_a_sentence(tokens, n)
        if plain in _WHOLE:
            tokens[n] = _as_before(tokens[n], _WHOLE[plain], starts)
        elif plain == "you":
            before = tokens[words[place - 1]].casefold() if place and tokens[n - 1] == " " else ""
            goes_on = after is not None and tokens[n + 1] == " "
            doing = goes_on and tokens[after or 0].casefold() in _DOES
            done_to = (
                before in _AFTER_WORDS or (before in _AFTER_DOING and not doing) or (before == "than" and not goes_on)
            )
            tokens[n] = _as_before(tokens[n], "them" if done_to else "they", starts)
    return "".join(tokens)


def _starts_a_sentence(tokens: list[str], n: int) -> bool:
    return n == 0 or bool(re.search(r"[.!?:“\"]\s*$", tokens[n - 1]))


def _as_before(old: str, new: str, starts: bool) -> str:
    """With a capital where there was one, but for "I", which always has one."""
    capital = starts if old[0] == "I" else old[0].isupper()
    return new[0].upper() + new[1:] if capital else new


def scheme_for_someone(scheme: Scheme) -> Scheme:
    """The scheme with its words about somebody else. Ids, points and money stay; its own labels may still be typed."""
    domains = tuple(_domain(domain) for domain in scheme.domains)
    return replace(scheme, intro=for_someone(scheme.intro), domains=domains)


def _domain(domain: Domain) -> Domain:
    return domain.model_copy(update={"questions": tuple(_question(one) for one in domain.questions)})


def _question(question: Question) -> Question:
    texts = {name: for_someone(getattr(question, name)) for name in ("short", "text", "why", "help")}
    options = tuple(_option(option) for option in question.options)
    return changed(question, **texts, options=options)


def _option(option: Option) -> Option:
    return option.model_copy(update={"label": for_someone(option.label), "say": (*option.say, option.label)})
