"""Rights by nation and group, the Care Act questions, and that every statement has its source and its day."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import journey as way
from scoring.care_act import OUTCOMES
from scoring.findings import QUESTION_OF, care_act_verdict, find, unable
from scoring.guide import Guide
from scoring.journey import Journey, switch
from scoring.library import load_library
from scoring.scheme import SKIPPED, Scheme
from scoring.strict_yaml import DataError
from tests.conftest import DATA

LIBRARY = load_library(DATA)
RIGHTS, CARE_ACT = LIBRARY.checks.get("rights"), LIBRARY.checks.get("care-act")
EVERYDAY = LIBRARY.schemes.get("everyday-life")


def rights(**answers: str) -> dict[str, str]:
    told = {name.replace("_", "-"): answer for name, answer in answers.items()}
    RIGHTS.check_answers(told)
    return {row.id: row.kind for row in find(RIGHTS, LIBRARY.findings["rights"], told).findings}


@pytest.mark.parametrize("nation", ["england", "scotland", "wales", "northern-ireland"])
@pytest.mark.parametrize(
    ("group", "english_right"),
    [
        ({"age": "adult", "continuing": "with"}, "chc-adult"),
        ({"age": "child", "continuing": "with"}, "continuing-care-child"),
        ({"age": "adult", "after_care": "with"}, "section-117"),
        ({"age": "adult", "wheelchair": "with"}, "wheelchair"),
        ({"age": "adult", "social_care": "with"}, "social-care-england"),
    ],
)
def test_each_group_has_its_right_in_england_and_in_no_other_nation(
    nation: str, group: dict[str, str], english_right: str
) -> None:
    found = rights(nation=nation, **group)
    assert (found.get(english_right) == "right") == (nation == "england")
    if nation != "england":
        assert "right" not in found.values()
        assert "other" in found.values()


@pytest.mark.parametrize("group", ["after-care", "wheelchair"])
def test_the_rights_of_2019_name_their_day(group: str) -> None:
    found = find(RIGHTS, LIBRARY.findings["rights"], {"nation": "england", group: "with"}).findings
    assert any("2 December 2019" in row.says for row in found)


def test_a_condition_alone_is_something_to_ask_for_and_no_right() -> None:
    found = rights(nation="england", age="adult", continuing="without", after_care="without", wheelchair="without",
                   condition="with", social_care="without")  # fmt: skip
    assert found["condition-england"] == "ask"
    assert found["local-england"] == "local"
    assert "right" not in found.values()


@pytest.mark.parametrize(
    "nation", ["england", "scotland", "wales", "northern-ireland", "not_sure", "not_said", SKIPPED]
)
@pytest.mark.parametrize("age", ["adult", "child", "not_sure"])
@pytest.mark.parametrize(
    "group", ["continuing", "asked", "after-care", "wheelchair", "condition", "social-care", "might", "none"]
)
def test_the_whole_table_of_nation_and_group(nation: str, age: str, group: str) -> None:
    none = dict.fromkeys(("continuing", "after-care", "wheelchair", "condition", "social-care"), "without")
    with_it = {"asked": {"continuing": "asked"}, "might": {"social-care": "might"}, "none": {}}.get(
        group, {group: "with"}
    )
    rows = find(RIGHTS, LIBRARY.findings["rights"], {"nation": nation, "age": age, **none, **with_it}).findings
    rights_found = {row.id for row in rows if row.kind == "right"}
    england = {
        ("continuing", "adult"): {"chc-adult"},
        ("continuing", "child"): {"continuing-care-child"},
        ("continuing", "not_sure"): {"chc-age-not-known"},
        ("social-care", "adult"): {"social-care-england"},
        ("might", "adult"): {"assessment-england"},
        **{("after-care", one): {"section-117"} for one in ("adult", "child", "not_sure")},
        **{("wheelchair", one): {"wheelchair"} for one in ("adult", "child", "not_sure")},
    }
    assert rights_found == (england.get((group, age), set()) if nation == "england" else set())
    other = {"scotland": "scotland", "wales": "wales-social-care", "northern-ireland": "northern-ireland"}
    assert other.get(nation, "nation-not-known" if nation != "england" else "anywhere") in {row.id for row in rows}


def test_what_is_not_confirmed_in_wales_is_said_to_be_so() -> None:
    found = find(RIGHTS, LIBRARY.findings["rights"], {"nation": "wales", "continuing": "with"}).findings
    assert any("not been able to confirm" in row.says for row in found)


options = {
    question.id: [option.id for option in question.all_options] + [SKIPPED] for question in RIGHTS.questions.values()
}


@given(st.fixed_dictionaries({}, optional={question: st.sampled_from(known) for question, known in options.items()}))
def test_whatever_is_said_or_left_out_leads_somewhere_useful(answers: dict[str, str]) -> None:
    found = find(RIGHTS, LIBRARY.findings["rights"], answers).findings
    assert any(row.kind in ("ask", "right") for row in found)
    unknown = {SKIPPED, "not_sure", "not_said", None}
    if answers.get("nation") in {"england", *unknown} and any(answers.get(one) in unknown for one in options):
        assert [row.id for row in found] != ["anywhere"], "what is not known leads somewhere of its own"


@pytest.mark.parametrize("way", ["longer", "hurts", "danger", "prompt", "help"])
def test_each_way_of_being_unable_counts(way: str) -> None:
    assert unable({"eat": way}, "nutrition") == "yes"


def test_managing_is_able_and_unknown_stays_unknown() -> None:
    assert unable({"eat": "alone"}, "nutrition") == "no"
    assert (
        unable({}, "nutrition")
        == unable({"eat": "not_sure"}, "nutrition")
        == unable({"eat": SKIPPED}, "nutrition")
        == "unknown"
    )
    assert unable({"a-child": "without"}, "caring-for-a-child") == "no"
    assert unable({"a-child": "with", "look-after": "help"}, "caring-for-a-child") == "yes"


@pytest.mark.parametrize(
    ("cause", "impact"), itertools.product(["with", "without", "not_sure"], ["big", "bit", "none", "not_sure"])
)
@pytest.mark.parametrize("hard", range(11))
@pytest.mark.parametrize("rest", ["alone", "not_said"])
def test_the_care_act_over_all_its_combinations(cause: str, impact: str, hard: int, rest: str) -> None:
    answers = {"cause": cause, "difference": impact, "a-child": "with"}
    for n, outcome in enumerate(OUTCOMES):
        answers[QUESTION_OF[outcome]] = "help" if n < hard else rest
    CARE_ACT.check_answers(answers)
    possible = hard if rest == "alone" else 10
    if cause == "without" or impact == "none" or possible < 2:
        expected = "no"
    elif cause == "with" and impact == "big" and hard >= 2:
        expected = "yes"
    else:
        expected = "unknown"
    assert care_act_verdict(answers) == expected
    found = find(CARE_ACT, LIBRARY.findings["care-act"], answers)
    assert found.verdict == expected
    assert len(found.reasons) == hard
    first = {"yes": "looks-like-it", "no": "does-not-look-like-it", "unknown": "not-sure-yet"}[expected]
    ids = [row.id for row in found.findings]
    assert ids[0] == first
    assert {"how-to-ask", "supported-self-assessment", "advocate"} <= set(ids)


def test_help_from_carers_is_set_aside_and_the_carer_has_a_right() -> None:
    hard = {"cause": "with", "eat": "help", "wash": "help", "difference": "big"}
    with_help = find(CARE_ACT, LIBRARY.findings["care-act"], {**hard, "helped": "with"})
    without = find(CARE_ACT, LIBRARY.findings["care-act"], {**hard, "helped": "without"})
    assert with_help.verdict == without.verdict == "yes"
    assert {"help-set-aside", "carers-right"} <= {row.id for row in with_help.findings}
    assert not {"help-set-aside", "carers-right"} & {row.id for row in without.findings}


def test_nothing_is_called_a_decision_or_a_promise() -> None:
    for row in (*LIBRARY.findings["rights"], *LIBRARY.findings["care-act"]):
        assert "you are eligible" not in f"{row.says} {row.easy}".lower()
        assert "entitled" not in f"{row.says} {row.easy}".lower()


def test_every_statement_has_a_source_and_the_day_it_was_read_and_the_old_are_due() -> None:
    today = dt.date.today()
    assert len(LIBRARY.statements) >= 60
    assert any(one.place.startswith("charging.yml") for one in LIBRARY.statements)
    for one in LIBRARY.statements:
        assert one.source.title
        assert one.source.href
        assert one.read_on <= today
    days = [one.read_on for one in LIBRARY.statements]
    assert LIBRARY.statements_due(min(days) + dt.timedelta(days=180)) == []
    first = LIBRARY.statements_due(min(days) + dt.timedelta(days=181))
    assert {one.read_on for one in first} == {min(days)}
    assert len(LIBRARY.statements_due(max(days) + dt.timedelta(days=181))) == len(LIBRARY.statements)


@pytest.mark.parametrize(("scheme", "done"), [(EVERYDAY, True), (LIBRARY.schemes.get("recovery"), False)])
def test_what_was_answered_for_the_care_act_is_not_asked_again(scheme: Scheme, done: bool) -> None:
    answers = {"cause": "with", "eat": "help", "wash": "alone", "a-child": "without"}
    carried = LIBRARY.carried("care-act", scheme.id, answers)
    after = switch(CARE_ACT, scheme, Journey(stage="result", answers=answers), carried)
    assert dict(after.answers) == ({"meals": "cannot", "washing": "alone", "has-children": "without"} if done else {})
    assert after.open_question not in after.answers
    back = switch(scheme, CARE_ACT, after, {})
    assert back.answers == answers


def test_going_to_and_fro_by_command_loses_nothing() -> None:
    organisation = LIBRARY.organisation("demo")
    first = Guide(LIBRARY, LIBRARY.schemes.get("croydon-style"), organisation)
    begun = first.choose(first.command(Journey(), "start").journey, "opiates", "never").journey
    there = first.command(begun, "rights")
    assert there.scheme == (RIGHTS.id, RIGHTS.version)
    check = Guide(LIBRARY, RIGHTS, organisation)
    told = check.choose(there.journey, "nation", "england").journey
    again = check.command(told, "amount")
    assert again.scheme == ("croydon-style", "2026-04")
    assert again.journey.answers == {"opiates": "never"}
    assert first.command(again.journey, "rights").journey.answers == {"nation": "england"}


def test_a_changed_answer_is_carried_anew_and_an_own_one_stays() -> None:
    everyday = LIBRARY.schemes.get("everyday-life")

    def carried(answers: dict[str, str]) -> dict[str, str]:
        return LIBRARY.carried("care-act", everyday.id, answers)

    first = {"eat": "help", "wash": "help"}
    there = switch(CARE_ACT, everyday, Journey(answers=first), carried(first))
    own = way.change(everyday, there, "washing")
    own = way.answer(everyday, own, "washing", "slow")
    back = switch(everyday, CARE_ACT, own, {})
    changed = {**back.answers, "eat": "alone", "wash": "alone"}
    again = switch(CARE_ACT, everyday, replace(back, answers=changed), carried(changed))
    assert (again.answers["meals"], again.answers["washing"]) == ("alone", "slow")


def test_answers_are_carried_from_wherever_they_were_given() -> None:
    organisation = LIBRARY.organisation("demo")
    told = Journey(stage="result", answers={"nation": "england"}, aside={"care-act": {"eat": "help"}})
    after = Guide(LIBRARY, RIGHTS, organisation).command(told, "amount", "everyday-life").journey
    assert after.answers == {"meals": "cannot"}


def test_what_is_not_safe_is_asked_again_and_not_made_less() -> None:
    assert LIBRARY.carried("care-act", "everyday-life", {"eat": "danger", "be-safe": "danger"}) == {}


def test_the_questions_and_rows_are_read_strictly(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(
        DATA, tmp_path / "data", ignore=shutil.ignore_patterns("*.npz", "safety", "evaluation", "phrases.tsv")
    )
    rows = tmp_path / "data/guidance/rights.yml"
    rows.write_text(
        rows.read_text().replace(
            "nation: [england], age: [adult], continuing: [with]",
            "nation: [atlantis], age: [adult], contining: [with]",
            1,
        )
    )
    carries = tmp_path / "data/checks/care-act/carries.yml"
    carries.write_text(carries.read_text().replace("to: meals", "to: mealz", 1))
    with pytest.raises(DataError) as error:
        load_library(tmp_path / "data")
    assert "guidance/rights.yml:7" in str(error.value)
    assert "has no option atlantis" in str(error.value)
    assert "no question contining" in str(error.value)
    assert "carries.yml" in str(error.value)


def test_a_thought_that_grows_out_of_answers_there_are_not_is_refused_and_one_of_another_scheme_is_not(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    prompts = data / "guidance/plan_prompts.yml"
    prompts.write_text(prompts.read_text().replace("sleep: [often, most]", "sleep: [often, no-such]"))
    with pytest.raises(DataError, match=r"plan_prompts.yml:\d+ sleep sleep: no scheme whose questions include sleep"):
        load_library(data)
    prompts.write_text(prompts.read_text().replace("sleep: [often, no-such]", "a-question-of-nobody: [often]"))
    assert "sleep" in {prompt.id for prompt in load_library(data).prompts}
