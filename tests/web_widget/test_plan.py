"""The plan by API and by page: versions, sums, what is asked again, and that nothing typed is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from fhirclient.models.bundle import Bundle
from pypdf import PdfReader

from scoring.pounds import pounds, to_pence
from tests.web_widget.test_api import Visitor, is_problem

PAGE = "/g/demo/plan"


@pytest.fixture
def planner(client: TestClient) -> Visitor:
    """Somebody whose amount is about £750 or more."""
    visitor = Visitor(client, scheme="ready-reckoner")
    turn = visitor.send(type="command", name="start").json()["turn"]
    while turn["question"]:
        question = turn["question"]
        turn = visitor.send(type="choice", question_id=question["id"], option_id=question["options"][-3]["id"]).json()[
            "turn"
        ]
    visitor.send(type="command", name="finish")
    return visitor


def put(visitor: Visitor, version: int, **plan: Any) -> Any:
    body = {"version": version, "plan": plan}
    return visitor.client.put(f"/api/v1/conversations/{visitor.id}/plan", json=body, headers=visitor.auth)


GOAL = {"id": "family", "words": "help my family rather than be a worry to them"}
LINE = {"id": "class", "what": "a class", "goal": "family", "cost": {"amount": "10.00", "per": "week"}}


def test_a_plan_is_kept_with_its_sums_and_the_amount_does_not_move(planner: Visitor) -> None:
    before = planner.get("/result").json()["indicative"]
    assert planner.get("/plan").json()["version"] == 0
    kept = put(planner, 0, goals=[GOAL], lines=[LINE]).json()
    assert (kept["version"], kept["year"]) == (1, "520.00")
    again = planner.get("/plan").json()
    assert again == kept
    assert again["plan"]["goals"][0]["words"] == GOAL["words"]
    assert planner.get("/result").json()["indicative"] == before
    assert float(again["left"]["low"]) == float(before["low"]) - 520


def test_two_who_write_at_once_lose_nothing(planner: Visitor) -> None:
    assert put(planner, 0, goals=[GOAL]).status_code == 200
    problem = is_problem(
        put(planner, 0, lines=[{"id": "walk", "what": "a walk", "cost": {"amount": "0.00", "per": "week"}}]), 409
    )
    both = {one["which"]: one for one in problem["errors"]}
    assert both["now"]["version"] == 1
    assert both["now"]["plan"]["goals"] == [GOAL]
    assert both["sent"]["plan"]["lines"][0]["what"] == "a walk"
    assert planner.get("/plan").json()["plan"]["goals"] == [GOAL]


@pytest.mark.parametrize(
    "plan",
    [
        {"lines": [LINE]},
        {"goals": [GOAL, GOAL]},
        {"no_such": 1},
        {"months": 7},
        {"lines": [{**LINE, "goal": None, "cost": {"amount": "-1.00"}}]},
    ],
)
def test_a_plan_that_does_not_fit_is_refused_and_nothing_is_kept(planner: Visitor, plan: dict[str, Any]) -> None:
    is_problem(put(planner, 0, **plan), 422)
    assert planner.get("/plan").json()["version"] == 0


def test_before_an_amount_there_is_a_plan_without_sums(client: TestClient) -> None:
    visitor = Visitor(client)
    assert put(visitor, 0, goals=[GOAL]).json()["left"] is None


def test_deleting_the_conversation_deletes_the_plan(planner: Visitor) -> None:
    put(planner, 0, goals=[GOAL])
    planner.client.delete(f"/api/v1/conversations/{planner.id}", headers=planner.auth)
    assert planner.get("/plan").status_code == 404


def form(visitor: Visitor, **fields: str) -> str:
    session = f"{visitor.id}.{visitor.token}"
    return visitor.client.post(PAGE, data={"session": session, **fields}).text


def test_the_page_keeps_a_plan_and_says_what_is_left(planner: Visitor) -> None:
    assert "My plan" in form(planner)
    assert planner.get("/plan").json()["version"] == 0
    page = form(
        planner,
        save="1",
        version="0",
        goal_0="sleep better",
        what_0="a class",
        cost_0="about a tenner a week",
        what_1="the park",
        cost_1="free",
        helpers="my sister",
    )
    assert "Your plan is kept" in page
    assert "Your plan costs £520 a year" in page
    assert "Without a class, there is £520 a year for something else." in page
    assert 'value="£10 a week"' in page
    assert "Still open" in page
    plan = planner.get("/plan").json()["plan"]
    assert [line["what"] for line in plan["lines"]] == ["a class", "the park"]
    assert plan["helpers"] == "my sister"


def test_a_cost_that_is_not_one_is_asked_again_and_all_that_was_typed_is_still_there(planner: Visitor) -> None:
    page = form(
        planner,
        save="1",
        version="0",
        goal_0="sleep <b>better</b>",
        what_0="a class",
        cost_0="lots",
        risks="I may not go",
    )
    assert "Please say one amount" in page
    assert 'href="#cost_0"' in page
    assert all(
        words in page for words in ("sleep &lt;b&gt;better&lt;/b&gt;", "a class", 'value="lots"', "I may not go")
    )
    assert planner.get("/plan").json()["version"] == 0


def test_the_page_shows_both_when_another_has_written(planner: Visitor) -> None:
    put(planner, 0, goals=[GOAL])
    page = form(planner, save="1", version="0", goal_0="mine")
    assert "Somebody else has written" in page
    assert GOAL["words"] in page
    assert 'value="mine"' in page
    assert planner.get("/plan").json()["plan"]["goals"] == [GOAL]
    assert "Your plan is kept" in form(planner, save="1", version="1", goal_0="mine", goal_1=GOAL["words"])


def test_a_plan_over_the_amount_is_kept_and_told(planner: Visitor) -> None:
    page = form(planner, save="1", version="0", what_0="a boat", cost_0="£90,000")
    assert "Your plan is kept" in page
    assert "more than the amount" in page


def test_without_the_right_token_there_is_no_plan(planner: Visitor) -> None:
    answer = planner.client.post(PAGE, data={"session": f"{planner.id}.wrong"}, headers={"Accept": "text/html"})
    assert answer.status_code in (401, 404)


FULL = {
    "goals": [GOAL],
    "lines": [{**LINE, "who_from": "the college", "often": "Tuesday evenings"}],
    "risks": "I may not go <b>",
    "thoughts": {"matters": "my dog #hello *you*", "strengths": "I listen"},
    "wealth": {"control": 1},
    "plan_with": ["peer"],
    "held": ["third-party"],
    "control": "I choose the class",
}
WORDS = (GOAL["words"], "a class", "I may not go <b>", "my dog #hello *you*", "Tuesday evenings", "I choose the class")


def paper(visitor: Visitor, **fields: str) -> Any:
    session = f"{visitor.id}.{visitor.token}"
    answer = visitor.client.post("/g/demo/papers", data={"session": session, **fields})
    assert answer.status_code == 200
    return answer


def test_the_plan_as_text_has_every_word_and_what_is_open(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    text = planner.client.get(
        f"/api/v1/conversations/{planner.id}/plan", headers={**planner.auth, "Accept": "text/plain"}
    ).text
    for words in (*WORDS, "£10 a week", "£520 a year", "STILL OPEN", "Nobody has agreed it yet", "A little"):
        assert words in text, words
    saved = paper(planner, **{"as": "text"})
    assert saved.text == text
    assert "attachment" in saved.headers["content-disposition"]


def test_the_plan_as_pdf_has_tags_a_language_a_title_and_every_word(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    saved = paper(planner, **{"as": "pdf"})
    assert saved.headers["content-type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(saved.content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "My plan"
    kinds = set(tags(root["/StructTreeRoot"]))
    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD"} <= kinds
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in WORDS:
        assert words in text, words


def tags(node: Any) -> Iterator[str]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from tags(node["/K"])


@pytest.mark.parametrize(("large", "points"), [("", 12), ("1", 18)])
def test_letters_are_large_where_that_is_wanted(planner: Visitor, large: str, points: int) -> None:
    put(planner, 0, **FULL)
    document = Document(io.BytesIO(paper(planner, **{"as": "docx", "large": large}).content))
    assert document.styles["Normal"].font.size.pt == points
    pages = {
        size: len(PdfReader(io.BytesIO(paper(planner, **{"as": "pdf", "large": size}).content)).pages)
        for size in ("", "1")
    }
    assert pages["1"] >= pages[""]
    assert ("paper large" in paper(planner, large=large).text) == (large == "1")


def test_the_document_to_change_has_real_headings_lists_and_a_table(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    document = Document(io.BytesIO(paper(planner, **{"as": "docx"}).content))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "List Bullet"} <= styles
    cells = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert "Tuesday evenings" in cells
    assert document.core_properties.author == ""
    whole = "\n".join([*(one.text for one in document.paragraphs), *cells])
    for words in WORDS:
        assert words in whole, words


@pytest.mark.parametrize("what", ["plan", "meeting", "profile", "letter"])
@pytest.mark.parametrize("made_as", ["page", "pdf", "docx", "text"])
def test_each_paper_can_be_had_in_each_form_even_when_nothing_was_written(
    planner: Visitor, what: str, made_as: str
) -> None:
    assert paper(planner, what=what, **{"as": made_as}).content


def test_one_page_for_the_meeting_and_one_about_me(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    meeting = paper(planner, what="meeting").text
    assert "What I know" in meeting
    assert "What I want to ask" in meeting
    assert "how was it worked out" in meeting
    assert "How will your support be managed?" not in meeting  # it says that a third party holds it
    assert "What are you going to do to make this happen?" in meeting
    profile = paper(planner, what="profile").text
    assert "I listen" in profile
    assert GOAL["words"] not in profile
    assert len(PdfReader(io.BytesIO(paper(planner, what="meeting", **{"as": "pdf"}).content)).pages) == 1


def test_questions_answers_and_plan_are_good_fhir_without_a_name(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    answer = planner.client.get(
        f"/api/v1/conversations/{planner.id}/plan", headers={**planner.auth, "Accept": "application/fhir+json"}
    )
    assert answer.headers["content-type"].startswith("application/fhir+json")
    bundle = Bundle(answer.json(), strict=True)
    questionnaire, response, care_plan = (entry.resource for entry in bundle.entry)
    assert care_plan.contained[1].description.text == GOAL["words"]
    assert care_plan.activity[0].detail.goal[0].reference == "#family"
    assert response.questionnaire == f"{questionnaire.url}|{questionnaire.version}"
    assert not {"name", "identifier", "birthDate"} & set(care_plan.contained[0].as_json())


def test_the_letter_asks_and_claims_nothing(planner: Visitor) -> None:
    text = paper(planner, what="letter", **{"as": "text"}).text
    assert "ask for a personal health budget" in text
    assert "how it was worked out" in text
    assert "[Your name]" in text
    assert "entitled" not in text


def test_a_goal_that_others_had_becomes_one_of_ones_own(planner: Visitor) -> None:
    page = form(planner)
    assert "help my family rather than be a worry to them" in page
    page = form(planner, save="1", version="0", goal_0="sleep better", add_goal="family")
    assert [goal["words"] for goal in planner.get("/plan").json()["plan"]["goals"]] == ["sleep better", GOAL["words"]]
    assert f'value="{GOAL["words"]}"' in page


def test_an_agreed_amount_stands_beside_the_first_one_and_needs_its_reason_and_day(planner: Visitor) -> None:
    first = planner.get("/result").json()["indicative"]
    page = form(planner, save="1", version="0", settled="about £100 a year")
    assert "Please write the reason that they gave" in page
    assert "Please say on which day" in page
    assert 'value="about £100 a year"' in page
    assert planner.get("/plan").json()["version"] == 0
    page = form(
        planner, save="1", version="0", settled="£100 a year", settled_reason="no reason given", settled_on="2026-12-01"
    )
    assert "much less than your answers led to" in page
    assert "where to complain" in page
    result = planner.get("/result").json()
    assert result["indicative"] == first
    assert result["agreed"] == {"amount": {"low": "100.00", "high": "100.00", "period": "year", "currency": "GBP"},
                                "reason": "no reason given", "on": "2026-12-01"}  # fmt: skip
    assert planner.get("/plan").json()["left"]["low"] == "100.00"
    assert "Nobody has agreed it yet" not in paper(planner).text


def test_what_the_area_does_not_pay_for_is_told_too(planner: Visitor) -> None:
    page = form(planner, save="1", version="0", what_0="flights", cost_0="£90")
    assert "A budget cannot pay for this: flights" in page


def test_a_review_asks_about_goals_and_draws_what_has_grown(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    where = "/g/demo/review"
    session = {"session": f"{planner.id}.{planner.token}"}
    page = planner.client.post(where, data=session).text
    assert GOAL["words"] in page
    assert "what you bought" in page
    assert not re.search(r"receipt|spent|spend", page)
    page = planner.client.post(
        where,
        data={
            **session,
            "save": "1",
            "version": "1",
            "how_0": "on-the-way",
            "better": "I get out",
            "wealth_control": "3",
        },
    ).text
    assert "It is kept" in page
    assert "On the way" in page
    assert page.count("<rect") == 2
    assert "A little" in page
    assert "Quite a lot" in page
    assert 'value="on-the-way" checked' in page
    plan = planner.get("/plan").json()["plan"]
    assert plan["reviews"][0]["went"] == [{"goal": GOAL["words"], "how": "on-the-way"}]
    again = planner.client.post(where, data={**session, "save": "1", "version": "2", "how_0": "met"}).text
    assert "It is kept" in again
    assert len(planner.get("/plan").json()["plan"]["reviews"]) == 1  # the same day: one look back
    assert "How it went" in paper(planner).text


def test_a_review_with_a_day_that_is_none_loses_nothing(planner: Visitor) -> None:
    put(planner, 0, **FULL)
    session = {"session": f"{planner.id}.{planner.token}"}
    page = planner.client.post(
        "/g/demo/review", data={**session, "save": "1", "version": "1", "better": "I get out", "review_on": "soon"}
    ).text
    assert "There is a problem" in page
    assert "I get out" in page
    assert 'value="soon"' in page
    assert planner.get("/plan").json()["plan"]["reviews"] == []


def test_after_much_has_changed_both_assessments_stand_side_by_side(planner: Visitor) -> None:
    first = planner.get("/result").json()["indicative"]["low"]
    before = planner.get().json()["answers"]
    planner.send(type="command", name="anew")
    turn = planner.send(type="command", name="yes").json()["turn"]
    assert turn["stage"] == "assessment"
    assert planner.get().json()["answers"] == {}
    while turn["question"]:
        question = turn["question"]
        turn = planner.send(type="choice", question_id=question["id"], option_id=question["options"][0]["id"]).json()[
            "turn"
        ]
    planner.send(type="command", name="finish")
    kept = planner.get().json()
    assert [one["answers"] for one in kept["earlier"]] == [before]
    page = planner.client.post("/g/demo", data={"session": f"{planner.id}.{planner.token}", "show": "1"}).text
    assert "Then and now" in page
    assert pounds(to_pence(first)) in page
    assert planner.get("/result").json()["indicative"]["low"] != first
