"""A broken file stops the start with its file, its line, what is wrong and how to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scoring.guidance import load_library
from scoring.loading import load_scheme
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
    ("overlapping rows", MONEY, "{points: 4-6, amount: 2400}", "{points: 3-6, amount: 2400}", ["3-6 overlaps 2-3", "Make the ranges meet"]),
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
    ("an organisation without peers", "organisations/demo.yml", "kind: peer", "kind: advice", ["no contact of kind peer"]),
    ("an organisation with no such scheme", "organisations/demo.yml", "[croydon-style]", "[croydon]", ["no scheme croydon", "croydon-style"]),
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
    path.write_text(text + "---\n" + text)
    with pytest.raises(DataError, match="2026-04-01 is used twice"):
        load_scheme(path.parent)
