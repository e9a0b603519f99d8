"""Whole conversations of invented people with the running stack, checked for what was recorded, not for wording.

Each file in `data/evaluation/people/` is one person: what they type at each question, their asides, and their changes of mind. Where
First Step asks back ("which is closer?"), they pick what they mean; where it recorded something else, they say so.
"""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.talk import read_people
from scoring.library import load_library
from tests.conftest import DATA
from tests.stack import Stack, Talk

PEOPLE = read_people()
LIBRARY = load_library(DATA)
WRONG = ("no that's not what i meant", "thats wrong", "no, you got that wrong")
pytestmark = pytest.mark.stack


class Person:
    """One person in one conversation."""

    def __init__(self, told: dict[str, Any], talk: Talk) -> None:
        self.told, self.talk = told, talk
        self.scheme = LIBRARY.schemes.get(told["scheme"])
        self.means = {question: str(option) for question, option in told["means"].items()}
        self.at_once = self.asked_back = self.corrected = 0
        self.said = self.alarmed = self.paused = self.asides = self.taken = 0

    def label(self, question: str) -> str:
        option = self.scheme.questions[question].option(self.means[question])
        assert option is not None
        return option.id if self.scheme.questions[question].number else option.label

    def answer(self, question: str, words: str) -> None:
        """Say it, then see to it that what is recorded is what was meant."""
        talk = self.talk
        before = talk.answers.get(question)
        suggested = talk.turn["question"]["suggested"]
        if suggested and suggested == [self.means[question]] and question not in talk.answers:
            talk.say("yes")  # it was heard in passing, earlier
        else:
            talk.say(words)
            self.count_safety()
            if talk.turn["stage"] == "paused":  # taken for danger: they carry on, and answer by name
                talk.do("resume")
        recorded = talk.answers.get(question)
        if recorded == self.means[question]:
            self.at_once += 1
        elif talk.open == question and recorded == before:
            self.asked_back += 1
            talk.say(self.label(question))
        else:
            self.corrected += 1
            talk.say(WRONG[self.corrected % len(WRONG)])
            if talk.open != question:
                talk.do("change", question)
            talk.say(self.label(question))
        assert talk.answers.get(question) == self.means[question], (question, words, talk.words)

    def count_safety(self) -> None:
        """None of these people is in danger: every word about it is a false alarm."""
        kinds = [message["kind"] for message in self.talk.turn["messages"]]
        self.said += 1
        self.alarmed += "safety" in kinds
        self.paused += "safety" in kinds and self.talk.turn["stage"] == "paused"

    def aside(self, words: str, question: str) -> None:
        """Something that is no answer: there are words, and the question stays. One that is taken for an answer to the
        open question is counted; an earlier answer is never touched."""
        before = self.talk.answers
        self.talk.say(words)
        assert self.talk.turn["messages"]
        self.asides += 1
        self.taken += self.talk.answers != before
        if self.talk.turn["stage"] != "assessment" or self.talk.open != question:  # a stop or a move that was asked for
            self.talk.do("no") if self.talk.open == question else self.talk.do("change", question)
        assert self.talk.open == question
        assert {**self.talk.answers, **before} == self.talk.answers, "an earlier answer was changed by an aside"

    def live(self) -> None:
        """The whole conversation."""
        talk = self.talk
        for words in self.told["before"]:
            talk.say(words)
        for _ in range(2):  # a stop before the beginning is gone on from first
            if talk.open is None:
                talk.do("start")
        changes = list(self.told["changes"])
        for _ in range(200):
            question = talk.open
            if question is None:
                break
            *asides, words = self.told["says"][question]
            for aside in asides:
                self.aside(aside.removeprefix("? "), question)
            self.answer(question, words)
            for change in [one for one in changes if one["after"] == question]:
                changes.remove(change)
                self.change(change)

    def change(self, change: dict[str, Any]) -> None:
        """An earlier answer is to be another: in words, or else by the button beside it."""
        talk, question = self.talk, change["question"]
        before = talk.open
        known = talk.answers
        talk.say(change["says"])
        if before and talk.answers.get(before) != known.get(before):  # taken for an answer to what was open
            self.corrected += 1
            talk.say(WRONG[0])
            if talk.open != before:
                talk.do("change", before)
            talk.say(self.label(before))
        if talk.open != question:
            talk.do("change", question)
        self.means[question] = str(change["means"])
        self.answer(question, change["answer"])
        if talk.open is None and before is not None:
            talk.do("resume")


@pytest.fixture(scope="module")
def lived() -> list[Person]:
    return []


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_ends_with_the_answers_that_they_meant(stack: Stack, name: str, lived: list[Person]) -> None:
    told = PEOPLE[name]
    person = Person(told, stack.talk(organisation="demo", scheme=told["scheme"]))
    person.live()
    talk = person.talk
    talk.say(told["ends"])
    if talk.turn["stage"] == "check":
        talk.do("finish")
    if talk.turn["stage"] != "result":
        talk.do("check")
        talk.do("finish")
    assert talk.turn["stage"] == "result"
    asked = {question.id for question in person.scheme.asked(talk.answers)}
    assert talk.answers == {question: person.means[question] for question in asked}
    assert talk.result()["unanswered"] == []
    lived.append(person)


def test_most_is_understood_at_once_and_little_is_recorded_wrong(lived: list[Person]) -> None:
    """Of all these people together; the exact shares are measured by `make evaluate` on more lines."""
    assert len(lived) >= 30
    answers = sum(one.at_once + one.asked_back + one.corrected for one in lived)
    at_once, corrected = sum(one.at_once for one in lived), sum(one.corrected for one in lived)
    print(f"{answers} answers: {at_once} at once, {corrected} recorded wrong")
    assert at_once / answers >= 0.35  # fewer than in `make evaluate`: these people tell of much at once
    assert corrected / answers <= 0.04
    said, alarmed, paused = (sum(getattr(one, name) for one in lived) for name in ("said", "alarmed", "paused"))
    print(f"{said} answers in their own words: {alarmed} answered with words about danger, {paused} stopped for it")
    asides, taken = (sum(getattr(one, name) for one in lived) for name in ("asides", "taken"))
    print(f"{asides} asides: {taken} taken for an answer")
    assert taken / asides <= 0.1
    assert alarmed / said <= 0.08
    assert paused / said <= 0.02
