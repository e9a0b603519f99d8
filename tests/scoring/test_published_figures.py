"""Figures that councils, courts and regulations have published must come out of the engine as they stand."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from scoring.allocation import agree, allocate
from scoring.care_act import OUTCOMES, looks_eligible
from scoring.charging import load_charging, tariff_income
from scoring.pounds import Money, to_pence
from scoring.scheme import Domain, Question, Scheme
from tests.conftest import DATA
from tests.scoring.examples import scheme_of

ON = dt.date(2026, 11, 22)
NORFOLK = {
    "title": "Norfolk County Council, RAS funding tables (primary school age)",
    "href": "https://www.norfolk.gov.uk/article/40882/RAS-funding-tables",
}
SAVVA = {
    "title": "R (Savva) v RBKC [2010] EWCA Civ 1209, as noted by Landmark Chambers",
    "href": "https://www.landmarkchambers.co.uk/resources/cases/r-savva-v-kensington-chelsea-2010-ewca-civ-1209/",
}
HALTON = {"title": "Halton Carers, direct payments", "href": "https://haltoncarers.co.uk/direct-payments"}
OLDHAM = {
    "title": "A parent's case study (questionnaire credited to Oldham)",
    "href": "http://justicetogether.org.uk/case-study-direct-payments-for-access-to-leisure-opportunities/",
}


def scored(money: dict[str, Any], most: int = 400) -> Scheme:
    """A scheme whose one question is the total of points itself."""
    words = {"short": "Points", "text": "How many points?", "why": "To look them up.", "help": "A number."}
    number = {"most": most, "one": "point", "many": "points"}
    asked = Question.model_validate({"id": "points", "kind": "number", "number": number, **words})
    return scheme_of([Domain(id="all-points", title="Points", questions=(asked,))], {"status": "published", **money})


NORFOLK_BANDS = scored(
    {
        "model": "total_bands",
        "monotonic": True,
        "source": NORFOLK,
        "bands": [
            {"points": "0-69", "amount": 0, "name": "No support"},
            {"points": "70-115", "amount": 500, "name": "Small support (low)"},
            {"points": "116-130", "amount": 1000, "name": "Small support"},
            {"points": "131-145", "amount": 1500, "name": "Small support"},
            {"points": "146-160", "amount": 2800, "name": "Some support (moderate)"},
            {"points": "161-170", "amount": 4000, "name": "Some support"},
            {"points": "171-185", "amount": 6000, "name": "Some support"},
        ],
    }
)
NORFOLK_ROWS = {
    0: 0, 69: 0, 70: 500, 115: 500, 116: 1000, 130: 1000, 131: 1500, 145: 1500, 146: 2800, 160: 2800,
    161: 4000, 170: 4000, 171: 6000, 185: 6000,
}  # fmt: skip


@pytest.mark.parametrize(("points", "pounds"), NORFOLK_ROWS.items())
def test_norfolk_bands(points: int, pounds: int) -> None:
    found = allocate(NORFOLK_BANDS, {"points": str(points)}, ON).indicative
    assert found == Money(low=pounds * 100, high=pounds * 100)


@pytest.mark.parametrize("points", [186, 400])
def test_norfolk_outside_the_published_table_has_no_figure(points: int) -> None:
    allocation = allocate(NORFOLK_BANDS, {"points": str(points)}, ON)
    assert allocation.indicative is None
    assert allocation.lines == ()
    assert "ends at 185 points" in (allocation.outside or "")
    assert str(points) in allocation.statement


def test_norfolk_when_only_some_answers_lead_outside() -> None:
    allocation = allocate(NORFOLK_BANDS, {"points": "not_sure"}, ON)
    assert allocation.indicative == Money(low=0, high=600000)
    assert any("outside the published table" in words for words in allocation.caveats)


CURVE = scored(
    {"model": "points_curve", "period": "week", "source": SAVVA, "curve": {16: "82.91", 22: "112.21"}, "whole": False}
)


@pytest.mark.parametrize(("points", "pounds"), [(16, "82.91"), (22, "112.21")])
def test_kensington_and_chelsea_two_points(points: int, pounds: str) -> None:
    pence = to_pence(pounds)
    assert allocate(CURVE, {"points": str(points)}, ON).indicative == Money(low=pence, high=pence, period="week")


@pytest.mark.parametrize("points", [0, 15, 17, 21, 23])
def test_kensington_and_chelsea_between_its_points_nothing_is_guessed(points: int) -> None:
    assert allocate(CURVE, {"points": str(points)}, ON).indicative is None


@pytest.mark.parametrize(("points", "indicative"), [(16, "82.91"), (22, "112.21")])
def test_savva_the_panel_settled_on_more_and_both_figures_stand(points: int, indicative: str) -> None:
    allocation = allocate(CURVE, {"points": str(points)}, ON)
    settled = Money(low=17045, high=17045, period="week")
    after = agree(allocation, settled, "The panel also looked at a FACE assessment.", dt.date(2009, 12, 1))
    assert after.indicative is not None
    assert after.indicative.low == to_pence(indicative)
    assert after.agreed is not None
    assert after.agreed.amount == settled
    with pytest.raises(ValueError, match="reason"):
        agree(allocation, settled, " ", ON)


@pytest.mark.parametrize(("points", "pounds"), [(200, 8000), (230, 8000), (260, 8000), (199, None), (261, None)])
def test_the_one_row_of_the_oldham_type_table(points: int, pounds: int | None) -> None:
    """Below and above the one row that is known nothing is published, so nothing is said."""
    curve = {str(n): 8000 for n in range(200, 261)}
    scheme = scored({"model": "points_curve", "source": OLDHAM, "whole": False, "curve": curve})
    found = allocate(scheme, {"points": str(points)}, ON).indicative
    assert found == (Money(low=pounds * 100, high=pounds * 100) if pounds else None)


@pytest.mark.parametrize(("level", "pounds"), [("low", 0), ("medium", 200), ("high", 300)])
def test_halton_carers(level: str, pounds: int) -> None:
    options = [{"id": name, "label": name.title()} for name in ("low", "medium", "high")]
    words = {"short": "Impact", "text": "How large is the impact?", "why": "To look it up.", "help": "One of three."}
    asked = Question.model_validate({"id": "impact", "options": options, **words})
    money = {
        "model": "one_off",
        "status": "published",
        "period": "once",
        "source": HALTON,
        "amounts": {"impact": {"low": 0, "medium": 200, "high": 300}},
        "adjustments": [{"kind": "cap", "title": "Most", "amount": 300}],
    }
    scheme = scheme_of([Domain(id="carer", title="Carer", questions=(asked,))], money)
    found = allocate(scheme, {"impact": level}, ON).indicative
    assert found == Money(low=pounds * 100, high=pounds * 100, period="once")


def test_merseyside_never_gives_more_than_four_hundred(library: Any) -> None:
    scheme = library.schemes.get("one-off")
    for answers in itertools.product(*([option.id for option in one.options] for one in scheme.questions.values())):
        found = allocate(scheme, dict(zip(scheme.questions, answers, strict=True)), ON).indicative
        assert found.high <= 400_00
    most = {name: one.options[-1].id for name, one in scheme.questions.items()}
    assert allocate(scheme, most, ON).indicative.high == 400_00


TARIFF = {"14250": 0, "14250.01": 1, "14251": 1, "14500": 1, "14501": 2, "23250": 36, "0": 0, "23250.01": None}


@pytest.mark.parametrize(("savings", "pounds"), TARIFF.items())
def test_tariff_income(savings: str, pounds: int | None) -> None:
    found = tariff_income(to_pence(savings), load_charging(DATA / "guidance"), ON)
    assert found.weekly == (pounds * 100 if pounds is not None else None)
    assert (found.kind == "over") is (pounds is None)
    assert found.figures.source.title


@pytest.mark.parametrize(("savings", "day"), [(-1, ON), (0, dt.date(2001, 1, 1))])
def test_tariff_income_refuses_what_it_has_no_figures_for(savings: int, day: dt.date) -> None:
    with pytest.raises(ValueError, match=r"nothing|no figures"):
        tariff_income(savings, load_charging(DATA / "guidance"), day)


def test_the_care_act_test_over_all_its_combinations() -> None:
    """Every cause, impact and set of outcomes: 3 x 3 x 3^10 with unknowns would be slow, so known sets all, unknown by count."""
    for unable in itertools.product(("yes", "no"), repeat=10):
        outcomes = dict(zip(OUTCOMES, unable, strict=True))
        for cause, impact in itertools.product(("yes", "no"), repeat=2):
            wanted = cause == impact == "yes" and unable.count("yes") >= 2
            assert looks_eligible(cause, outcomes, impact) == ("yes" if wanted else "no")


def test_the_care_act_test_with_unknowns_says_only_what_every_answer_would() -> None:
    for counts in itertools.product(("yes", "no", "unknown"), repeat=4):
        outcomes = dict(zip(OUTCOMES, (*counts, *["no"] * 6), strict=True))
        for cause, impact in itertools.product(("yes", "no", "unknown"), repeat=2):
            reached = {
                looks_eligible(c, dict(zip(outcomes, o, strict=True)), i)
                for c in options_of(cause)
                for i in options_of(impact)
                for o in itertools.product(*map(options_of, outcomes.values()))
            }
            assert looks_eligible(cause, outcomes, impact) == (reached.pop() if len(reached) == 1 else "unknown")


def options_of(known: str) -> tuple[str, ...]:
    return ("yes", "no") if known == "unknown" else (known,)


def test_the_care_act_test_refuses_an_outcome_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="no outcome 'gardening'"):
        looks_eligible("yes", {"gardening": "yes"}, "yes")
