"""A small sum, once: set amounts for what would help, added up, under a published ceiling.

The shape of Merseyside's recovery budgets (up to £400) and of Halton's carer payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from scoring.models.table import Amount, Chosen, FigureOf, PerDomain, Section, Worked
from scoring.pounds import decimal_string, pounds
from scoring.strict_yaml import Problem
from scoring.trace import Term

if TYPE_CHECKING:
    from scoring.scheme import Domain, Question


class OneOff(PerDomain):
    """`amounts`: question to option to amount. Every option of every question that gives money is named."""

    counts_points = False
    by_points = False

    model: Literal["one_off"]
    period: Literal["once"]
    amounts: Mapping[str, Mapping[str, Amount]]

    def problems(self, domains: Sequence[Domain]) -> Iterator[Problem]:
        known = {question.id: question for domain in domains for question in domain.questions}
        for name, amounts in self.amounts.items():
            question = known.get(name)
            if question is None or question.kind != "choice":
                yield Problem(("amounts", name), f"{name} is no question with options.", "Name one of questions.yml.")
            elif set(amounts) != {option.id for option in question.options}:
                yield Problem(("amounts", name), "it must name every option once.", "Give 0 to those without money.")
        if not any(rule.kind == "cap" for rule in self.adjustments):
            yield Problem(("adjustments",), "a one-off sum has a ceiling.", "Add an adjustment of kind `cap`.")

    def worked(self, domain: Domain, chosen: Chosen) -> Worked:
        given = [
            (question, chosen[question.id], self.amounts[question.id][chosen[question.id].id])
            for question in domain.questions
            if question.id in chosen and question.id in self.amounts
        ]
        some = [one for one in given if one[2]]
        words = " ".join(f"“{option.label}”: {pounds(amount)}." for _, option, amount in some)
        return Worked(
            points=0,
            terms=tuple(Term(amount=amount) for _, _, amount in some),
            rule=words or "No money for this.",
            figures=tuple(
                FigureOf(f"{question.short}: {option.label}", decimal_string(amount))
                for question, option, amount in given
            ),
            next=" ".join(self._more(question, amount) for question, _, amount in given).strip() or None,
        )

    def _more(self, question: Question, now: int) -> str:
        """The next larger amount of a question, in words."""
        larger = [(self.amounts[question.id][option.id], option.label) for option in question.options]
        above = sorted((amount, label) for amount, label in larger if amount > now)
        if not above:
            return ""
        return f"{question.short}: “{above[0][1]}” would be {pounds(above[0][0])}, up to the ceiling."

    def sections(self, domains: Sequence[Domain]) -> Iterator[Section]:
        yield Section("How it works", ("Each thing that would help has a set amount. They are added up, once.",))
        for domain in domains:
            rows = tuple(
                (question.short, option.label, pounds(self.amounts[question.id][option.id]))
                for question in domain.questions
                if question.id in self.amounts
                for option in question.options
            )
            if rows:
                yield Section(domain.title, (), ("About", "Answer", "Amount"), rows, domain.id)
