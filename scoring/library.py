"""Read the whole data folder, strictly: every problem is named with its file, its line and how to mend it."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from string import Formatter
from typing import TypeVar

from scoring.charging import load_charging
from scoring.findings import VERDICT, Finding, Leaflet
from scoring.guidance import (
    Carries,
    Carry,
    FrequentQuestion,
    GoalIdea,
    Helpline,
    Library,
    Organisation,
    PlanPrompt,
    Word,
)
from scoring.languages import load_packs
from scoring.loading import Schemes, load_check, load_schemes
from scoring.scheme import Scheme, Words
from scoring.spending import Exclusion
from scoring.strict_yaml import DataError, Problem, Row, read_document

Read = TypeVar("Read")
AnyRow = TypeVar("AnyRow", bound=Row)

_PLAIN_MESSAGES = """
    welcome welcome_next begin already_started go_on skipped came_back check_now check_left_one result_here
    plan_here rephrase rephrase_number offer nothing_to_explain at_the_start not_open not_asked which_change
    nothing_to_skip
    nothing_answered plan_comes_later paused resumed no_question_like_that confirm_restart confirm_delete
    restarted nothing_lost deleted person ended greet thanks robot swear not_understood out_of_scope help
    no_words_now buttons_only it_went_through empty plan_words why_this_amount carry_on_when_ready
    clear_life clear_medical clear_abuse clear_child clear_others clear_needs
    possible_medical possible_abuse
    possible_child possible_others possible_needs
    good_and_bad_days pick_one taken_back nothing_to_take_back confirm_note note_kept not_kept
    confirm_pause confirm_back confirm_skip finding_here already_here next_steps spend_depends nothing_more
    easy_rights easy_care_act offer_elsewhere
    only_the_person your_plan think_here thought_help thought_kept thought_left thoughts_done why_thought review_here
    confirm_anew begun_anew
    helping for_myself with_someone for_someone for_someone_unable confirm_consent no_consent
    choose_for_myself choose_with_someone choose_for_someone choose_for_someone_unable
