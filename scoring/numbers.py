"""Numbers that people say: plainly ("about twelve"), or roundabout ("every other week", "two hours a day").

A plain number may be recorded. A roundabout one is only ever proposed: "Did you mean 26 visits?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.scheme import Number, normalise

_TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SAID = {
    **{word: n for n, word in enumerate(_TEENS.split())},
    **{word: 10 * n for n, word in enumerate(_TENS.split(), 2)},
    **{"none": 0, "never": 0, "no": 0, "nothing": 0, "nil": 0, "once": 1, "twice": 2, "dozen": 12, "hundred": 100},
}

_FILLING = """a about all around been erm exactly guess had i id in it its just like maybe me my only of perhaps please
    probably roughly say so some something there think times total um was well were would"""
_AROUND_A_NUMBER = frozenset(_FILLING.split())
"""Words that leave a number what it is. Any other might make it another one: "every 2 weeks", "less than 3"."""


def plain_number(text: str) -> int | None:
    """The one number that these words say: "12", "about twelve times", "twenty five", "never". None if not just that.

    What might be a rate, a bound, another unit or a story about something else is not one number.
    """
    if re.search(r"\d[.,]\d", text):
        return None
    found: list[int] = []
    before = ""
    for word in normalise(text.replace("-", " ")).replace("'", "").split():
        number = int(word) if re.fullmatch(r"[0-9]{1,5}", word) else _SAID.get(word)
        if number is not None and before in _TENS.split() and 0 < number < 10:
            found[-1] += number
        elif number is not None:
            found.append(number)
        elif word not in _AROUND_A_NUMBER:
            return None
        before = word
    return found[0] if len(found) == 1 else None


_DAY = r"(?:mon|tues?|wed(?:nes)?|weds|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_REWRITES = [
    (r"\b(?:hrs|hr|ours|our|hour)\b", "hours"),
    (r"\b(?:wks|wk|weak|week)\b", "weeks"),
    (r"\b(?:evry|ivery|ev'ry|each)\b", "every"),
    (r"\b(?:1nce|wunce|wonce)\b", "once"),
    (r"\bhalf a dozen\b", "6"),
    (r"\b(?:a )?couple(?: of)?\b", "2"),
    (r"\b(?:a )?dozen\b", "12"),
    (r"\b(?:a |one )?hundred(?: and)?\b", "100"),
    (r"\b(?:every other|every uvver|alternate|every second|every 2|every two)\b", "everyother"),
    (r"\bfortnightly\b", "everyother weeks"),
    (r"\bfortnite", "fortnight"),
    (r"\b(?:every|per|once (?:a|every)) fortnights?\b", "everyother weeks"),
    (r"\b(?:a |one )?fortnights?\b", "2 weeks"),
    (r"\bquarterly\b|\b(?:once a|every) quarter\b|\b(?:once )?every (?:3|three) months?\b", "4 times"),
    (r"\b(?:munf|mth|mnth)s?\b", "months"),
    (r"\bweekly\b", "once a weeks"),
    (r"\bmonthly\b", "once a months"),
    (r"\bdaily\b", "every day"),
    (r"\bthrice\b", "3 times"),
    (r"\ba score\b", "20"),
    (r"\b(?:wance|wonst)\b", "once"),
    (r"\btree\b", "3"),
    (r"\b(?:2|two) dozen\b", "24"),
    (r"\b(?:weekdays?|mon(?:day)? (?:to|till|til|thru|through) fri(?:day)?)\b", "5days"),
    (r"\b(?:24 ?7|round the clock|day and night|24 hours)\b", "168 hours"),
    (r"\bmonth\b", "months"),
]
_RATE = r"(once|twice|\d+ times|\d+ days|\d+(?: visits)?) (?:a|an|every|in a|in every|in 1|each|per|in each) (?:single )?(weeks|months)\b"
_AT_ONCE_NOTHING = re.compile(
    r"^(?:\w+ ){0,2}?(?:never|none|nowt|zero|nil|zilch|nada|not (?:a|1|once|any|ever)|no (?:[a-z]+ (?:needed|at all)|they|nobody)|dont need|nivver)\b"
)
_NOTHING = re.compile(
    r"\b(?:never|none|nowt|nothing|nil|not (?:a|1|any|even|had|been|once|given|yet)|havent|yet to|still (?:on|waiting|awaiting)|nobodys|no paid|no ones|divil a|by (?:him|her|my|me)self|unaccompanied|list|no 1s?|nivver|kept out|no one|nobody|havent|didnt|dont|do not|have not|did not|"
    r"wasnt|was not|no visits|no hours|no help|aint|nought|nowhere near)\b"
)


def numbers_in(text: str, number: Number) -> list[int]:
    """The two numbers that are most likely meant, within the bounds, best first; for a question to ask "did you mean?"."""
    if re.search(r"\d[.,]\d|\b(?:thousand|million)", text.lower()):
        return []
    found = [one for one in _candidates(_plain(text), number) if number.least <= one <= number.most]
    return list(dict.fromkeys(found))[:2]


_KEPT = ("no", "never", "nothing", "none", "once", "twice")


def _plain(text: str) -> str:
    typed = normalise(text.replace("-", " "))
    words = typed.replace("'", "").split()
    typed = " ".join(words)
    for pattern, instead in _REWRITES:
        typed = re.sub(pattern, instead, typed)
    return re.sub(r"(?<!\d )\b(?:a |an |the |half )?hours\b", "1 hours", as_digits(typed))


def as_digits(typed: str) -> str:
    """Number words as digits: "two hundred and five pounds" as "205 pounds". Other words stay."""
    out: list[str] = []
    for word in typed.split():
        value = _SAID.get(word) if word not in _KEPT else None
        before = int(out[-1]) if out and out[-1].isdigit() else None
        if word == "and" and before is not None and before >= 100:
            out.append(word)
        elif value == 100 and before is not None and 0 < before < 10:
            out[-1] = str(before * 100)
        elif value is not None and before in range(20, 100, 10) and 0 < value < 10:
            out[-1] = str(int(out[-1]) + value)
        elif value is not None and value < 100 and _hundreds(out) is not None:
            hundreds = _hundreds(out)
            out = [*out[: -1 - (out[-1] == "and")], str((hundreds or 0) + value)]
        else:
            out.append(str(value) if value is not None else word)
    return " ".join(out)


def _hundreds(out: list[str]) -> int | None:
    """The whole hundreds that the words so far end with."""
    last = out[-2:-1] if out and out[-1] == "and" else out[-1:]
    return int(last[0]) if last and last[0].isdigit() and int(last[0]) >= 100 and int(last[0]) % 100 == 0 else None


def _candidates(typed: str, number: Number) -> Iterator[int]:
    """Best first: what is summed up at the end, nothing at all, rates, spans, then whatever stands there."""
    total = r"\b(?:so|makes?|total|all told|altogether|in all|comes to|thats|call it) (?:about |only |just |like |maybe )?(\d+)\b"
    summed = re.findall(total + r"(?! (?:of|to|for|on|hours (?:on|every|a)|weeks|months))", typed)
    if summed and not re.search(r"\b(?:on|and) (?:\w+ ){0,4}\d", typed.rsplit(summed[-1], 1)[1]):
        yield int(summed[-1])
    if _AT_ONCE_NOTHING.search(typed):
        yield 0
    if number.per == "week":
        yield from _in_a_week(typed)
    if number.per == "year":
        yield from _in_a_year(typed, number.many in ("nights", "days"))
    plain = [int(one) for one in re.findall(r"\b(\d{1,4})\b", typed)]
    yield from plain[:1]
    if len(plain) > 1:
        yield sum(plain)
        yield plain[0] * plain[1]
    yield from plain[1:]
    for times in re.findall(r"\b(once|twice)\b", typed)[:1]:
        yield _times(times)
    if _NOTHING.search(typed):
        yield 0


def _in_a_week(typed: str) -> Iterator[int]:
    """Hours in a usual week."""
    days = len(set(re.findall(rf"\b{_DAY}\b", typed)))
    found = [int(one) for one in re.findall(r"\b(\d+) hours\b", typed)]
    found += [int(one) // 60 for one in re.findall(r"\b(\d+) minutes\b", typed)]
    clock = re.search(r"\b(\d{1,2}) (?:till|til|to|until|while) (\d{1,2})\b", typed)
    if clock:
        found.insert(0, (int(clock[2]) - int(clock[1])) % 12)
    if not found:
        found = [int(one) for one in re.findall(r"\b(\d{1,3})\b", typed)][:2]
    if not found:
        return
    each = found[0]
    if each == 168:
        yield 168
    if re.search(r"\b5days\b|\b1? ?weekdays?\b", typed):
        yield each * 5
    times = re.search(
        r"\b(once|twice|\d+ times|\d+ (?:days|mornin\w*|afternoons|evenings|trips|visits|goes|nights|outings|runs))\b",
        typed,
    )
    if times:
        yield each * _times(times[1])
    if re.search(r"\bbar \w+day|but \w+days? off|except \w+day|6 days\b", typed):
        yield each * 6
    if re.search(
        r"hours (?:a|every|per|of a) (?:single )?(?:day|night|morning|evening)|every (?:day|single day|night|morning)",
        typed,
    ):
        yield each * 7
    if len(found) > 1:
        yield sum(found)
    if days > 1:
        yield each * days
    yield each


def _in_a_year(typed: str, spans: bool) -> Iterator[int]:
    """Visits or nights in twelve months."""
    rate = re.search(rf"\b{_RATE}", typed)
    span = re.search(
        r"\b(?:for|over|about|first|whole|of|it was) (?:\w+ ){0,2}?(\d+) (\w+ )?(weeks|months)\b|\b(\d+) (weeks|months)\b",
        typed,
    )
    length, unit = (span[1] or span[4], span[3] or span[5]) if span else (None, "")
    yield from _by_rate(rate, length, unit)
    if span is None and rate is None and (one := re.search(r"\b(?:a|1|the) (weeks|months)\b", typed)):
        length, unit = "1", one[1]
    yield from _by_length(typed, length, unit, spans)
    if spans and not re.search(r"\d", typed):
        yield from _nights_between(typed)
    if re.search(r"\b(?:season|quarter)", typed):
        yield 4
    if re.search(r"\bevery 2 months\b|\bevery other months\b|\beveryother months\b", typed):
        yield 6
    if re.search(r"\bfirst of (?:the|every) months\b", typed):
        yield 12
    if re.search(rf"\beveryother (?:weeks|{_DAY})", typed):
        yield 26
    if re.search(r"\b(?:every|once) (?:single )?months\b|\b1 time in every months\b", typed):
        yield 12
    weekdays = len(set(re.findall(rf"\b{_DAY}\b", typed)))
    if re.search(
        rf"\bevery (?:single )?(?:weeks|{_DAY})\b|\b{_DAY}\b.*\b(?:all year|every single one|year round|through the year)\b",
        typed,
    ):
        yield 52 * max(1, weekdays)


def _by_rate(rate: re.Match[str] | None, length: str | None, unit: str) -> Iterator[int]:
    """ "Twice a week", for as long as is said, else for the year."""
    if rate and length and unit == rate[2]:
        yield _times(rate[1]) * int(length)
    if rate and length and unit == "months" and rate[2] == "weeks":
        yield _times(rate[1]) * round(int(length) * 52 / 12)
    if rate:
        yield _times(rate[1]) * (52 if rate[2] == "weeks" else 12)


def _by_length(typed: str, length: str | None, unit: str, spans: bool) -> Iterator[int]:
    """ "Three weeks and two nights", "every day for a fortnight"."""
    daily = re.search(
        r"\bevery (?:single )?(?:day|evening|morning)|\b(?:once|twice|2 times|\d) a day|\bday in day out", typed
    )
    if length and (spans or daily):
        twice = 2 if re.search(r"\b(?:twice|2 times|2) a day\b", typed) else 1
        yield int(length) * (7 if unit == "weeks" else 30) * twice
        others = [
            int(n) for n in re.findall(r"(?:and|then|plus) (?:\w+ ){0,2}?(\d+)\b(?! weeks| months| a day)", typed)
        ]
        others += [1] if re.search(r"weeks and a day\b", typed) else []
        if others:
            yield int(length) * (7 if unit == "weeks" else 30) * twice + sum(others)
    days = re.search(r"\bfor (\d+) days\b", typed)
    if days and daily:
        yield int(days[1]) * (2 if re.search(r"\b(?:twice|2 times|2) a day\b", typed) else 1)
    if daily and re.search(r"\b5days\b", typed):
        yield 5


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _nights_between(typed: str) -> Iterator[int]:
    """ "In on the Friday, home on the Monday", "just a weekend": nights from the first day named to the last."""
    named = [_WEEK.index(day[:3]) for day in re.findall(rf"\b{_DAY}\b", typed)]
    if len(named) > 1:
        yield (named[-1] - named[0]) % 7
    if "weekend" in typed:
        yield 2


def _times(words: str) -> int:
    first = words.split(maxsplit=1)[0]
    return {"once": 1, "twice": 2}.get(first) or int(first)
