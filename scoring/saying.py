"""What can be said: messages, commands by name, and the words for danger and for people to talk to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from scoring.guidance import Contact, Library, Nation, Organisation
from scoring.journey import Journey
from scoring.safety import Sign

HELPLINE_KINDS = ("emergency", "crisis", "abuse", "child")
Kind = Literal["text", "notice", "safety", "confirm", "result", "plan", "contacts"]
CommandName = Literal[
    "start", "back", "why", "explain", "skip", "change", "check", "finish", "pause", "resume",
    "restart", "person", "plan", "delete", "yes", "no", "help", "take_back",
    "rights", "care_act", "holding", "amount", "next_steps", "more", "think", "review", "anew",
    "helping", "for_myself", "with_someone", "for_someone", "for_someone_unable",
]  # fmt: skip
COMMANDS: frozenset[str] = frozenset(get_args(CommandName))
TALK = frozenset({"greet", "thanks", "robot", "swear", "out_of_scope"})
CONFIRMED_WORDS = {
    "restart": "restarted",
    "delete": "deleted",
    "pause": "paused",
    "back": "came_back",
    "skip": "skipped",
    "note": "note_kept",
    "anew": "begun_anew",
    "consent": "for_someone",
}
"""What is said once a move has been confirmed."""


@dataclass(frozen=True)
class Said:
    """One message."""

    text: str
    kind: Kind = "text"
    leads_to: str | None = None
    """A command that goes further."""
    leaflet: str | None = None
    """A page that says more."""
    more: str | None = None
    """What is said to "tell me more"."""
    change: str | None = None
    """The question whose answer was just recorded, so that it can be changed there and then."""
    trouble: bool = False
    """Whether what was typed could not be used. It is still in its field, to be mended."""


@dataclass(frozen=True)
class Outcome:
    """Where the person is after a move, and what is said."""

    journey: Journey
    said: tuple[Said, ...]
    scheme: tuple[str, str] | None = None
    """Id and version of another scheme that the conversation goes on in."""


def safety_words(library: Library, organisation: Organisation, sign: Sign, nation: Nation) -> Said:
    """The words to a sign of danger, with the numbers that fit it. Abuse is not sent to the crisis line."""
    lines = library.helplines_for(nation)
    if sign.level == "possible":
        anywhere = next(line.say for line in lines if line.kind == "crisis" and len(line.nations) > 1)
        words = library.say(f"possible_{sign.danger}", **({"line": anywhere} if sign.danger == "life" else {}))
        if sign.danger == "needs":  # no helpline fits; the people whose page it is may know where
            words = f"{words} {_contact_line(organisation.contacts[0])}"
        return Said(words, "safety")
    said = {kind: [line.say for line in lines if line.kind == kind] for kind in HELPLINE_KINDS}
    first, person = said["emergency"], [_contact_line(organisation.contacts[0])]
    helped = {
        "abuse": [*first, _team_line(organisation.safeguarding), *said["abuse"], *person],
        "child": [
            *first,
            _team_line(organisation.child_safeguarding or organisation.safeguarding),
            *said["child"],
            *person,
        ],
        "medical": [*first, *person],
        "needs": [*(_contact_line(one) for one in organisation.contacts if one.kind in ("person", "advice")), *first],
    }.get(sign.danger, [*first, *said["crisis"], *person])
    return Said("\n".join((library.say(f"clear_{sign.danger}"), *helped, library.say("carry_on_when_ready"))), "safety")


def nation_of(organisation: Organisation, journey: Journey) -> Nation:
    """Where the person lives, if they said so in the rights check; else where the organisation is."""
    said = journey.answers.get("nation") or journey.aside.get("rights", {}).get("nation")
    return cast("Nation", said) if said in get_args(Nation) else organisation.nation


def _team_line(team: Contact) -> str:
    reach = " or ".join(part for part in (team.phone, team.email, team.web) if part)
    return f"{team.what} {team.name}: {reach}."


def contacts_of(organisation: Organisation) -> Said:
    """Who there is to talk to, in one message."""
    people = (organisation.safeguarding, *organisation.contacts)
    return Said("\n".join(_contact_line(contact) for contact in people), "contacts")


def _contact_line(contact: Contact) -> str:
    ways = ", ".join(part for part in (contact.phone, contact.email, contact.web) if part)
    hours = f" ({contact.hours})" if contact.hours else ""
    return f"{contact.name}: {ways}{hours}. {contact.what}"
