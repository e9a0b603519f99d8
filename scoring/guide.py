"""What each thing a person does leads to: where they are then, and what is said.

The dialogue (`actions/`) and the gateway's own way on without Rasa both speak through this.
Pure: a `Journey` goes in; a `Journey` and words come out. A thing that cannot be done changes
nothing and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, get_args

from scoring import journey as way
from scoring.guidance import Contact, Library, Organisation
from scoring.journey import CannotDo, Journey, question_of
from scoring.safety import Sign
from scoring.scheme import Question, Scheme, normalise

HELPLINE_KINDS = ("emergency", "crisis", "abuse", "child")
Kind = Literal["text", "notice", "safety", "confirm", "result", "plan", "contacts"]
CommandName = Literal[
    "start", "back", "why", "explain", "skip", "change", "check", "finish", "pause", "resume",
    "restart", "person", "plan", "delete", "yes", "no", "help",
]  # fmt: skip
COMMANDS: frozenset[str] = frozenset(get_args(CommandName))
TALK = frozenset({"greet", "thanks", "robot", "swear", "out_of_scope"})


@dataclass(frozen=True)
class Said:
    """One message."""

    text: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Outcome:
    """Where the person is after a move, and what is said."""

    journey: Journey
    said: tuple[Said, ...]


class Guide:
    """Answers every move in one scheme for one organisation."""

    def __init__(self, library: Library, scheme: Scheme, organisation: Organisation) -> None:
        self._library = library
        self._scheme = scheme
        self._organisation = organisation

    def welcome(self) -> tuple[Said, ...]:
        """The first words."""
        return (self._said("welcome"), Said(self._scheme.intro), self._said("welcome_next"))

    def choose(self, journey: Journey, question_id: str, option_id: str) -> Outcome:
        """An answer to the open question. Raises `UnknownAnswer` for an option it does not have."""
        try:
            after = way.answer(self._scheme, journey, question_id, option_id)
        except CannotDo as refusal:
            return self._refused(journey, refusal)
        option = self._scheme.questions[question_id].option(option_id)
        return Outcome(after, (self._said("recorded", answer=option.label if option else ""), *self._arrival(after)))

    def command(self, journey: Journey, name: str, question_id: str | None = None, words: str = "") -> Outcome:
        """A command, by button or in words. `words` helps to find which answer to change."""
        moves: dict[str, Callable[[Journey], Outcome]] = {
            "start": partial(self._move, way.start, "begin" if journey.stage == "welcome" else "already_started"),
            "back": partial(self._move, way.back, "came_back"),
            "skip": self._skip,
            "change": partial(self._change, question_id=question_id, words=words),
            "check": partial(self._move, way.check, None),
            "finish": partial(self._move, way.finish, None),
            "plan": partial(self._move, way.plan, None),
            "pause": partial(self._move, way.pause, "paused"),
            "resume": partial(self._move, way.resume, "resumed" if journey.stage == "paused" else "go_on"),
            "restart": partial(self._confirm, what="restart"),
            "delete": partial(self._confirm, what="delete"),
            "yes": self._yes,
            "no": partial(self._move, way.no, "nothing_lost"),
            "why": self._why,
            "explain": self._explain,
            "person": self._person,
            "help": lambda before: self._tell(before, self._said("help", kind="safety")),
        }
        try:
            return moves[name](journey)
        except CannotDo as refusal:
            return self._refused(journey, refusal)

    def topic(self, journey: Journey, topic_id: str) -> Outcome:
        """The answer to a frequent question, with where it comes from."""
        found = self._library.question_by_id[topic_id]
        return self._tell(journey, Said(found.answer), Said(f"{found.more} (From: {found.source.title}.)"))

    def safety(self, journey: Journey, sign: Sign) -> Outcome:
        """What is said to a sign of danger. A clear one also pauses; nothing of it is kept."""
        if sign.level == "possible":
            words = self._library.say(f"possible_{sign.danger}")
            if sign.danger == "needs":  # no helpline fits; the people whose page it is may know where
                words = f"{words} {_contact_line(self._organisation.contacts[0])}"
            return Outcome(journey, (Said(words, "safety"),))
        lines = self._library.helplines_for(self._organisation.nation)
        team = self._organisation.safeguarding
        reach = " or ".join(part for part in (team.phone, team.email, team.web) if part)
        said = {kind: [line.say for line in lines if line.kind == kind] for kind in HELPLINE_KINDS}
        first, near = said["emergency"], [f"{team.what} {team.name}: {reach}."]
        if sign.danger in ("abuse", "child"):
            helped = [*first, *near, *said[sign.danger]]
        elif sign.danger == "medical":
            helped = first
        elif sign.danger == "needs":
            helped = [_contact_line(one) for one in self._organisation.contacts if one.kind in ("person", "advice")]
            helped += first
        else:
            helped = [*first, *said["crisis"]]
        words = "\n".join(
            (self._library.say(f"clear_{sign.danger}"), *helped, self._library.say("carry_on_when_ready"))
        )
        return Outcome(way.pause(self._scheme, journey), (Said(words, "safety"),))

    def talk(self, journey: Journey, name: str) -> Outcome:
        """Small talk."""
        return self._tell(journey, self._said(name))

    def not_understood(self, journey: Journey) -> Outcome:
        """First ask for other words, then explain with the options, then offer to skip or a person."""
        if journey.confirm:
            return self._tell(journey)
        after = way.not_understood(journey)
        question = question_of(self._scheme, after)
        if question is None:
            return Outcome(after, (self._said("plan_words" if after.stage == "plan" else "not_understood"),))
        if after.tries == 1:
            return Outcome(after, (self._said("rephrase_number" if question.number else "rephrase"),))
        if after.tries == 2:
            return Outcome(after, (self._explanation(question),))
        return Outcome(after, (self._said("offer"),))

    def contacts(self) -> Said:
        """Who there is to talk to, in one message."""
        people = (*self._organisation.contacts, self._organisation.safeguarding)
        return Said("\n".join(_contact_line(contact) for contact in people), "contacts")

    def _move(self, step: Callable[[Scheme, Journey], Journey], words: str | None, before: Journey) -> Outcome:
        after = step(self._scheme, before)
        said = (self._said(words),) if words else ()
        return Outcome(after, (*said, *self._arrival(after)))

    def _skip(self, before: Journey) -> Outcome:
        kept = before.answers.get(before.open_question or "")
        after = way.skip(self._scheme, before)
        option = self._scheme.questions[before.open_question or ""].option(kept) if kept else None
        said = self._said("kept", answer=option.label) if option else self._said("skipped")
        return Outcome(after, (said, *self._arrival(after)))

    def _change(self, before: Journey, question_id: str | None, words: str) -> Outcome:
        found = question_id or self._question_named(before, words)
        if found is None:
            return self._tell(before, self._said("which_change"))
        return self._move(partial(_change_to, found), "came_back", before)

    def _confirm(self, before: Journey, what: way.Confirm) -> Outcome:
        return Outcome(way.ask_to_confirm(before, what), (self._said(f"confirm_{what}", kind="confirm"),))

    def _yes(self, before: Journey) -> Outcome:
        words = {"restart": "restarted", "delete": "deleted"}.get(before.confirm or "")
        if words is None and before.stage == "welcome":
            words = "begin"
        return self._move(way.yes, words, before)

    def _why(self, before: Journey) -> Outcome:
        question = question_of(self._scheme, before)
        if question is None:
            words = "why_this_amount" if before.stage in ("result", "plan") else "nothing_to_explain"
            return self._tell(before, self._said(words))
        return self._tell(before, self._said("why", why=question.why))

    def _explain(self, before: Journey) -> Outcome:
        question = question_of(self._scheme, before)
        if question is None:
            return self._tell(before, self._said("nothing_to_explain"))
        return self._tell(before, self._explanation(question))

    def _person(self, before: Journey) -> Outcome:
        return self._tell(before, self._said("person"), self.contacts())

    def _tell(self, journey: Journey, *said: Said) -> Outcome:
        """Say something that moves nobody. What waited to be confirmed is let go, and that is said."""
        let_go = (self._said("nothing_lost"),) if journey.confirm else ()
        return Outcome(replace(journey, confirm=None), (*let_go, *said))

    def _refused(self, journey: Journey, refusal: CannotDo) -> Outcome:
        return Outcome(replace(journey, confirm=None), (self._said(refusal.reason, kind="notice"),))

    def _arrival(self, after: Journey) -> tuple[Said, ...]:
        """What is said on coming to a stage that has no question."""
        if after.stage == "check":
            answered, total = way.progress(self._scheme, after)
            left = total - answered
            if left == 0:
                return (self._said("check_now"),)
            words = self._said("check_left_one") if left == 1 else self._said("check_left", count=left)
            return (self._said("check_now"), words)
        if after.stage == "result":
            return (self._said("result_here", kind="result"), self.contacts())
        if after.stage == "plan":
            return (self._said("plan_here", kind="plan"),)
        return ()

    def _explanation(self, question: Question) -> Said:
        if question.number:
            return self._said(
                "explain_number", help=question.help, least=question.number.least, most=question.number.most
            )
        labels = [option.label for option in question.all_options]
        numbered = (
            "; ".join(f"{n}. {label}" for n, label in enumerate(labels, 1)) if question.numbered else "; ".join(labels)
        )
        return self._said("explain", help=question.help, options=numbered)

    def _question_named(self, journey: Journey, words: str) -> str | None:
        """The one question on the way that these words name: by its short name, or by a long word of it."""
        typed = f" {normalise(words)} "
        asked = self._scheme.asked(journey.answers)
        whole = [question.id for question in asked if f" {normalise(question.short)} " in typed]
        if whole:
            return whole[0] if len(whole) == 1 else None
        part = [question.id for question in asked if any(f" {word} " in typed for word in _long_words(question.short))]
        return part[0] if len(part) == 1 else None

    def _said(self, message: str, kind: Kind = "text", **values: object) -> Said:
        return Said(self._library.say(message, **values), kind)


def _long_words(short: str) -> list[str]:
    return [word for word in normalise(short).split() if len(word) > 4 and word != "change"]


def _change_to(question_id: str, scheme: Scheme, journey: Journey) -> Journey:
    return way.change(scheme, journey, question_id)


def _contact_line(contact: Contact) -> str:
    ways = ", ".join(part for part in (contact.phone, contact.email, contact.web) if part)
    hours = f" ({contact.hours})" if contact.hours else ""
    return f"{contact.name}: {ways}{hours}. {contact.what}"
