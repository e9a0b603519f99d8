"""Patterns of words that are a sign of danger: one author's list, which finds little of what others say.

It is the part of the check that needs no model. `docs/safety.md` says how much each part finds.
"""

from __future__ import annotations

import re
from typing import Literal

from scoring.scheme import normalise

Danger = Literal["life", "medical", "abuse", "child", "others", "needs"]
Level = Literal["clear", "possible"]

_SOMEONE = (
    r"(?:he|she|they|someone|somebody|boyfriend|girlfriend|husband|wife|partner|ex|carer|son|daughter|dad|father|mum|"
    r"mother|brother|sister|uncle|dealer|landlord|neighbour|friend|mate|bloke|fella|lad|man|woman)"
)
_CLEAR: tuple[tuple[Danger, str], ...] = (
    ("medical", r"\b(?:took|taken|take|had|swallowed|necked) (?:\w+ )?(?:too many|a load of|loads of|all (?:my|the|of my)) (?:\w+ )?(?:\w*pills?|\w*tablets?|meds|medication|\w*cetamol|methadone)\b"),
    ("medical", r"\b(?:took|taken|taking|take|had) an? (?:over ?dose|od)\b|\b(?:have|just|ve) (?:od d|overdosed)\b|\bim overdosing\b"),
    ("medical", r"\b(?:call|need|get|send)(?: me)? an ambulance\b|\bcan not breathe\b|\bchest pains?\b|\bheart attack\b|\bhaving a (?:stroke|fit|seizure)\b|\bbleeding (?:badly|heavily|a lot|everywhere|out)\b|\b(?:will|can) not wake up\b"),
    ("life", r"\b(?:kill|killing|hang|hanging|harm|harming|hurt|hurting|cut|cutting|top|topping) (?:my ?self|meself)\b|\bself ?harm(?:ing|ed)?\b"),
    ("life", r"\b(?:want|wanna|wants|going|gonna|wish|rather|ready|like|love|hope|need|about) (?:to |i was |i were |be |i could )*(?:die|dead)\b|\bsuicid\w*"),
    ("life", r"\bend (?:it all|it tonight|my (?:own )?life|things for good)\b|\btak(?:e|ing) my (?:own )?life\b|\bfinish (?:it all|my life|myself)\b"),
    ("life", r"\bbetter off (?:dead|without me)\b|\bdo not (?:want|wanna) (?:to )?(?:be here any ?more|be alive|live|wake up|exist)\b|\bno (?:reason|point)(?: \w+)? (?:to live|living|in living|being alive|in being here)\b"),
    ("life", r"\b(?:slit|slitting) my\b|\bjump(?:ing)? (?:off|in front)\b|\b(?:done|finished) with life\b|\benough of life\b|\bsick of (?:living|life)\b"),
    ("abuse", rf"\b{_SOMEONE} (?:\w+ )?(?:hits?|hitting|beats?|beating|punch\w*|kicks?|kicked|slaps?|slapped|strangl\w+|chok\w+|hurts?|hurting|rap(?:es|ed)|burn(?:s|ed)|threaten\w*|attack\w*|forc(?:es|ed|ing)|pimps?) me\b"),
    ("abuse", rf"\b{_SOMEONE} (?:\w+ )?(?:locks?|locked|keeps? me locked|will not let me (?:out|leave|eat|see))\b|\b{_SOMEONE} (?:\w+ )?(?:takes?|took|steals?|stole|nicks?|controls?) (?:all )?(?:of )?my (?:money|card|benefits|pip|meds|medication|phone)\b"),
    ("abuse", r"\b(?:being|am|im|getting) (?:abused|hit|beaten|raped|controlled|robbed|exploited)\b|\b(?:been|was) raped\b|\b(?:hurting|hits?|hitting|beating|touching) (?:my|the|our|her|his) (?:kids?|child|children|baby|son|daughter)\b|\bcuckoo(?:ed|ing)\b"),
)  # fmt: skip
_POSSIBLE: tuple[tuple[Danger, str], ...] = (
    ("life", r"\bcan not (?:go on|cope|take (?:it|this|much more)|do this any ?more|carry on)\b|\b(?:no hope|hopeless|worthless|pointless|a burden)\b|\bgive up on (?:life|everything)\b|\bgiven up\b|\bgoodbye (?:everyone|world|all|everybody)\b|\benough of (?:everything|it all)\b|\bwhat is the point\b"),
    ("life", r"\b(?:hear|hearing) voices\b|\bkilled (?:him|her)self\b|\b(?:kill|die|dead|overdos\w*|od)\b.*\b(?:me|i|my|myself)\b|\b(?:i|my)\b.*\b(?:die|dead|overdos\w*)\b"),
    ("abuse", rf"\bnot safe\b|\bunsafe\b|\b(?:scared|frightened|afraid) (?:of|to)\b|\bon eggshells\b|\b{_SOMEONE} (?:shouts?|screams?|makes me|controls? me|watches? me)\b"),
    ("needs", r"\bno (?:food|heating|electric\w*|gas)\b|\bnot eaten (?:for|in|since)\b|\bstarving\b|\b(?:run|ran|running) out of (?:my )?(?:meds|medication|medicine|tablets|insulin|methadone|script)\b|\bno where to sleep\b|\bsleeping rough\b"),
)  # fmt: skip
_SOFTER = re.compile(
    r"\b(?:years? ago|last year|in the past|used to|when i was (?:a|young|\d)|back then|as a (?:kid|child)|not any ?more|"
    r"never|not (?:going to|gonna|want to (?:kill|hurt|harm|die)|suicidal|feeling suicidal|at risk)|do not want to die|"
    r"not being|would not|cut(?:ting)? down|cut my|fewer|less|reduce|stop(?:ped|ping)? (?:my |the )?(?:self|overdos|cutting|harm)|"
    r"help with (?:my )?self|died|killed (?:him|her)self|shaving|cooking|chopping|gardening|lifting|"
    r"(?:lifts?|washes|helps?|moves|turns|dresses) me|by accident|joke|joking|laughing|question|form|asks?|asked)\b"
)
_ORDINARY = re.compile(
    r"\b(?:die for an?|dying for an?|killing me|bored to death|to die for|dead(?:line| tired| end| good| easy| on)|"
    r"phone (?:is |has )?(?:died|dead)|battery (?:is |has )?(?:died|dead))\b"
)


