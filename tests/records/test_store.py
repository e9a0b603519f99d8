"""The record: written once, read back, and gone without a trace when deleted."""

from __future__ import annotations

import datetime as dt
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from records import NoSuchConversation, Records, WrongToken
from records.engine import open_engine
from records.migrate import migrate
from records.models import Base
from scoring.guide import Guide
from scoring.journey import Journey
from scoring.saying import Outcome

POSTGRES = os.environ.get("FIRST_STEP_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1/test")


def postgres_answers() -> bool:
    try:
        with sa.create_engine(POSTGRES, connect_args={"connect_timeout": 2}).connect():
            return True
    except sa.exc.OperationalError:
        return False


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/one.db"
    elif not postgres_answers():
        pytest.skip("no PostgreSQL answers; name one with FIRST_STEP_TEST_POSTGRES")
    else:
        url = POSTGRES
    migrate(url)
    return Records(url, f"sqlite:///{tmp_path}/trackers.db")


def begin(store: Records) -> tuple[str, str]:
    conversation, token = store.create("demo", "croydon-style", "2026-04", "en")
    return conversation.id, token


def test_an_answer_is_there_for_the_next_reader(store: Records, guide: Guide) -> None:
    conversation_id, token = begin(store)
    store.apply(conversation_id, "t1", lambda journey: guide.command(journey, "start"))
    store.apply(conversation_id, "t2", lambda journey: guide.choose(journey, "opiates", "never"))
    journey = store.get(conversation_id, token).journey
    assert (journey.stage, journey.answers, journey.open_question) == (
        "assessment",
        {"opiates": "never"},
        "wanting-detox",
    )


def test_the_same_turn_changes_once_and_a_change_that_fails_writes_nothing(store: Records, guide: Guide) -> None:
    conversation_id, _ = begin(store)
    store.apply(conversation_id, "t1", lambda journey: guide.command(journey, "start"))
    assert store.has_applied(conversation_id, "t1")
    _, again = store.apply(conversation_id, "t1", lambda journey: guide.command(journey, "skip"))
    assert again is None
    with pytest.raises(ZeroDivisionError):
        store.apply(conversation_id, "t2", lambda journey: Outcome(journey, (1 / 0,)))  # type: ignore[arg-type]
    assert not store.has_applied(conversation_id, "t2")
    assert store.get(conversation_id).journey.answers == {}


def test_a_reply_is_kept_and_the_newest_is_found(store: Records) -> None:
    conversation_id, _ = begin(store)
    for number in range(3):
        store.keep_reply(conversation_id, f"t{number}", {"number": number})
    assert store.reply(conversation_id, "t1") == {"number": 1}
    assert store.reply(conversation_id, "t9") is None
    assert store.last_reply(conversation_id) == {"number": 2}


def test_only_the_right_token_opens_a_conversation_and_the_token_is_not_stored(store: Records) -> None:
    (one, token), (other, _) = begin(store), begin(store)
    assert store.get(one, token).id == one
    with pytest.raises(WrongToken):
        store.get(other, token)
    with pytest.raises(NoSuchConversation):
        store.get("no-such", token)
    with store.engine.connect() as connection:
        for row in connection.execute(sa.text("SELECT token_hash FROM conversations")):
            assert token not in row[0]


