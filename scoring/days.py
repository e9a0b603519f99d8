"""Words that tell of good days and of bad ones. Such a message is never recorded as one answer. Pure."""

from __future__ import annotations

import re

from scoring.scheme import normalise

_GOOD, _BAD = (
    rf"(?:{kinds}) (?:days?|weeks?|mornings?|nights?|spells?|patch(?:es)?|months?|times?|ones?|runs?|uns?)"
    for kinds in (
        "good|better|decent|fine|ok|okay|great|best|easy|easier|well|grand|nice|quiet",
        "bad|rough|rotten|poor|awful|terrible|hard|harder|worse|worst|low|dark|black|shit|crap|off|rubbish|grim|dodgy",
    )
)
_WHEN_GOOD, _WHEN_BAD = (
    rf"when (?:i m|i am|im|it s|it is|its|he s|she s|hes|shes|things are|i feel|i m feeling) (?:\w+ )?(?:{kinds})\b"
    for kinds in ("good|well|ok|okay|alright|fine|better|up|grand", "bad|ill|low|down|rough|poorly|worse|not|unwell")
)
GOOD_DAY, BAD_DAY = re.compile(rf"\b(?:{_GOOD}|{_WHEN_GOOD})\b"), re.compile(rf"\b(?:{_BAD}|{_WHEN_BAD})\b")
_DAYS_DIFFER = re.compile(
    r"\bsome (?:days|weeks|mornings|nights) .*\b(?:others?|other (?:days|weeks|mornings|nights)|then|next) |"
    r"\bone (?:day|week|night|minute) .*\bthe next\b|\b(?:depends|all depends) (?:on|what|how) "
)


def tells_of_days(text: str) -> bool:
    """Whether words tell of good days and of bad ones."""
    typed = normalise(text).replace("'", " ")
    return bool((GOOD_DAY.search(typed) and BAD_DAY.search(typed)) or _DAYS_DIFFER.search(typed))
