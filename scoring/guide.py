"""What each thing a person does leads to: where they are then, and what is said.

The dialogue (`actions/`) and the gateway's own way on without Rasa both speak through this.
Pure: a `Journey` goes in; a `Journey` and words come out. A thing that cannot be done changes
nothing and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from scoring import journey as way
from scoring.allocation import allocate
from scoring.guidance import Library, Organisation
from scoring.journey import CannotDo, Journey, question_of
from scoring.plan_talk import ABOUT_ANOTHER, HELPERS, PlanTalk, open_prompt
from scoring.safety import Sign
from scoring.saying import CONFIRMED_WORDS, Kind, Outcome, Said, contacts_of, nation_of, safety_words
from scoring.scheme import Question, Scheme, normalise
from scoring.spending import may_buy
from scoring.understanding import Understood


class Guide(PlanTalk):
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
            if journey.stage == "plan" and journey.prompt == question_id:
                return self.rate(journey, option_id)
            after = way.answer(self._scheme, journey, question_id, option_id)
        except CannotDo as refusal:
            return self._refused(journey, refusal)
        return Outcome(after, (self._recorded(question_id, option_id), *self._arrival(after)))

    def answered(self, journey: Journey, found: Understood) -> Outcome:
        """An answer in the person's own words: recorded and said back, or asked about. Never guessed in silence."""
        question = question_of(self._scheme, journey)
        if question is None or found.kind == "unclear":
            return self.not_understood(journey)
        if found.kind == "clear":
            outcome = self.choose(journey, question.id, found.options[0])
        else:
            outcome = self._closer(journey, question, found)
        return self._in_passing(journey, outcome, found.heard)

    def _closer(self, journey: Journey, question: Question, found: Understood) -> Outcome:
        labels = [option.label for one in found.options if (option := question.option(one))]
        if len(labels) == 1:
            return Outcome(way.suggest(journey, found.options[0]), (self._said("did_you_mean", answer=labels[0]),))
        rule = self._scheme.good_and_bad_days or self._library.say("good_and_bad_days")
        days = (Said(rule),) if found.good_and_bad_days else ()
        words = self._said("which_is_closer", first=labels[0], second=labels[1])
        return Outcome(way.ask_closer(journey, found.options), (*days, words))

    def _in_passing(self, before: Journey, outcome: Outcome, heard: Mapping[str, str]) -> Outcome:
        """What was said about other questions on the way is kept for when they come, and that is said."""
        after = way.hear(self._scheme, outcome.journey, heard)
        new = [one for one in after.heard if one not in before.heard and one != after.open_question]
        told = [self._said("heard_too", short=self._scheme.questions[one].short) for one in new]
        return Outcome(after, (*outcome.said, *told, *(self._suggestion(after) if told == [] and heard else ())))

    def keep_for_the_plan(self, journey: Journey, words: str) -> Outcome:
        """Offer to keep words that answer nothing but matter to a plan."""
        return Outcome(way.offer_note(journey, words), (self._said("confirm_note", kind="confirm"),))

    def sure_of(self, journey: Journey, name: way.Confirm) -> Outcome:
        """Words that probably want a move: ask before it is made."""
        return self._confirm(journey, name)

    def offer(self, journey: Journey, name: str) -> Outcome:
        """Words that probably want to go to other questions: a button leads there, and nobody is moved by a guess."""
        return self._tell(journey, replace(self._said("offer_elsewhere"), leads_to=name))

    def amount_so_far(self, journey: Journey) -> Outcome:
        """The amount in the middle of the questions. The open question stays."""
        if not journey.answers or self._scheme.is_check:
            return self.command(journey, "finish")
        statement = allocate(self._scheme, journey.answers, dt.date.today()).statement
        return self._tell(journey, self._said("amount_so_far", statement=statement))

    def explain_word(self, journey: Journey, words: str) -> Outcome:
        """What a word means, if it is one that we know."""
        found = self._library.word_in(words)
        if found is None:
            known = ", ".join(one.title for one in self._library.words)
            return self._tell(journey, self._said("which_word", words=known))
        return self._tell(journey, Said(f"{found.title}: {found.meaning}"))

    def command(self, journey: Journey, name: str, question_id: str | None = None, words: str = "") -> Outcome:
        """A command, by button or in words. `words` helps to find which answer to change."""
        moves: dict[str, Callable[[Journey], Outcome]] = {
            "start": partial(self._move, way.start, "begin" if journey.stage == "welcome" else "already_started"),
            "back": partial(self._move, way.back, "came_back"),
            "skip": self._skip,
            "change": partial(self._change, question_id=question_id, words=words),
            "check": partial(self._move, way.check, None),
            "finish": partial(self._move, way.finish, None),
            "plan": self._plan,
            "think": self._think,
            "review": self._review,
            "anew": partial(self._confirm, what="anew"),
            "helping": self._helping,
            **{name: partial(self._helps, name=name) for name in HELPERS},
            "pause": partial(self._move, way.pause, "paused"),
            "resume": partial(self._move, way.resume, "resumed" if journey.stage == "paused" else "go_on"),
            "restart": partial(self._confirm, what="restart"),
            "delete": partial(self._confirm, what="delete"),
            "yes": self._yes,
            "no": self._no,
            "take_back": self._take_back,
            "rights": partial(self._switch, to="rights"),
            "care_act": partial(self._switch, to="care-act"),
            "holding": partial(self._switch, to="holding"),
            "amount": partial(self._switch, to=question_id or self._usual_scheme(journey)),
            "more": self._more,
            "next_steps": lambda before: self._tell(before, self._said("next_steps", leaflet="next-steps")),
            "why": self._why,
            "explain": self._explain,
            "person": self._person,
            "help": lambda before: self._tell(before, self._said("help", kind="safety")),
        }
        try:
            return moves[name](journey)
        except CannotDo as refusal:
            return self._refused(journey, refusal)

    def _usual_scheme(self, journey: Journey) -> str:
        """The scheme for an amount: the one that was begun, else one that needs no answer again, else the first."""
        offered = self._organisation.schemes
        begun = [one for one in offered if one in journey.aside]
        carried = [one for one in offered if self._carried(journey, one)]
        return (begun or carried or list(offered))[0]

    def _carried(self, journey: Journey, to: str) -> dict[str, str]:
        """What the answers given anywhere in this conversation say about the questions of another scheme."""
        given = {**journey.aside, self._scheme.id: journey.answers}
        return {
            question: option
            for source, answers in given.items()
            for question, option in self._library.carried(source, to, answers).items()
        }

    def _switch(self, before: Journey, to: str) -> Outcome:
        """Go on with a check, or with the questions for an amount. No answer is lost on the way."""
        known = to in self._organisation.schemes or self._library.checks.has(to)
        if not known or (to == self._scheme.id and before.stage != "welcome"):
            return self._refused(before, CannotDo("already_here" if known else "not_asked"))
        if to == self._scheme.id:
            return self._move(way.start, "begin", before)
        scheme = self._library.scheme(to, for_someone=before.helping in ABOUT_ANOTHER)
        carried = self._carried(before, to)
        after = way.switch(self._scheme, scheme, replace(before, confirm=None), carried)
        new = [one for one in carried if one not in before.aside.get(to, {})]
        said = [Said(scheme.intro)]
        if new:
            said.append(self._said("carried_over", count=len(new)))
        there = Guide(self._library, scheme, self._organisation)
        return Outcome(after, (*said, *there._arrival(after)), (scheme.id, scheme.version))

    def topic(self, journey: Journey, topic_id: str) -> Outcome:
        """The answer to a frequent question, with where it comes from."""
        found = self._library.question_by_id[topic_id]
        said = Said(found.answer, more=found.in_full, leads_to=found.leads_to, leaflet=found.leaflet)
        return self._tell(replace(journey, topic=topic_id), said)

    def spend(self, journey: Journey, topic_id: str, words: str) -> Outcome:
        """ "Can I spend it on ...?" for a thing that is named; else the general answer."""
        verdict = may_buy(words, self._library.exclusions_for(self._organisation))
        if verdict.row is not None:
            row, local = verdict.row, verdict.row in self._organisation.not_here
            message, where = ("spend_no_here", self._organisation.name) if local else ("spend_no", "")
            said = self._said(message, thing=row.title, because=row.because, instead=row.instead, organisation=where)
            return self._tell(replace(journey, topic=topic_id), said)
        if verdict.kind == "depends":
            return self._tell(replace(journey, topic=topic_id), self._said("spend_depends"))
        return self.topic(journey, topic_id)

    def _more(self, journey: Journey) -> Outcome:
        """More on what was asked about last."""
        if journey.topic is None:
            return self._tell(journey, self._said("nothing_more"))
        found = self._library.question_by_id[journey.topic]
        return self._tell(journey, Said(found.in_full, leaflet=found.leaflet))

    def safety(self, journey: Journey, sign: Sign) -> Outcome:
        """What is said to a sign of danger. A clear one also pauses; nothing of it is kept."""
        said = safety_words(self._library, self._organisation, sign, nation_of(self._organisation, journey))
        return Outcome(journey if sign.level == "possible" else way.pause(self._scheme, journey), (said,))

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
            said = self._said("plan_words" if after.stage == "plan" else "not_understood")
        elif after.tries == 1:
            said = self._said("rephrase_number" if question.number else "rephrase")
        elif after.tries == 2:
            said = self._explanation(question)
        else:
            said = self._said("offer")
        return Outcome(after, (replace(said, trouble=True),))

    def contacts(self) -> Said:
        """Who there is to talk to, in one message."""
        return contacts_of(self._organisation)

    def _move(self, step: Callable[[Scheme, Journey], Journey], words: str | None, before: Journey) -> Outcome:
        after = step(self._scheme, before)
        said = (self._said(words),) if words else ()
        return Outcome(after, (*said, *self._arrival(after)))

    def _plan(self, before: Journey) -> Outcome:
        """The plan; from a check, by way of the amount that was worked out before it."""
        usual = self._usual_scheme(before)
        if not self._scheme.is_check or usual not in before.aside:
            return self._move(way.plan, None, before)
        back = self._switch(before, usual)
        there = Guide(
            self._library, self._library.scheme(usual, for_someone=before.helping in ABOUT_ANOTHER), self._organisation
        )
        return replace(
            there.command(replace(back.journey, stage="result", open_question=None), "plan"), scheme=back.scheme
        )

    def _skip(self, before: Journey) -> Outcome:
        if before.stage == "plan" and before.prompt:
            return self._leave_thought(before)
        kept = before.answers.get(before.open_question or "")
        after = way.skip(self._scheme, before)
        option = self._scheme.questions[before.open_question or ""].option(kept) if kept else None
        said = self._said("kept", answer=option.label) if option else self._said("skipped")
        return Outcome(after, (said, *self._arrival(after)))

    def _change(self, before: Journey, question_id: str | None, words: str) -> Outcome:
        found = question_id or self.question_named(before, words) or self.question_hinted(before, words)
        if found is None and len(before.answers) == 1:
            found = next(iter(before.answers))
        if found is None:
            return self._tell(before, self._said("which_change"))
        return self._move(partial(_change_to, found), "came_back", before)

    def _confirm(self, before: Journey, what: way.Confirm) -> Outcome:
        return Outcome(way.ask_to_confirm(before, what), (self._said(f"confirm_{what}", kind="confirm"),))

    def _yes(self, before: Journey) -> Outcome:
        words = CONFIRMED_WORDS.get(before.confirm or "")
        if before.confirm is None and before.stage == "welcome":
            words = "begin"
        if before.confirm == "anew":
            return self._move(lambda _, now: self._begin_anew(now), words, before)
        suggested = before.heard.get(before.open_question or "")
        outcome = self._move(way.yes, words, before)
        if before.confirm is None and before.stage == "assessment" and before.open_question and suggested:
            return Outcome(outcome.journey, (self._recorded(before.open_question, suggested), *outcome.said))
        return outcome

    def _no(self, before: Journey) -> Outcome:
        dropped = before.confirm is None and before.open_question in before.heard
        if before.confirm == "consent":
            return self._tell(replace(before, confirm=None), self._said("no_consent"), self.contacts())
        words = "not_kept" if before.confirm == "note" else "pick_one" if dropped else "nothing_lost"
        return self._move(way.no, words, before)

    def _take_back(self, before: Journey) -> Outcome:
        if before.last is None and way.suggested(before):
            return Outcome(way.drop_suggestion(before), (self._said("pick_one"),))
        if before.last is None:
            return self.not_understood(before)
        return self._move(way.take_back, "taken_back", before)

    def _recorded(self, question_id: str, option_id: str) -> Said:
        option = self._scheme.questions[question_id].option(option_id)
        return replace(self._said("recorded", answer=option.label if option else ""), change=question_id)

    def _suggestion(self, after: Journey) -> tuple[Said, ...]:
        """What the person seems to have said already about the question that is open now."""
        question = question_of(self._scheme, after)
        option = question.option(after.heard.get(question.id, "")) if question else None
        return (self._said("told_already", answer=option.label),) if option else ()

    def _why(self, before: Journey) -> Outcome:
        question = question_of(self._scheme, before)
        if open_prompt(self._library, before):
            return self._tell(before, self._said("why_thought"))
        if question is None and before.stage == "welcome":  # "what is this for?", before anything was asked
            return self.topic(before, "what_is_it")
        if question is None:
            words = "why_this_amount" if before.stage in ("result", "plan") else "nothing_to_explain"
            return self._tell(before, self._said(words))
        return self._tell(before, self._said("why", why=question.why))

    def _explain(self, before: Journey) -> Outcome:
        question = question_of(self._scheme, before)
        prompt = open_prompt(self._library, before)
        if prompt:
            return self._tell(before, self._said("explain_thought", easy=prompt.easy))
        if question is None:
            return self._tell(before, self._said("nothing_to_explain"))
        return self._tell(before, self._explanation(question))

    def _person(self, before: Journey) -> Outcome:
        return self._tell(before, self._said("person"), self.contacts())

    def _tell(self, journey: Journey, *said: Said) -> Outcome:
        """Say something that moves nobody. What waited to be confirmed is let go, and that is said."""
        let_go = (self._said("nothing_lost"),) if journey.confirm else ()
        return Outcome(replace(journey, confirm=None, held=""), (*let_go, *said))

    def _refused(self, journey: Journey, refusal: CannotDo) -> Outcome:
        return Outcome(replace(journey, confirm=None, held=""), (self._said(refusal.reason, kind="notice"),))

    def _arrival(self, after: Journey) -> tuple[Said, ...]:
        """What is said on coming to a stage, or to a question that seems to be answered already."""
        if after.stage == "assessment":
            return self._suggestion(after)
        if after.stage == "check":
            answered, total = way.progress(self._scheme, after)
            left = total - answered
            if left == 0 or self._scheme.is_check:
                return (self._said("check_now"),)
            words = self._said("check_left_one") if left == 1 else self._said("check_left", count=left)
            return (self._said("check_now"), words)
        if after.stage == "result":
            here = "finding_here" if self._scheme.is_check else "result_here"
            return (self._said(here, kind="result"), self.contacts())
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

    def question_named(self, journey: Journey, words: str) -> str | None:
        """The one question on the way whose short name stands in these words, or the first if they say so."""
        typed = f" {normalise(words)} "
        asked = self._scheme.asked(journey.answers)
        if any(f" the first {thing} " in typed for thing in ("one", "question", "answer")):
            return asked[0].id
        whole = [question.id for question in asked if f" {normalise(question.short)} " in typed]
        return whole[0] if len(whole) == 1 else None

    def question_hinted(self, journey: Journey, words: str) -> str | None:
        """The one question on the way of whose short name a long word stands in these words."""
        typed = f" {normalise(words)} "
        asked = self._scheme.asked(journey.answers)
        part = [one.id for one in asked if any(f" {word} " in typed for word in _long_words(one.short))]
        return part[0] if len(part) == 1 else None

    def _said(self, message: str, kind: Kind = "text", leaflet: str | None = None, **values: object) -> Said:
        return Said(self._library.say(message, **values), kind, leaflet=leaflet)


def _long_words(short: str) -> list[str]:
    return [word for word in normalise(short).split() if len(word) > 4 and word not in ("change", "about", "things")]


def _change_to(question_id: str, scheme: Scheme, journey: Journey) -> Journey:
    return way.change(scheme, journey, question_id)
