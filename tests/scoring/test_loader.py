"""A broken file stops the start with its file, its line, what is wrong and how to mend it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from scoring.allocation import allocate
from scoring.library import load_library
from scoring.loading import load_scheme
from scoring.publish import publish
from scoring.strict_yaml import DataError
from tests.conftest import DATA


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(path: Path, old: str, new: str) -> int:
    """Replace one piece of a file; the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


OTHER = "schemes"
QUESTIONS, MONEY, CASES = (f"schemes/croydon-style/{name}.yml" for name in ("questions", "money", "cases"))

BROKEN = [
    ("a misspelt key", QUESTIONS, "short: Sleep\n", "shrot: Sleep\n", ["shrot", "Did you mean `short`?"]),
    ("a missing why", QUESTIONS, "        why: Bad sleep", "        help_: Bad sleep", ["`why` is missing"]),
    ("a question id twice", QUESTIONS, "- id: mood", "- id: sleep", ["sleep", "used twice", "Rename"]),
    ("a domain id twice", QUESTIONS, "- id: risk", "- id: detox", ["detox", "used twice"]),
    ("an unknown gate", QUESTIONS, "{wanting-detox: [some", "{wanting-detux: [some", ["no question wanting-detux"]),
    ("a gate that comes later", QUESTIONS, "{wanting-detox: [some", "{mood: [some", ["asked later", "Move it up"]),
    ("an answer the gate has not", QUESTIONS, "{feeling-ill: [some", "{feeling-ill: [sum", ["no option sum", "Choose from"]),
    ("an option that is there anyway", QUESTIONS, "{id: never, label: I sleep well", "{id: not_sure, label: I sleep well", ["by itself"]),
    ("an option without a label", QUESTIONS, "label: I sleep well, ", "", ["`label` is missing"]),
    ("an option without points", QUESTIONS, "label: I sleep well, points: 0", "label: I sleep well", ["`points` is missing"]),
    ("words for two options", QUESTIONS, 'say: ["never", "i sleep fine"', 'say: ["most nights", "i sleep fine"', ["stand for both"]),
    ("the same key by its inner name", MONEY, "from: 2026-04-01", "from_: 2026-04-01", ["from_", "Did you mean `from`?"]),
    ("a day that is a number", MONEY, "from: 2026-04-01", "from: 0", ["should be a day", "Write it like 2026-04-01"]),
    ("points that are a yes", QUESTIONS, "label: I sleep well, points: 0", "label: I sleep well, points: true", ["whole number", "like 3"]),
    ("points in parts", QUESTIONS, "label: I sleep well, points: 0", "label: I sleep well, points: 1.0", ["whole number", "like 3"]),
    ("a source that is a script", MONEY, 'href: "docs/schemes.md#illustrative"', 'href: "javascript:alert(1)"', ["href", "look like"]),
    ("an area called all", QUESTIONS, "- id: risk", "- id: all", ["kept for all areas", "Rename it"]),
    ("more need that gives less help", "schemes/care-hours/money.yml", "answers: [long]", "answers: [none]", ["would give less", "monotonic: false"]),
    ("overlapping rows", MONEY, "{points: 4-6, amount: 2400}", "{points: 3-6, amount: 2400}", ["3-6 overlaps 2-3 on line ", "Make the ranges meet"]),
    ("a gap between rows", MONEY, "{points: 2-3, amount: 800}", "{points: 3, amount: 800}", ["nothing is said for 2 points", "Start this row at 2"]),
    ("rows that end too soon", MONEY, "{points: 4-6, amount: 2400}", "{points: 4-5, amount: 2400}", ["end at 5", "can give 6"]),
    ("points that are no number", MONEY, "{points: 4-6, amount: 2400}", "{points: lots, amount: 2400}", ["'lots' is not a number of points"]),
    ("points backwards", MONEY, "{points: 4-6, amount: 2400}", "{points: 6-4, amount: 2400}", ["runs backwards"]),
    ("a part of a penny", MONEY, "amount: 2400", "amount: 2400.001", ["part of a penny"]),
    ("money that is no number", MONEY, "amount: 2400", "amount: .nan", ["amount"]),
    ("a missing domain", MONEY, "  detox:", "  detux:", ["detux", "no such domain", "detox has no rows"]),
    ("a missing source", MONEY, 'source: {title: "Made up for demonstration", href: "docs/schemes.md#illustrative"}\n', "", ["`source` is missing"]),
    ("a missing date", MONEY, "from: 2026-04-01\n", "", ["`from` is missing"]),
    ("an unknown model", MONEY, "model: domain_sum", "model: domain_some", ["domain_sum"]),
    ("a key twice", MONEY, "status: illustrative\n", "status: illustrative\nstatus: published\n", ["duplicate key", "Keep one"]),
    ("YAML that is none", MONEY, "domains:\n", "domains: [\n", ["Check the spaces, colons and quotes"]),
    ("a case about nothing", CASES, '  lines: {opiate-use: "400.00"}\n', "", ["expects nothing"]),
    ("a case with an unknown option", CASES, "answers: {opiates: never}", "answers: {opiates: nevver}", ["no option 'nevver'"]),
    ("a model that is none", MONEY, "model: domain_sum", "model: everything", ["no model 'everything'", "Choose from domain_sum"]),
    ("an amount that falls", MONEY, "{points: 4-6, amount: 2400}", "{points: 4-6, amount: 700}", ["more need would give less", "monotonic: false"]),
    ("a cap without an amount", f"{OTHER}/one-off/money.yml", "    amount: 400\n", "", ["`amount` is missing"]),
    ("a one-off without a cap", f"{OTHER}/one-off/money.yml", "- kind: cap", "- kind: floor", ["has a ceiling", "kind `cap`"]),
    ("a one-off option without money", f"{OTHER}/one-off/money.yml", "learning: {none: 0, small: 80, large: 180}", "learning: {none: 0, small: 80}", ["every option once"]),
    ("an adjustment of no kind", f"{OTHER}/recovery/money.yml", "kind: complex_needs", "kind: complex_need", ["complex_need"]),
    ("an adjustment without a title", f"{OTHER}/recovery/money.yml", "    title: More for many needs at once\n", "", ["`title` is missing"]),
    ("a top-up of nothing", f"{OTHER}/recovery/money.yml", "    amount: 1000\n", "", ["an amount or a per cent"]),
    ("a top-up by nothing", f"{OTHER}/recovery/money.yml", "    points_at_least: 26\n", "", ["one question or at the points"]),
    ("a carer's amount left out", f"{OTHER}/recovery/money.yml", "amounts: {none: 0, fine: 0, hard: 300}", "amounts: {none: 0, hard: 300}", ["nothing is said for fine"]),
    ("a stream without a domain", f"{OTHER}/recovery/money.yml", "[mind, staying-well, body]", "[mind, staying-well]", ["body must be in one stream"]),
    ("too much set aside", f"{OTHER}/recovery/money.yml", "percent: 10", "percent: 90", ["is more than 50. Make it"]),
    ("a hole in a curve", f"{OTHER}/everyday-life/money.yml", "  7: ", "  77: ", ["nothing is said for 7 points"]),
    ("a curve that falls", f"{OTHER}/everyday-life/money.yml", "  7: ", "  7: 9", ["more need would give less"]),
    ("a help rule without its question", f"{OTHER}/everyday-life/money.yml", "question: help-now", "question: help-new", ["no question help-new"]),
    ("more than all taken off", f"{OTHER}/everyday-life/money.yml", "most: 50", "most: 150", ["is more than 100. Make it"]),
    ("a year of no weeks", f"{OTHER}/everyday-life/money.yml", "weeks_in_year: 52", "weeks_in_year: 12", ["no year", "365/7"]),
    ("a rate that is not there", f"{OTHER}/care-hours/money.yml", "out: {rate: support-worker", "out: {rate: support-walker", ["no rate support-walker"]),
    ("a component for no domain", f"{OTHER}/care-hours/money.yml", "  house: {rate", "  horse: {rate", ["horse", "no such domain"]),
    ("help of another area", f"{OTHER}/care-hours/money.yml", "question: morning-unpaid", "question: meal-help", ["no question with options in this area"]),
    ("a count that is no number", f"{OTHER}/past-cost/money.yml", "count: hospital-nights", "count: hospital-next", ["no number question"]),
    ("a next year without an option", f"{OTHER}/past-cost/money.yml", "percent: {none: 0, less: 50, same: 100, more: 125}}}\n  crisis", "percent: {none: 0, less: 50, same: 100}}}\n  crisis", ["every option once"]),
    ("a matrix with a hole", f"{OTHER}/ready-reckoner/money.yml", "seldom: 500, at times: 900", "seldom: 500", ["no amount for small help and at times"]),
    ("levels with a gap", f"{OTHER}/ready-reckoner/money.yml", "{name: some help, points: 5-7}", "{name: some help, points: 6-7}", ["should start at 5 points"]),
    ("a domain on both sides", f"{OTHER}/ready-reckoner/money.yml", "domains: [hard-times]", "domains: [hard-times, day]", ["must stand on one side"]),
    ("a number without bounds", f"{OTHER}/past-cost/questions.yml", "number: {most: 366, one: night, many: nights, per: year}", "number: {one: night, many: nights, per: year}", ["`most` is missing"]),
    ("a number question without a number", f"{OTHER}/past-cost/questions.yml", "        number: {most: 366, one: night, many: nights, per: year}\n", "", ["needs `number`"]),
    ("a choice without options", f"{OTHER}/care-hours/questions.yml", "        kind: number\n        number: {most: 20", "        number: {most: 20", ["at least two `options`"]),
    ("a fork at a number", f"{OTHER}/past-cost/questions.yml", "        help: Count visits at home", '        ask_if: {hospital-nights: ["1"]}\n        help: Count visits at home', ["hospital-nights is a number"]),
    ("an organisation without peers", "organisations/demo.yml", "kind: peer", "kind: advice", ["no contact of kind peer"]),
    ("an organisation with no such scheme", "organisations/demo.yml", "[croydon-style,", "[croydon,", ["no scheme croydon", "croydon-style"]),
    ("an origin with a path", "organisations/demo.yml", "http://localhost:8090", "http://localhost:8090/page", ["origins"]),
    ("a contact out of reach", "organisations/demo.yml", "    phone: 01632 960 002\n", "", ["cannot be reached"]),
    ("a value that nobody fills", "guidance/messages.yml", "{answer}", "{anwser}", ["{anwser} cannot be filled in"]),
    ("a message that is missing", "guidance/messages.yml", "recorded:", "recorrded:", ["`recorded` is missing", "Did you mean `recorded`?"]),
    ("a helpline without a source", "guidance/helplines.yml", "  source: {title: \"Samaritans\"", "  sauce: {title: \"Samaritans\"", ["`source` is missing", "Did you mean `source`?"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "words"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_named_with_line_and_mend(data: Path, file: str, old: str, new: str, words: list[str]) -> None:
    line = edit(data / file, old, new)
    with pytest.raises(DataError) as caught:
        load_library(data)
    message = str(caught.value)
    for word in words:
        assert word in message
    short = "/".join(Path(file).parts[-2:])
    named = [
        int(part.split(f"{short}:")[1].split(" ")[0].rstrip(":")) for part in caught.value.lines if f"{short}:" in part
    ]
    assert named, message
    whole_file_lacks_it = old.startswith(("source:", "from:"))  # there is no line to name but the first
    assert whole_file_lacks_it or min(abs(one - line) for one in named) <= 12, f"edited line {line}: {message}"


def test_the_exact_line_is_named(data: Path) -> None:
    line = edit(data / MONEY, "{points: 4-6, amount: 2400}", "{points: 3-6, amount: 2400}")
    with pytest.raises(DataError, match=rf"croydon-style/money\.yml:{line} "):
        load_library(data)


def test_problems_of_all_files_are_told_at_once(data: Path) -> None:
    edit(data / MONEY, "amount: 2400", "amount: none")
    edit(data / "organisations/demo.yml", "nation: england", "nation: wessex")
    with pytest.raises(DataError) as caught:
        load_library(data)
    assert len(caught.value.lines) >= 2


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xff\xfe", None])
def test_an_empty_unreadable_or_missing_file_is_told(data: Path, content: bytes | None) -> None:
    path = data / MONEY
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError, match=r"croydon-style/money\.yml: the file is"):
        load_library(data)


def test_a_folder_with_another_name_is_told(data: Path) -> None:
    (data / "schemes/croydon-style").rename(data / "schemes/croydon")
    with pytest.raises(DataError, match="Call it croydon-style"):
        load_library(data)


def test_two_versions_stand_side_by_side_and_the_newer_is_used(data: Path) -> None:
    newer = Path(shutil.copytree(data / "schemes/croydon-style", data / "schemes/croydon-style@2027-04"))
    edit(newer / "questions.yml", 'version: "2026-04"', 'version: "2027-04"')
    schemes = load_library(data).schemes
    assert schemes.get("croydon-style").version == "2027-04"
    assert schemes.get("croydon-style", "2026-04").version == "2026-04"


def test_figures_of_a_later_date_are_a_second_part_of_the_file(data: Path) -> None:
    path = data / MONEY
    text = path.read_text()
    path.write_text(text + "---\n" + text.replace("2026-04-01", "2027-04-01").replace("amount: 450", "amount: 470"))
    scheme = load_scheme(path.parent)
    assert [table.from_.year for table in scheme.money] == [2027, 2026]
    answers = {"sleep": "some", "mood": "often"}
    for day, amount in ((dt.date(2027, 3, 31), 45000), (dt.date(2027, 4, 1), 47000)):
        line = next(one for one in allocate(scheme, answers, day).lines if one.amount.low in (45000, 47000))
        assert line.amount.low == amount
        assert line.from_.year == (2026 if amount == 45000 else 2027)
    path.write_text(text + "---\n" + text)
    with pytest.raises(DataError, match="2026-04-01 is used twice"):
        load_scheme(path.parent)


def test_a_question_that_no_answers_lead_to_is_named(data: Path) -> None:
    path = data / "schemes/ready-reckoner/questions.yml"
    before, after = path.read_text().split("- id: hard-alone")
    path.write_text(
        f"{before}- id: hard-alone{after.replace('ask_if: {hard-often: [some, often, most]}', 'ask_if: {hard-often: [never], hard-long: [day]}')}"
    )
    with pytest.raises(DataError, match="hard-alone ask_if: no answers lead to this question"):
        load_scheme(path.parent)


def test_an_area_with_too_many_ways_of_answering_is_refused_and_not_waited_for(data: Path) -> None:
    path = data / "schemes/one-off/questions.yml"
    for words in ("cy", "easy"):
        path.with_name(f"questions.{words}.yml").unlink()
    text = path.read_text()
    question = """      - id: NAME
        short: x
        text: x?
        why: x
        help: x
        options: [{id: a, label: a}, {id: b, label: b}, {id: c, label: c}, {id: d, label: d}]
"""
    path.write_text(text.rstrip() + "\n" + "".join(question.replace("NAME", f"extra-{n}") for n in range(8)))
    money = data / "schemes/one-off/money.yml"
    extra = "".join(f"  extra-{n}: {{a: 0, b: 1, c: 2, d: 3}}\n" for n in range(8))
    money.write_text(money.read_text().replace("amounts:\n", f"amounts:\n{extra}", 1))
    with pytest.raises(DataError, match="too many to work out a range"):
        load_scheme(path.parent)


def test_figures_that_are_still_to_come_do_not_count_as_those_of_today(data: Path) -> None:
    path = data / MONEY
    later = path.read_text().replace("2026-04-01", "2999-04-01").replace("status: illustrative", "status: published")
    path.write_text(path.read_text() + "---\n" + later)
    scheme = load_scheme(path.parent)
    assert (scheme.status, scheme.now.from_.year, publish(scheme).from_.year) == ("illustrative", 2026, 2026)


def test_published_figures_name_a_page_that_can_be_looked_up() -> None:
    for scheme in load_library(DATA).schemes.every():
        for table in scheme.money:
            assert table.status == "illustrative" or table.source.href.startswith("https://")


def test_too_many_forks_are_refused(data: Path) -> None:
    path = data / "schemes/ready-reckoner/questions.yml"
    for words in ("cy", "easy"):
        path.with_name(f"questions.{words}.yml").unlink()
    text = path.read_text()
    question = """      - id: NAME
        short: x
        text: x
        why: x
        help: x
        ASK
        options: [{id: a, label: aa, points: 0}, {id: b, label: bb, points: 0}]
"""
    more = "".join(question.replace("NAME", f"f{n}").replace("ASK", "") for n in range(13))
    more += question.replace("NAME", "last").replace(
        "ASK", "ask_if: {" + ", ".join(f"f{n}: [a]" for n in range(13)) + "}"
    )
    path.write_text(text + more)
    with pytest.raises(DataError, match="fork in over 4096 ways"):
        load_scheme(path.parent)


WELSH = """language: cy
status: awaiting_speaker
title: T
intro: I
domains: {day: D, hard-times: H}
questions:
"""


@pytest.fixture
def translated(data: Path) -> Path:
    folder = data / "schemes/ready-reckoner"
    text = WELSH
    for name, question in load_scheme(folder).questions.items():
        options = ", ".join(f"{option.id}: {option.id}" for option in question.options)
        text += f"  {name}: {{short: s, text: t, why: w, help: h, options: {{{options}}}}}\n"
    (folder / "questions.cy.yml").write_text(text)
    return folder


def test_a_whole_translation_is_read(translated: Path) -> None:
    scheme = load_scheme(translated)
    assert scheme.translations["cy"].questions["day-self"].options["lots"] == "lots"
    assert scheme.translations["cy"].status == "awaiting_speaker"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("language: cy", "language: gd", "the file is for cy"),
        ("day: D, ", "", "the domain day is not translated"),
        ("  day-home:", "  day-hume:", "the question day-home is not translated"),
        ("lots: lots", "loads: lots", "the option lots is not translated"),
        ("text: t, ", "", "`text` is missing"),
        ("help: h", "help: h, unit: [a, b]", "has a unit"),
        ("status: awaiting_speaker", "status: fine", "status"),
    ],
)
def test_a_translation_that_lacks_a_text_is_named(translated: Path, old: str, new: str, words: str) -> None:
    line = edit(translated / "questions.cy.yml", old, new)
    with pytest.raises(DataError, match=words) as caught:
        load_scheme(translated)
    assert "questions.cy.yml:" in str(caught.value)
    assert line
