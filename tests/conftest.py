"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from records import Records
from records.migrate import migrate
from scoring.guidance import Library
from scoring.guide import Guide
from scoring.library import load_library
from scoring.scheme import Scheme
from tests.stack import Stack, running_stack

DATA = Path(__file__).parent.parent / "data"

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(DATA)


@pytest.fixture(scope="session")
def scheme(library: Library) -> Scheme:
    return library.schemes.get("croydon-style")


@pytest.fixture(scope="session")
def guide(library: Library, scheme: Scheme) -> Guide:
    return Guide(library, scheme, library.organisation("demo"))


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """A real SQLite database of its own, and a place for trackers."""
    url = f"sqlite:///{tmp_path}/records.db"
    migrate(url)
    return Records(url, f"sqlite:///{tmp_path}/trackers.db")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The real three processes, once for all tests that talk to them."""
    quick = {"FIRST_STEP_RASA_TIMEOUT": "3", "FIRST_STEP_RASA_REST": "1"}  # seconds, so that trouble is soon told
    with running_stack(tmp_path_factory.mktemp("stack"), **quick) as stack:
        yield stack
