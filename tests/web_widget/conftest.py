"""The gateway in process, over a real database, with nothing listening where Rasa should be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from records.migrate import migrate
from scoring.library import load_library
from tests.conftest import DATA
from tests.stack import free_port
from web_widget.app import create_app
from web_widget.settings import GatewaySettings

READ_ONCE = lru_cache(load_library)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real data folder, read once for all these tests; every app still has its own database."""
    monkeypatch.setattr("web_widget.app.load_library", READ_ONCE)


@pytest.fixture
def settings(tmp_path: Path) -> GatewaySettings:
    url = f"sqlite:///{tmp_path}/gateway.db"
    migrate(url)
    return GatewaySettings(
        data_dir=DATA,
        database_url=url,
        tracker_file=tmp_path / "trackers.db",
        rasa_url=f"http://127.0.0.1:{free_port()}",
        rasa_timeout=2,
    )


@pytest.fixture
def client(settings: GatewaySettings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