"""
MESSAGES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_PLAIN_MESSAGES.split(), frozenset()),
    "recorded": frozenset({"answer"}),
    "rated": frozenset({"answer"}),
    "explain_thought": frozenset({"easy"}),
    "amount_so_far": frozenset({"statement"}),
    "possible_life": frozenset({"line"}),
    "carried_over": frozenset({"count"}),
    "spend_no_here": frozenset({"thing", "because", "instead", "organisation"}),
    "spend_no": frozenset({"thing", "because", "instead"}),
    "kept": frozenset({"answer"}),
    "did_you_mean": frozenset({"answer"}),
    "told_already": frozenset({"answer"}),
    "which_is_closer": frozenset({"first", "second"}),
    "heard_too": frozenset({"short"}),
    "which_word": frozenset({"words"}),
    "check_left": frozenset({"count"}),
    "why": frozenset({"why"}),
    "explain": frozenset({"help", "options"}),
    "explain_number": frozenset({"help", "least", "most"}),
    "too_long": frozenset({"limit"}),
}
"""Every message there must be, and the values that it may use."""


def load_library(data: Path) -> Library:
    """Read and check the whole data folder.

    Raises:
        DataError: every problem found in every file.
    """
    lines: list[str] = []

    def attempt(read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except DataError as error:
            lines.extend(error.lines)
            return None

    guidance = data / "guidance"
    schemes = attempt(lambda: load_schemes(data / "schemes"))
    checks = attempt(lambda: load_schemes(data / "checks", load_check))
    messages = attempt(lambda: _messages(guidance / "messages.yml"))
    packs = attempt(lambda: load_packs(data / "languages", messages or {}))
    leaflets = attempt(lambda: rows(guidance / "leaflets.yml", Leaflet)) or ()
    helplines = attempt(lambda: rows(guidance / "helplines.yml", Helpline)) or ()
    questions = attempt(lambda: rows(guidance / "questions.yml", FrequentQuestion)) or ()
    prompts = attempt(lambda: _prompts(guidance / "plan_prompts.yml", schemes)) or ()
    words = attempt(lambda: rows(guidance / "words.yml", Word)) or ()
    charging = attempt(lambda: load_charging(guidance)) or []
    exclusions = attempt(lambda: rows(guidance / "exclusions.yml", Exclusion)) or ()
    goal_ideas = attempt(lambda: rows(guidance / "goals.yml", GoalIdea)) or ()
    findings: dict[str, tuple[Finding, ...]] = {}
    carries: dict[tuple[str, str], Carries] = {}
    for check in checks.all() if checks else ():
        path = guidance / f"{check.id}.yml"
        findings[check.id] = attempt(partial(_findings, path, check, {one.id for one in leaflets})) or ()
        if schemes:
            carries |= attempt(partial(_carries, data / "checks" / check.folder / "carries.yml", check, schemes)) or {}
    organisations = {}
    for path in sorted((data / "organisations").glob("*.yml")):
        organisation = attempt(partial(_organisation, path, schemes))
        if organisation:
            organisations[organisation.id] = organisation
    for scheme in schemes.all() if schemes else ():
        if scheme.money[-1].from_ > dt.date.today():
            lines.append(
                f"{scheme.id}/money.yml: its first figures are from {scheme.money[-1].from_}. Add some for today."
            )
    if lines or schemes is None or messages is None or checks is None:
        raise DataError(lines)
    return Library(
        schemes=schemes,
        organisations=organisations,
        messages=messages,
        helplines=helplines,
        questions=questions,
        prompts=prompts,
        words=words,
        checks=checks,
        findings=findings,
        leaflets={leaflet.id: leaflet for leaflet in leaflets},
        charging=charging,
        exclusions=exclusions,
        goal_ideas=goal_ideas,
        carries=carries,
        packs=packs or {},
    )


def rows(path: Path, model: type[AnyRow]) -> tuple[AnyRow, ...]:
    """A file that is a list of rows. Raises `DataError`."""
    document = read_document(path)
    found: list[AnyRow] = document.read_as(list[model])  # type: ignore[valid-type]  # a type made at run time
    seen: set[str] = set()
    for r, row in enumerate(found):
        if row.id in seen:
            document.fail([Problem((r, "id"), f"the id {row.id} is used twice.", "Rename one of the two.")])
        seen.add(row.id)
    return tuple(found)


def _findings(path: Path, check: Scheme, leaflets: set[str]) -> tuple[Finding, ...]:
    """What is said after a check. Every answer that a row names must be one that can be given."""
    found, document = rows(path, Finding), read_document(path)
    problems = []
    for r, row in enumerate(found):
        for question_id, wanted in row.when.items():
            question = check.questions.get(question_id)
            if question_id == VERDICT:
                continue
            if question is None:
                what = f"{check.id} has no question {question_id}."
                problems.append(Problem((r, "when", question_id), what, "Correct the id."))
                continue
            for option in wanted:
                if question.option(option) is None:
                    what = f"{question_id} has no option {option}."
                    problems.append(Problem((r, "when", question_id), what, f"Choose from {question.known}."))
        if row.leaflet and row.leaflet not in leaflets:
            problems.append(Problem((r, "leaflet"), f"there is no leaflet {row.leaflet}.", "Correct the id."))
    document.fail(problems)
    return found


def _prompts(path: Path, schemes: Schemes | None) -> tuple[PlanPrompt, ...]:
    """First thoughts for a plan. Where a scheme has the question that one grows out of, it has the answers too."""
    found, document = rows(path, PlanPrompt), read_document(path)
    questions = [scheme.questions for scheme in schemes.all()] if schemes else []
    problems = []
    for r, row in enumerate(found):
        for question_id, wanted in row.because.items():
            here = [every[question_id] for every in questions if question_id in every]
            if here and not any(all(one.option(option) for option in wanted) for one in here):
                what = f"no scheme whose questions include {question_id} has these answers to it."
                problems.append(Problem((r, "because", question_id), what, "Correct the ids of the answers."))
    document.fail(problems)
    return found


def _carries(path: Path, source: Scheme, schemes: Schemes) -> dict[tuple[str, str], Carries]:
    """Answers to a check that need not be given again in a scheme."""
    if not path.exists():
        return {}
    document = read_document(path)
    found: dict[tuple[str, str], Carries] = {}
    problems = []
    for target_id, carries in document.read_as(dict[str, dict[str, Carry]]).items():
        target = schemes.get(target_id)
        for question_id, row in carries.items():
            here, there = source.questions.get(question_id), target.questions.get(row.to)
            fits = here and there and all(here.option(one) and there.option(other) for one, other in row.as_.items())
            if not fits:
                what = "a question or an answer here is not in both."
                problems.append(Problem((target_id, question_id), what, "Correct the ids."))
        found[source.id, target_id] = carries
    document.fail(problems)
    return found


def _messages(path: Path) -> dict[str, str]:
    document = read_document(path)
    messages = document.read_as(dict[str, Words])
    problems = [Problem((), f"the message `{key}` is missing.", "Add it.") for key in MESSAGES if key not in messages]
    for key, text in messages.items():
        if key not in MESSAGES:
            close = difflib.get_close_matches(key, MESSAGES, n=1)
            mend = f"Did you mean `{close[0]}`?" if close else "Take it out."
            problems.append(Problem((key,), "nothing says this message.", mend))
            continue
        used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        strange = used - MESSAGES[key]
        if strange:
            problems.append(Problem((key,), f"{{{strange.pop()}}} cannot be filled in here.", "Take it out."))
    document.fail(problems)
    return messages


def _organisation(path: Path, schemes: Schemes | None) -> Organisation:
    document = read_document(path)
    organisation = document.read_as(Organisation)
    problems = []
    if path.stem != organisation.id:
        problems.append(Problem(("id",), f"the file is called {path.name}.", f"Call it {organisation.id}.yml."))
    known = {scheme.id for scheme in schemes.all()} if schemes else set(organisation.schemes)
    for s, scheme in enumerate(organisation.schemes):
        if scheme not in known:
            problems.append(
                Problem(("schemes", s), f"there is no scheme {scheme}.", f"Choose from {', '.join(sorted(known))}.")
            )
    kinds = {contact.kind for contact in organisation.contacts}
    for kind in ("person", "peer", "advice"):
        if kind not in kinds:
            problems.append(
                Problem(("contacts",), f"there is no contact of kind {kind}.", "Add one: it stands on every result.")
            )
    for c, contact in enumerate((*organisation.contacts, organisation.safeguarding)):
        if not (contact.phone or contact.email or contact.web):
            place = ("contacts", c) if c < len(organisation.contacts) else ("safeguarding",)
            problems.append(
                Problem(place, f"{contact.name} cannot be reached.", "Add a phone, an email or a web address.")
            )
    document.fail(problems)
    return organisation
