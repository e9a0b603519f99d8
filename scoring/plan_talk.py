"""The conversation about a plan: one thought at a time, in the person's own words, as long as they like. Pure.

Nothing said here changes the amount. A thought is never asked twice. Some grow out of the answers that were given.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from scoring import journey as way
from scoring.guidance import Library, PlanPrompt
from scoring.journey import Helping, Journey
from scoring.reviewing import RATED
from scoring.saying import Kind, Outcome, Said
from scoring.scheme import Option, Scheme
from scoring.voice import for_someone

HELPERS: Mapping[str, Helping] = {
    "for_myself": "",
    "with_someone": "with",
    "for_someone": "for",
    "for_someone_unable": "unable",
}
"""Who answers, by the command that says so."""
ABOUT_ANOTHER = frozenset({"for", "unable"})
RATINGS = tuple(Option(id=str(n), label=words) for n, words in enumerate(RATED))


class Says(Protocol):
    """What says a message."""

    def __call__(self, message: str, kind: Kind = "text", leaflet: str | None = None, **values: object) -> Said: ...


def prompts_for(library: Library, journey: Journey) -> list[PlanPrompt]:
    """The thoughts that fit these answers, about the person who is helped where somebody answers for them."""
    found = library.prompts_for(journey.answers)
    if journey.helping not in ABOUT_ANOTHER:
        return found
    return [one.model_copy(update={"text": for_someone(one.text), "easy": for_someone(one.easy)}) for one in found]


def open_prompt(library: Library, journey: Journey) -> PlanPrompt | None:
    """The thought that is open."""
    if journey.stage != "plan" or journey.prompt is None:
        return None
    return next((one for one in prompts_for(library, journey) if one.id == journey.prompt), None)


def next_prompt(library: Library, journey: Journey) -> PlanPrompt | None:
    """The first thought that was not asked yet, and whose part of the plan is not filled otherwise."""
    return next(
        (
            one
            for one in prompts_for(library, journey)
            if one.id not in journey.asked and f"field:{one.into}" not in journey.asked
        ),
        None,
    )


class PlanTalk:
    """What the guide says about a plan and about who answers."""

    _library: Library
    _scheme: Scheme
    _said: Says

    @abstractmethod
    def _tell(self, journey: Journey, *said: Said) -> Outcome: ...

    def write(self, journey: Journey, words: str) -> Outcome:
        """Keep words for the plan that answer the open thought, and go on to the next one."""
        prompt = open_prompt(self._library, journey)
        if prompt is None:
            return Outcome(journey, (self._said("plan_words"),))
        return self._go_on(way.write(journey, prompt.into, words), self._said("thought_kept"))

    def rate(self, journey: Journey, rating: str) -> Outcome:
        """How much there is of the part of real wealth that the open thought is about. It stays open for words."""
        prompt = open_prompt(self._library, journey)
        chosen = next((one for one in RATINGS if one.id == rating), None)
        if prompt is None or prompt.wealth is None or chosen is None:
            raise way.CannotDo("not_open")
        after = replace(journey, rated={**journey.rated, prompt.wealth: int(rating)}, confirm=None, tries=0)
        return Outcome(after, (self._said("rated", answer=chosen.label),))

    def _think(self, before: Journey) -> Outcome:
        return self._go_on(way.plan(self._scheme, before), self._said("think_here"))

    def _leave_thought(self, before: Journey) -> Outcome:
        return self._go_on(way.leave(before), self._said("thought_left"))

    def _go_on(self, journey: Journey, *said: Said) -> Outcome:
        prompt = next_prompt(self._library, journey)
        if prompt is None:
            return Outcome(way.plan(self._scheme, journey), (*said, self._said("thoughts_done")))
        return Outcome(way.think(self._scheme, journey, prompt.id), said)

    def _review(self, before: Journey) -> Outcome:
        return Outcome(way.review(self._scheme, before), (self._said("review_here"),))

    def _begin_anew(self, before: Journey) -> Journey:
        return way.anew(self._scheme, before, dt.date.today().isoformat())

    def _helping(self, before: Journey) -> Outcome:
        choices = [replace(self._said(f"choose_{name}"), leads_to=name) for name in HELPERS]
        return self._tell(before, self._said("helping"), *choices)

    def _helps(self, before: Journey, name: str) -> Outcome:
        if name == "for_someone":
            return Outcome(way.ask_to_confirm(before, "consent"), (self._said("confirm_consent", kind="confirm"),))
        return self._tell(replace(before, helping=HELPERS[name]), self._said(name))