def test_turns_at_the_same_time_lose_nothing(store: Records) -> None:
    conversation_id, _ = begin(store)

    def count(journey: Journey) -> Outcome:
        return Outcome(replace(journey, tries=journey.tries + 1), ())

    threads = [threading.Thread(target=store.apply, args=(conversation_id, f"t{n}", count)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(conversation_id).journey.tries == 12


def test_a_new_visit_has_a_new_name_and_the_old_one_leads_nowhere(store: Records) -> None:
    conversation_id, _ = begin(store)
    first = store.new_visit(conversation_id)
    second = store.new_visit(conversation_id)
    assert first != second
    assert store.by_sender(first) is None
    found = store.by_sender(second)
    assert found is not None
    assert found.id == conversation_id


def tracker_table(store: Records) -> sa.Engine:
    engine = store.trackers.engine
    assert engine is not None
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR, data VARCHAR)"))
    return engine


def test_deleting_leaves_no_row_and_no_byte_behind(records: Records, guide: Guide, tmp_path: Path) -> None:
    conversation_id, _ = begin(records)
    sender = records.new_visit(conversation_id)
    trackers = tracker_table(records)
    with trackers.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO events (sender_id, data) VALUES (:s, 'xylophone words')"), {"s": sender}
        )
    records.apply(conversation_id, "t1", lambda journey: guide.command(journey, "start"))
    records.keep_reply(conversation_id, "t1", {"text": "zeppelin reply"})
    files = list(tmp_path.iterdir())
    before = b"".join(path.read_bytes() for path in files)
    for trace in (b"xylophone", b"zeppelin", conversation_id.encode()):
        assert trace in before
    records.delete(conversation_id)
    records.delete(conversation_id)
    after = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for trace in (b"xylophone", b"zeppelin", conversation_id.encode(), sender.encode()):
        assert trace not in after
    with pytest.raises(NoSuchConversation):
        records.get(conversation_id)


def test_what_nobody_uses_is_deleted_after_its_time_and_so_are_lost_trackers(records: Records) -> None:
    old, _ = begin(records)
    records.new_visit(old)
    trackers = tracker_table(records)
    with trackers.begin() as connection:
        connection.execute(sa.text("INSERT INTO events (sender_id, data) VALUES ('of a visit long over', 'words')"))
    soon = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert records.delete_unused(soon) == 0
    with trackers.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM events")).scalar() == 0
    assert records.delete_unused(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)) == 1
    with pytest.raises(NoSuchConversation):
        records.get(old)


def test_sqlite_keeps_each_commit_and_overwrites_what_is_deleted(records: Records) -> None:
    with records.engine.connect() as connection:
        found = {name: connection.execute(sa.text(f"PRAGMA {name}")).scalar() for name in
                 ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}  # fmt: skip
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_the_migrations_make_the_tables_that_the_models_say(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/fresh.db"
    migrate(url)
    migrate(url)
    with open_engine(url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_migration_that_rebuilds_a_table_keeps_what_hangs_on_it(records: Records, guide: Guide) -> None:
    conversation_id, _ = begin(records)
    records.apply(conversation_id, "t1", lambda journey: guide.command(journey, "start"))
    records.apply(conversation_id, "t2", lambda journey: guide.choose(journey, "opiates", "never"))
    engine = open_engine(str(records.engine.url), migrating=True)
    with engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
        with operations.batch_alter_table("conversations", recreate="always") as table:
            table.add_column(sa.Column("helper", sa.String(10)))
    assert records.get(conversation_id).journey.answers == {"opiates": "never"}


def test_a_migration_that_breaks_off_leaves_nothing_half_done(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/half.db", migrating=True)

    def break_off() -> None:
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE one (id INTEGER)"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert sa.inspect(engine).get_table_names() == []


def test_a_database_error_does_not_show_what_was_to_be_stored(records: Records) -> None:
    conversation_id, _ = begin(records)
    with records.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE turns"))
    with pytest.raises(sa.exc.OperationalError) as caught:
        records.keep_reply(conversation_id, "t1", {"text": "zeppelin"})
    assert "zeppelin" not in str(caught.value)


def test_trackers_that_cannot_be_deleted_now_stop_nobody_and_go_later(records: Records) -> None:
    conversation_id, _ = begin(records)
    first = records.new_visit(conversation_id)
    trackers = tracker_table(records)
    with trackers.begin() as connection:
        connection.execute(sa.text("INSERT INTO events (sender_id, data) VALUES (:s, 'words')"), {"s": first})
    with trackers.connect() as busy:
        busy.execute(sa.text("BEGIN IMMEDIATE"))
        assert records.new_visit(conversation_id) != first
        busy.execute(sa.text("ROLLBACK"))
    records.delete_unused(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    with trackers.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM events")).scalar() == 0
