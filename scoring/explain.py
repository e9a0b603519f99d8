"""An allocation in plain sentences, and what one other answer would change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scoring.allocation import Allocation, allocate
from scoring.pounds import in_words, pounds
from scoring.scheme import Answers, Scheme, UnknownAnswer


def explain(allocation: Allocation) -> list[str]:
    """The whole of an allocation, a thought a sentence: the amount, each line and adjustment, what is not sure."""
    said = [allocation.statement]
    for line in allocation.lines:
        said.append(f"{line.title}: {in_words(line.amount)}. {line.rule}")
        if line.next:
            said.append(f"{line.title}: {line.next}")
    for one in allocation.adjustments:
        said.append(f"{one.rule} Here it changes the amount by {_change(one.amount.low, one.amount.high)}.")
    if allocation.kept:
        said.append(f"{allocation.kept.title}: {in_words(allocation.kept.amount)} of it.")
    said.extend(f"{share.title} money: {share.words}." for share in allocation.shares)
    if allocation.also:
        said.append(f"That is {in_words(allocation.also.amount)}. {allocation.also.rule}")
    if allocation.unanswered:
        count = len(allocation.unanswered)
        said.append(
            f"{count} {'question has' if count == 1 else 'questions have'} no sure answer, which may change it."
        )
    said.extend(allocation.caveats)
    return said


def _change(low: int, high: int) -> str:
    words = [pounds(low)] if low == high else [pounds(low), pounds(high)]
    return " to ".join(words)


@dataclass(frozen=True)
class WhatIf:
    """An allocation and the one that another answer would lead to."""

    now: Allocation
    then: Allocation
    words: str


def what_if(scheme: Scheme, answers: Answers, question_id: str, option_id: str, on: dt.date) -> WhatIf:
    """What one other answer would change. `answers` stay as they are.

    Raises:
        UnknownAnswer: for a question or option that the scheme does not have.
    """
    now = allocate(scheme, answers, on)
    then = allocate(scheme, {**answers, question_id: option_id}, on)
    question = scheme.questions[question_id]
    option = question.option(option_id)
    if option is None:  # `allocate` has refused it
        raise UnknownAnswer(option_id)
    start = f"If you had answered “{option.label}” to “{question.text}”"
    if not scheme.is_asked(question, answers):
        return WhatIf(now, then, f"{start}, nothing would change. That question is not on your way.")
    if now.indicative == then.indicative:
        return WhatIf(now, then, f"{start}, the amount would stay the same.")
    if then.indicative is None:
        return WhatIf(now, then, f"{start}: {then.statement}")
    return WhatIf(now, then, f"{start}, it would look like {in_words(then.indicative)}.")