_WELSH: tuple[tuple[Danger, str], ...] = (
    ("life", r"\b(?:lladd fy hun(?:an)?|hunanladdiad|(?:eisiau|isio|moyn) marw|(?:niweidio|brifo|torri) fy hun(?:an)?|(?:diweddu|diwedd ar) fy mywyd)\b"),
    ("medical", r"\b(?:gorddos|wedi cymryd gormod|methu anadlu|poen yn (?:fy |y )?(?:mrest|frest)|angen ambiwlans)\b"),
    ("abuse", r"\b(?:yn|n|cael) fy (?:nharo|mwrw|ngham drin|mygwth|rheoli)\b"),
)  # fmt: skip


def look_for_welsh(text: str) -> Danger | None:
    """The plainest Welsh words for danger, by one author and unread by a speaker. The models know no Welsh."""
    typed = normalise(text).replace("'", " ")
    return next((danger for danger, pattern in _WELSH if re.search(pattern, typed)), None)


def look_for_words(text: str) -> tuple[Danger, Level] | None:
    """What a pattern says; None for most texts. Past, denied, joking and other people's lives are softer."""
    typed = _ORDINARY.sub(" ", normalise(text).replace("'", " "))
    for danger, pattern in _CLEAR:
        if re.search(pattern, typed):
            return danger, "possible" if _SOFTER.search(typed) else "clear"
    for danger, pattern in _POSSIBLE:
        if re.search(pattern, typed):
            return danger, "possible"
    return None
