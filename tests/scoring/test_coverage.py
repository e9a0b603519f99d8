"""Every row of what the sources ask for has its place, and the places exist."""

from __future__ import annotations

import re

from tests.conftest import DATA

ROOT = DATA.parent

ROWS = re.findall(r"^\| (\d+) \|(.*?)\|(.*?)\|(.*?)\|$", (ROOT / "docs/coverage.md").read_text(), re.M)


def test_every_row_is_there_once_and_says_where() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 113))
    assert all(row[3].strip() for row in ROWS)


def test_every_file_that_is_named_exists() -> None:
    named = {name for row in ROWS for name in re.findall(r"`((?:[a-z_]+/)[\w./-]*)`", row[3])}
    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_what_is_not_here_says_why() -> None:
    for row in ROWS:
        if "Not here" in row[3]:
            assert re.search(r"Not here( yet| as a \w+)?[:.]? .{15,}", row[3]), row
