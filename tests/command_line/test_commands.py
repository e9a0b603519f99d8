"""The command line, run as people run it: what it prints, what it writes, what it refuses and how it says so."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from command_line import calibrate, guidance, main, population
from command_line.main import app
from command_line.population import Shares, made_up
from scoring.allocation import allocate
from scoring.batch import Batch
from scoring.library import load_library
from scoring.loading import load_scheme
from scoring.pounds import to_pence
from tests.conftest import DATA

SCHEMES = DATA / "schemes"
RECKONER, CROYDON, PAST = SCHEMES / "ready-reckoner", SCHEMES / "croydon-style", SCHEMES / "past-cost"
DAY = dt.date(2026, 11, 22)


def run(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return str(result.stderr)


def write_csv(path: Path, heading: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


def copy_of(scheme: Path, place: Path) -> Path:
    place.mkdir(parents=True)
    for file in scheme.iterdir():
        (place / file.name).write_text(file.read_text())
    return place


@pytest.mark.parametrize("folder", sorted(SCHEMES.iterdir()), ids=lambda folder: folder.name)
def test_every_shipped_scheme_passes_its_check_and_can_be_read_and_drawn(folder: Path) -> None:
    assert "is in order" in run("scheme", "check", folder).stdout
    page = run("scheme", "explain", folder).stdout
    scheme = load_scheme(folder)
    for question in scheme.questions.values():
        assert question.text in page
    drawn = run("scheme", "graph", folder).stdout
    assert drawn.startswith("flowchart TD")
    assert drawn.count("-->") == sum(len(question.ask_if) for question in scheme.questions.values())


def test_a_case_that_does_not_hold_is_named_with_what_came_out(tmp_path: Path) -> None:
    place = copy_of(RECKONER, tmp_path / "ready-reckoner")
    cases = place / "cases.yml"
    cases.write_text(cases.read_text().replace('"5200.00"', '"5300.00"'))
    words = refused("scheme", "check", place)
    assert "the most of both" in words
    assert "should be 5300.00, and is 5200.00" in words


def test_a_new_scheme_works_at_once_and_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "my-scheme"
    assert run("scheme", "new", place).exit_code == 0
    assert "my-scheme 1 is in order" in run("scheme", "check", place).stdout
    assert "already there" in refused("scheme", "new", place)
    assert "cannot be an id" in refused("scheme", "new", tmp_path / "My Scheme")


def test_the_json_schemas_accept_what_is_shipped(tmp_path: Path) -> None:
    import jsonschema
    from ruamel.yaml import YAML

    assert run("scheme", "schema", tmp_path).exit_code == 0
    for name in ("questions", "money", "cases"):
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text())
        for folder in SCHEMES.iterdir():
            content = json.loads(json.dumps(YAML(typ="safe").load((folder / f"{name}.yml").read_text()), default=str))
            jsonschema.validate(content, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"no": "such"}, schema)


def test_score_says_the_reasons_and_gives_the_trace(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    answers = {"day-self": "some", "day-home": "none", "day-out": "none", "hard-often": "never"}
    file.write_text(json.dumps(answers))
    assert "about £500 a year" in run("score", RECKONER, file, "--on", "2026-11-22").stdout
    whole = json.loads(run("score", RECKONER, file, "--on", "2026-11-22", "--json").stdout)
    assert whole == json.loads(allocate(load_scheme(RECKONER), answers, DAY).model_dump_json())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"day-self": "sum"}', "no option 'sum'"),
        ('{"sleep": "some"}', "no question 'sleep'"),
        ('{"day-self": 3}', "must be words"),
        ("[1]", "must be words"),
        ("{", "no JSON"),
        ("", "no JSON"),
        ('{"day-self": NaN}', "must be words"),
    ],
)
def test_score_refuses_answers_that_do_not_fit(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(content)
    assert words in refused("score", RECKONER, file)


@pytest.mark.parametrize("count", ["400", "-1", "NaN", "1.5", "1e1"])
def test_score_refuses_a_number_out_of_range(tmp_path: Path, count: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"hospital-nights": count}))
    assert "0 to 366" in refused("score", PAST, file)


def test_missing_files_and_days_before_the_figures_are_sentences(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text("{}")
    assert "no figures" in refused("score", RECKONER, file, "--on", "2001-01-01")
    assert "is no day" in refused("score", RECKONER, file, "--on", "soon")
    assert "no-such" in refused("score", RECKONER, tmp_path / "no-such.json")
    assert "missing" in refused("scheme", "check", tmp_path / "no-such")
    assert "no such file" in refused("simulate", RECKONER, "--people", tmp_path / "no-such.csv")


def people_csv(path: Path, scheme: Path, count: int, seed: int = 3) -> tuple[Path, list[dict[str, str]]]:
    chance = random.Random(seed)
    questions = list(load_scheme(scheme).questions.values())
    rows = [{one.id: chance.choice(one.graded).id for one in questions} for _ in range(count)]
    groups = [chance.choice(["north", "south"]) for _ in rows]
    write_csv(path, [*rows[0], "area"], [[*row.values(), group] for row, group in zip(rows, groups, strict=True)])
    return path, [{**row, "area": group} for row, group in zip(rows, groups, strict=True)]


def test_simulate_adds_up_the_very_people_it_is_given(tmp_path: Path) -> None:
    file, rows = people_csv(tmp_path / "people.csv", CROYDON, 200)
    out = tmp_path / "report"
    said = run("simulate", CROYDON, "--people", file, "--by", "area", "--out", out, "--on", "2026-11-22").stdout
    scheme = load_scheme(CROYDON)
    amounts = []
    for row in rows:
        found = allocate(scheme, {key: value for key, value in row.items() if key != "area"}, DAY).indicative
        assert found is not None
        amounts.append(found.low)
    assert f"£{sum(amounts) / 100:,.2f}" in said
    north = [amount for amount, row in zip(amounts, rows, strict=True) if row["area"] == "north"]
    assert f"£{sum(north) / len(north) / 100:,.2f}" in said
    assert {one.name for one in out.iterdir()} == {"report.html", "report.csv"}
    page = (out / "report.html").read_text()
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("https://matplotlib.org", "")
    assert f"£{sum(amounts) / 100:,.2f}" in (out / "report.csv").read_text()


def test_empty_cells_are_not_answered_and_make_a_range(tmp_path: Path) -> None:
    questions = list(load_scheme(RECKONER).questions)
    file = write_csv(
        tmp_path / "people.csv", questions, [["none", "none", "none", "never", "", ""], ["none", "", "", "", "", ""]]
    )
    open_one = allocate(load_scheme(RECKONER), {"day-self": "none"}, DAY).indicative
    assert open_one is not None
    said = run("simulate", RECKONER, "--people", file, "--on", "2026-11-22").stdout
    assert f"£0.00 to £{open_one.high / 100:,.2f}" in said


@pytest.mark.parametrize(
    ("heading", "row", "words"),
    [
        (["day-self"], ["none"], "columns day-home, day-out"),
        (None, ["none", "sum", "none", "never", "day", "there"], "row 2, column day-home: there is no answer 'sum'"),
        (None, None, "no rows under the heading"),
    ],
)
def test_simulate_refuses_a_table_that_does_not_fit(tmp_path: Path, heading: Any, row: Any, words: str) -> None:
    file = write_csv(tmp_path / "people.csv", heading or list(load_scheme(RECKONER).questions), [row] if row else [])
    out = tmp_path / "report"
    assert words in refused("simulate", RECKONER, "--people", file, "--out", out)
    assert not out.exists()


def test_simulate_refuses_an_empty_file_and_no_people_at_all(tmp_path: Path) -> None:
    empty = tmp_path / "people.csv"
    empty.write_text("")
    assert "no table" in refused("simulate", RECKONER, "--people", empty)
    assert "--made-up" in refused("simulate", RECKONER)
    assert "no column area" in refused("simulate", RECKONER, "--made-up", "100", "--by", "area")


def test_made_up_people_have_the_stated_shares_and_ties(tmp_path: Path) -> None:
    batch = Batch(load_scheme(CROYDON), DAY)
    stated = Shares.model_validate(
        {
            "answers": {"mood": {"never": 0.7, "some": 0.2, "often": 0.1}, "sleep": {"never": 0.4, "not_sure": 0.6}},
            "ties": [
                {"questions": ["travel", "home"], "correlation": 0.9},
                {"questions": ["home", "paperwork"], "correlation": 0.0},
            ],
            "groups": {"area": {"north": 0.25, "south": 0.75}},
        }
    )
    parts = list(made_up(batch, stated, 300_000, seed=5))
    assert sum(part.codes.shape[1] for part in parts) == 300_000
    codes = np.concatenate([part.codes for part in parts], axis=1)
    place = {question.id: n for n, question in enumerate(batch.questions)}
    for option, wanted in enumerate((0.7, 0.2, 0.1, 0.0)):
        assert (codes[place["mood"]] == option).mean() == pytest.approx(wanted, abs=0.01)
    assert (codes[place["sleep"]] == 4).mean() == pytest.approx(0.6, abs=0.01)
    tied = np.corrcoef(codes[place["travel"]], codes[place["home"]])[0, 1]
    free = np.corrcoef(codes[place["home"]], codes[place["paperwork"]])[0, 1]
    assert tied > 0.75
    assert abs(free) < 0.02
    assert (np.concatenate([part.groups["area"] for part in parts]) == "north").mean() == pytest.approx(0.25, abs=0.01)
    again = next(made_up(batch, stated, 1000, seed=5)).codes
    assert (again == next(made_up(batch, stated, 1000, seed=5)).codes).all()
    assert (again != next(made_up(batch, stated, 1000, seed=6)).codes).any()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("answers: {mud: {never: 1}}", "no question mud"),
        ("answers: {mood: {nevver: 1}}", "no option nevver"),
        ("answers: {mood: {never: 0}}", "come to nothing"),
        ("answers: {mood: {never: -1}}", "is less than 0"),
        ("ties: [{questions: [mood, mud], correlation: 0.5}]", "no question mud"),
        ("ties: [{questions: [mood, sleep], correlation: 1.5}]", "is more than 1"),
        ("together: 0.0\nties: [{questions: [mood, sleep], correlation: 0.9}, {questions: [sleep, travel], correlation: 0.9}, {questions: [mood, travel], correlation: -0.9}]", "cannot all hold at once"),
        ("anwsers: {}", "Did you mean `answers`?"),
        ("groups: {sex: {}}", "come to nothing"),
        ("groups: {sex: {F: 0, M: 0}}", "come to nothing"),
        ("answers: {mood: {never: .inf}}", "finite"),
        ("ties: [{questions: [mood, mood], correlation: 0.5}]", "tied to itself"),
        ("ties: [{questions: [mood, sleep], correlation: 0.5}, {questions: [sleep, mood], correlation: 0.1}]", "tied twice"),
    ],
)  # fmt: skip
def test_shares_that_do_not_fit_are_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "shares.yml"
    file.write_text(f"{content}\n")
    assert words in refused("simulate", CROYDON, "--made-up", "100", "--shares", file)


def test_compare_counts_who_moves_by_how_much(tmp_path: Path) -> None:
    after = copy_of(RECKONER, tmp_path / "new" / "ready-reckoner")
    money = after / "money.yml"
    money.write_text(
        money.read_text().replace(
            "{seldom: 500, at times: 900, often: 1500}", "{seldom: 650, at times: 900, often: 1400}"
        )
    )
    cases = after / "cases.yml"
    cases.write_text("- name: nothing\n  answers: {}\n  total: '0'\n")
    file, rows = people_csv(tmp_path / "people.csv", RECKONER, 300)
    said = run("compare", RECKONER, after, "--people", file, "--by", "area", "--on", "2026-11-22").stdout
    one, two = load_scheme(RECKONER), load_scheme(after)
    changes = []
    for row in rows:
        answers = {key: value for key, value in row.items() if key != "area"}
        first, second = allocate(one, answers, DAY).indicative, allocate(two, answers, DAY).indicative
        assert first is not None
        assert second is not None
        changes.append(second.low - first.low)
    less, more = sum(change < 0 for change in changes), sum(change > 0 for change in changes)
    assert less
    assert more
    assert f"Get less                          {less} ({less / 300:.1%})" in said
    assert f"Get more                          {more} ({more / 300:.1%})" in said
    assert "Change by area" in said


def test_compare_refuses_schemes_that_do_not_ask_the_same() -> None:
    assert "do not ask the same" in refused("compare", RECKONER, CROYDON, "--made-up", "10")


def costs_csv(path: Path, count: int = 400) -> tuple[Path, list[int], list[int]]:
    chance = random.Random(9)
    points = [chance.randint(2, 28) for _ in range(count)]
    pence = [max(0, round(one * 90_00 + chance.gauss(0, 300_00))) for one in points]
    write_csv(path, ["points", "cost"], [[one, f"{cost / 100:.2f}"] for one, cost in zip(points, pence, strict=True)])
    return path, points, pence


@pytest.mark.parametrize("model", ["points_curve", "total_bands"])
@pytest.mark.parametrize(("percentile", "held_back"), [(50, 0), (80, 0), (80, 10), (100, 0)])
def test_calibrate_gives_the_chosen_share_enough_and_writes_a_version_that_passes(
    tmp_path: Path, model: str, percentile: int, held_back: int
) -> None:
    file, points, pence = costs_csv(tmp_path / "costs.csv")
    made = run("calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path, "--model", model, "--percentile", percentile, "--held-back", held_back, "--from", "2026-04-01")  # fmt: skip
    assert made.exit_code == 0, made.stderr
    place = tmp_path / "everyday-life@calibrated"
    assert "is in order" in run("scheme", "check", place).stdout
    table = load_scheme(place).money[0]
    amounts = [table.worked([one]).pence for one in range(max(points) + 1)]
    assert amounts == sorted(amounts)
    assert table.worked([max(points) + 1]) is None
    ranked = sorted(zip(sorted(points), sorted(pence), strict=True))
    whole = [round(amounts[one] / (1 - held_back / 100)) for one, _ in ranked]
    enough = sum(amount + 200 >= cost for amount, (_, cost) in zip(whole, ranked, strict=True)) / len(ranked)
    assert enough >= percentile / 100
    if percentile < 100:
        assert enough < min(1.0, percentile / 100 + 0.15)


def test_calibrate_reads_answers_as_well_as_points(tmp_path: Path) -> None:
    scheme = load_scheme(SCHEMES / "everyday-life")
    chance = random.Random(4)
    rows = []
    for _ in range(60):
        answers = {one.id: chance.choice(one.graded) for one in scheme.questions.values()}
        rows.append(
            [*(option.id for option in answers.values()), sum(option.points or 0 for option in answers.values()) * 10]
        )
    file = write_csv(tmp_path / "costs.csv", [*scheme.questions, "cost"], rows)
    assert run("calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path).exit_code == 0
    assert "already there" in refused("calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path)


@pytest.mark.parametrize(
    ("heading", "rows", "words"),
    [
        (["points"], [[1]] * 30, "the column cost is missing"),
        (["cost"], [[1]] * 30, "no column points"),
        (["points", "cost"], [[1, "lots"]] * 30, "row 2, column cost"),
        (["points", "cost"], [[1, "-5"]] * 30, "no amount of money"),
        (["points", "cost"], [[1, "nan"]] * 30, "row 2, column cost"),
        (["points", "cost"], [[1, "500,50"]] * 30, "row 2, column cost"),
        (["points", "cost"], [[1, "1e3"]] * 30, "row 2, column cost"),
        (["points", "cost"], [[1, "999999999999999999999"]] * 30, "row 2, column cost"),
        (["points", "cost"], [[900, "5"]] * 30, "more than the 30"),
        (["points", "cost"], [["1.5", "5"]] * 30, "row 2, column points"),
        (["points", "cost"], [[n, 5] for n in range(calibrate.FEWEST - 1)], "too few"),
        (["points", "cost"], [[1, 5]] * 30, "same points"),
    ],
)
def test_calibrate_refuses_a_sample_that_does_not_fit_and_writes_nothing(
    tmp_path: Path, heading: list[str], rows: list[list[object]], words: str
) -> None:
    file = write_csv(tmp_path / "costs.csv", heading, rows)
    assert words in refused("calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["costs.csv"]


def test_the_percentile_method_by_hand() -> None:
    """Twenty people, two scores. Ranked costs 100..2000: the ten at the lower score match 100..1000."""
    points = np.array([5] * 10 + [9] * 10)
    costs = [to_pence(str(100 * n)) for n in range(20, 0, -1)]
    fitted = calibrate.fit(points, costs, percentile=80, held_back=0)
    assert fitted.curve[4] == 0
    assert fitted.curve[5] == 800_00  # eight of the ten have enough
    assert fitted.curve[7] == 800_00
    assert fitted.curve[9] == 1800_00
    assert fitted.outside == 10
    assert calibrate.fit(points, costs, percentile=80, held_back=10).curve[9] == 1620_00


def test_compare_of_a_scheme_with_its_areas_in_another_order_moves_nobody(tmp_path: Path) -> None:
    from ruamel.yaml import YAML

    after = copy_of(RECKONER, tmp_path / "new" / "ready-reckoner")
    yaml = YAML()
    content = yaml.load((after / "questions.yml").read_text())
    content["domains"].reverse()
    yaml.dump(content, after / "questions.yml")
    said = run("compare", RECKONER, after, "--made-up", "5000").stdout
    assert "Get the same                      5,000 (100.0%)" in said


def test_quite_empty_rows_are_nobody(tmp_path: Path) -> None:
    questions = list(load_scheme(RECKONER).questions)
    file = write_csv(tmp_path / "people.csv", questions, [["none", "none", "none", "never", "", ""]])
    file.write_text(file.read_text() + "\n,,,,,\n\n")
    assert re.search(r"Assessments +1\n", run("simulate", RECKONER, "--people", file).stdout)


def test_a_table_in_another_shape_is_told_how_to_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    questions = list(load_scheme(RECKONER).questions)
    file.write_text(";".join(questions) + "\n" + ";".join(["none"] * 6) + "\n")
    assert "with commas" in refused("simulate", RECKONER, "--people", file)
    file.write_text(",".join([*questions, questions[0]]) + "\n" + ",".join(["none"] * 7) + "\n")
    assert "there twice" in refused("simulate", RECKONER, "--people", file)
    file.write_text("a,b\n1,2\n")
    assert "day-self, day-home" in refused("simulate", RECKONER, "--people", file)
    assert "no such file" in refused("simulate", RECKONER, "--people", tmp_path)


def test_a_name_that_yaml_would_take_for_a_number_is_no_trouble(tmp_path: Path) -> None:
    for name in ("2026", "true", "1e3"):
        assert run("scheme", "new", tmp_path / name).exit_code == 0
    refused("scheme", "new", tmp_path / ("a" * 70))
    assert not (tmp_path / ("a" * 70)).exists()


def test_files_that_are_nested_too_deeply_or_answered_twice_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text("[" * 100_000)
    assert "nested far too deeply" in refused("score", RECKONER, file)
    file.write_text('{"day-self": "none", "day-self": "lots"}')
    assert "answered twice" in refused("score", RECKONER, file)
    file.write_bytes(b"\xef\xbb\xbf" + b'{"day-self": "none"}')
    assert run("score", RECKONER, file).exit_code == 0


def test_calibrate_names_what_it_does_not_take_over_and_keeps_the_period(tmp_path: Path) -> None:
    file, _, _ = costs_csv(tmp_path / "costs.csv")
    said = run("calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path, "--from", "2026-04-01").stdout
    assert "Not taken over from 2026-04: adjustments" in said
    assert "under 2 points" in said
    assert load_scheme(tmp_path / "everyday-life@calibrated").money[0].period == "week"
    assert "is no version" in refused(
        "calibrate", SCHEMES / "everyday-life", file, "--out", tmp_path, "--version", "a b"
    )


def test_a_report_that_cannot_be_written_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    refused("simulate", RECKONER, "--made-up", "100", "--out", tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_the_helplines_that_are_due_are_named_and_nothing_breaks() -> None:
    result = run("helplines", "check", "--data", DATA)
    assert result.exit_code == 0
    assert "samaritans: Samaritans 116 123, never checked" in result.stdout
    assert "not shown until somebody has" in result.stdout


def test_the_row_that_is_named_is_the_line_of_the_file_whatever_comes_before_it(tmp_path: Path) -> None:
    questions = list(load_scheme(RECKONER).questions)
    good, bad = ",".join(["none"] * 3 + ["never", "", ""]), ",".join(["none"] * 3 + ["sometimes", "", ""])
    lines = [f"{','.join(questions)},remark", f"{good},fine", "", f'{good},"two', 'lines"', "", "", f"{bad},x"]
    path = tmp_path / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "row 8, column hard-often" in refused("simulate", RECKONER, "--people", path)


def test_a_bar_shows_how_far_it_is_to_whoever_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, int]] = []
    real = main.typer.progressbar

    def bar(**named: Any) -> Any:
        shown.append((named["label"], named["length"]))
        return real(**{**named, "hidden": True})

    monkeypatch.setattr(main.typer, "progressbar", bar)
    run("compare", RECKONER, RECKONER, "--made-up", 1000)
    assert shown == [("Making people up", 1000), ("Scoring by the first", 1000), ("Scoring by the second", 1000)]


@pytest.mark.parametrize(("days", "due"), [(180, False), (181, True)])
def test_what_is_said_about_law_and_money_is_due_after_half_a_year_and_not_before(
    monkeypatch: pytest.MonkeyPatch, days: int, due: bool
) -> None:
    library = load_library(DATA)
    newest = max(one.read_on for one in library.statements)

    class Day(dt.date):
        @classmethod
        def today(cls) -> Day:
            return cls.fromordinal((newest + dt.timedelta(days=days)).toordinal())

    monkeypatch.setattr(guidance.dt, "date", Day)
    result = run("guidance", "check", "--data", DATA)
    assert result.exit_code == 0
    last = next(one for one in library.statements if one.read_on == newest)
    line = f"{last.place}: read on {newest}. Look at {last.source.href}, then set read_on."
    assert (line in result.stdout) == due
    assert (f"{len(library.statements)} of {len(library.statements)} are due" in result.stdout) == due


def test_more_rows_than_can_be_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ten million rows the answer is the same; a smaller limit spares the test the file."""
    monkeypatch.setattr(population, "MOST_ROWS", 3)
    questions = list(load_scheme(RECKONER).questions)
    rows: list[list[object]] = [["none"] * 3 + ["never", "", ""]] * 3
    assert run("simulate", RECKONER, "--people", write_csv(tmp_path / "three.csv", questions, rows)).exit_code == 0
    out = tmp_path / "report"
    file = write_csv(tmp_path / "four.csv", questions, [*rows, rows[0]])
    assert "row 5: only 3 people" in refused("simulate", RECKONER, "--people", file, "--out", out)
    assert not out.exists()
