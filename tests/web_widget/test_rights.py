"""Rights and the Care Act questions as a conversation, the leaflets, and the sum about savings."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.web_widget.test_api import Visitor, is_problem
from tests.web_widget.test_pages import Forms, Reader, title

HERE = "/g/demo"


def answer(visitor: Visitor, **answers: str) -> dict[str, object]:
    """Answer what is asked, "I'm not sure" where nothing is given, up to the check of the answers."""
    turn = visitor.get().json()["turn"]
    while turn["question"]:
        question = turn["question"]["id"]
        option = answers.get(question.replace("-", "_"), "not_sure")
        turn = visitor.send(type="choice", question_id=question, option_id=option).json()["turn"]
    return dict(turn)


def test_the_rights_questions_lead_to_findings_with_sources(client: TestClient) -> None:
    visitor = Visitor(client, scheme="rights")
    visitor.send(type="command", name="start")
    assert answer(visitor, nation="england", age="adult", after_care="with")["stage"] == "check"
    assert visitor.send(type="command", name="finish").json()["turn"]["stage"] == "result"
    found = visitor.get("/findings").json()
    assert found["findings"][0]["id"] == "section-117"
    assert all(row["source"]["href"] and row["read_on"] for row in found["findings"])
    is_problem(visitor.get("/result"), 409)


def test_not_sure_of_anything_still_leads_somewhere(client: TestClient) -> None:
    visitor = Visitor(client, scheme="rights")
    visitor.send(type="command", name="start")
    answer(visitor)
    visitor.send(type="command", name="finish")
    assert {"nation-not-known", "anywhere"} <= {row["id"] for row in visitor.get("/findings").json()["findings"]}


def test_the_care_act_questions_then_an_amount_without_asking_again(client: TestClient) -> None:
    visitor = Visitor(client)
    visitor.send(type="command", name="start")
    visitor.send(type="choice", question_id="opiates", option_id="never")
    turn = visitor.send(type="command", name="care_act").json()["turn"]
    assert turn["question"]["id"] == "cause"
    answer(visitor, cause="with", eat="help", wash="prompt", difference="big", a_child="without")
    visitor.send(type="command", name="finish")
    found = visitor.get("/findings").json()
    assert (found["verdict"], len(found["reasons"])) == ("yes", 2)
    turn = visitor.send(type="command", name="amount", scheme="everyday-life").json()["turn"]
    answers = visitor.get().json()["answers"]
    assert answers == {"meals": "cannot", "washing": "some", "has-children": "without"}
    assert "3 answers" in " ".join(message["text"] for message in turn["messages"])
    assert turn["question"]["id"] not in answers
    is_problem(visitor.get("/findings"), 409)
    visitor.send(type="command", name="care_act")
    turn = visitor.send(type="command", name="amount").json()["turn"]  # the one that was begun first
    assert turn["question"]["id"] == "wanting-detox"
    assert visitor.get().json()["answers"] == {"opiates": "never"}


def test_a_plan_needs_an_amount_and_a_scheme_that_is_not_offered_is_refused(client: TestClient) -> None:
    visitor = Visitor(client, scheme="rights")
    visitor.send(type="command", name="start")
    answer(visitor)
    visitor.send(type="command", name="finish")
    turn = visitor.send(type="command", name="plan").json()["turn"]
    assert turn["stage"] == "result"
    turn = visitor.send(type="command", name="amount", scheme="no-such").json()["turn"]
    assert turn["messages"][0]["kind"] == "notice"


@pytest.mark.parametrize("leaflet", ["next-steps", "chc", "paying", "rights", "care-act", "holding", "ideas"])
@pytest.mark.parametrize("easy", [False, True])
def test_each_leaflet_has_a_page_with_sources_and_days_in_all_its_words_and_in_easy_ones(
    client: TestClient, leaflet: str, easy: bool
) -> None:
    page = client.get(f"{HERE}/about/{leaflet}{'?easy=1' if easy else ''}").text
    assert page.count("read on ") >= 5
    assert "Harbourside" in page
    assert 'id="urgent"' in page
    assert ("Show all the words" in page) == easy


def test_there_is_no_other_leaflet(client: TestClient) -> None:
    assert client.get(f"{HERE}/about/no-such", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize(
    ("savings", "expected"),
    [
        ("14250", "would not count these savings"),
        ("14,251", "£1 a week"),
        ("£14500.01", "£2 a week"),
        ("23250", "£36 a week"),
        ("23250.01", "pay the full cost"),
        ("lots", "Please type an amount in pounds"),
        ("", "Please type an amount in pounds"),
        ("-5", "Please type an amount in pounds"),
    ],
)
def test_the_sum_about_savings(client: TestClient, savings: str, expected: str) -> None:
    answer = client.post(f"{HERE}/about/paying", data={"savings": savings})
    assert answer.status_code == 200
    assert expected in answer.text
    assert str(answer.url).endswith("/about/paying")


def test_the_guide_shows_findings_and_prints_them(client: TestClient) -> None:
    visitor = Visitor(client, scheme="care-act")
    visitor.send(type="command", name="start")
    answer(visitor, cause="with", eat="help", wash="prompt", difference="big")
    visitor.send(type="command", name="finish")
    session = f"{visitor.id}.{visitor.token}"
    page = client.post(HERE, data={"session": session, "show": "1"}).text
    assert "This looks like what the council must look at" in page
    assert "Food and drink. I cannot do it without help." in page
    assert "Someone on your side" in page
    printed = client.post(f"{HERE}/print", data={"session": session}).text
    assert "Someone on your side" in printed
    assert "My answers" in printed


def test_findings_are_there_in_easy_words_too_and_stay_so(client: TestClient) -> None:
    reader = Reader(client)
    reader.press("command", "rights")
    while 'name="choice"' in reader.page:
        reader.press("choice", next(v for f in Forms(reader.page).forms for n, v in f["buttons"] if n == "choice"))
    reader.press("command", "finish")
    assert title(reader.page).startswith("Where you stand")
    form = next(form for form in Forms(reader.page).forms if form["fields"].get("language") == "en-easy")
    assert "You have a right to a personal health budget. Ask your NHS team for it." not in reader.page
    reader.page = client.post(form["action"], data=form["fields"]).text
    assert "You have a right to a personal health budget. Ask your NHS team for it." in reader.page
    assert "regulation 32A" not in reader.page
    assert "You have a right to a personal health budget. Ask your NHS team for it." in reader.print()
    reader.press("command", "check")
    assert ">English</button>" in reader.page  # the way back; it stays in easy words until then
    assert ">Easy words</button>" not in reader.page


@pytest.mark.parametrize("stage", ["question", "check", "result", "plan", "paused"])
def test_rights_the_council_s_test_and_the_steps_are_a_button_away_at_every_stage(
    client: TestClient, stage: str
) -> None:
    reader = Reader(client)
    reader.press("command", "start")
    reader.press("choice", "opiates:never")
    for command in {"question": (), "check": ("check",), "result": ("check", "finish"), "plan": ("check", "finish", "plan"),
                    "paused": ("pause",)}[stage]:  # fmt: skip
        reader.press("command", command)
    for name in ("rights", "care_act", "next_steps"):
        assert f'name="command" value="{name}"' in reader.page, (stage, name)
    for leaflet in ("rights", "care-act", "next-steps", "chc", "paying"):
        assert f"/about/{leaflet}" in reader.page


def test_the_steps_page_names_people_first_and_then_who_decides_and_every_ombudsman(client: TestClient) -> None:
    page = client.get(f"{HERE}/about/next-steps").text
    assert page.index("Harbourside peer supporters") < page.index("Step 1")
    for words in ("Local Government and Social Care Ombudsman", "Parliamentary and Health Service Ombudsman",
                  "Public Services Ombudsman for Wales", "Scottish Public Services Ombudsman",
                  "Northern Ireland Public Services Ombudsman", "You may insist on a plan", "You may insist on a choice",
                  "You may insist on being told", "weeks or months"):  # fmt: skip
        assert words in page
    assert page.count("<li") >= 7
    assert "you are here" not in page
