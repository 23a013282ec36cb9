"""The same site on PostgreSQL and Redis: its tables, and jobs done through the broker."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
import redis

from tests.site.canary import RedisWatcher, holds
from tests.site.grounds import served
from tests.site.server import Site, wait_for
from tests.site.services import ALIASES, ask, claimed_broker, new_databases
from tests.site.time_travel import move_back_postgresql

pytestmark = [pytest.mark.processes, pytest.mark.services]

JOBS = 20
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
DONE = "SELECT count(*) FROM privacy_job WHERE kind = 'tests.count' AND done_at IS NOT NULL"


WORD = "Zebrafinch7731"


@pytest.fixture
def databases():
    with new_databases() as urls:
        yield urls


@pytest.fixture
def broker():
    with claimed_broker() as url:
        yield url


def run(url: str, statement: str, *values: object) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_site_runs_on_postgresql_and_redis(make_site, databases, broker):
    site: Site = make_site(
        DJANGO_SETTINGS_MODULE="tests.site.settings",
        DASITE_DATABASE_URL=databases["default"],
        DASITE_VAULT_DATABASE_URL=databases["vault"],
        DASITE_BROKER_URL=broker,
        # So long that what is done was done by messages.
        DASITE_SWEEP_SECONDS="600",
    )
    site.start()
    tables = {alias: {str(name) for (name,) in ask(databases[alias], TABLES)} for alias in ALIASES}
    assert {name.split("_")[0] for name in tables["vault"]} == {"vault", "django"}
    assert not [name for name in tables["default"] if name.startswith("vault_")]
    assert list(site.var_dir.glob("*.sqlite3")) == []
    site.run("-m", "tests.site.add_jobs", str(JOBS))
    wait_for(lambda: ask(databases["default"], DONE) == [(JOBS,)], 30, why=site.said())
    assert list((site.var_dir / "broker" / "messages").iterdir()) == []
    assert site.attempts() == []
    assert site.stop() == 0


def test_a_word_is_found_in_rows_and_also_where_it_was_deleted(tmp_path):
    with served(tmp_path) as ground:
        vault = ground.settings["DASITE_VAULT_DATABASE_URL"]
        run(vault, "CREATE TABLE t (c bytea)")
        run(vault, "INSERT INTO t VALUES (%s)", WORD.encode())
        assert ground.kept(WORD) == ["t"]
        run(vault, "DELETE FROM t")
        assert ground.kept(WORD) == []
        places = ground.ever_written(WORD)
        assert "t" in places
        assert any(place.startswith("pg_wal/") for place in places)
        assert ground.ever_written("Quokkalane86") == []


def test_commands_to_the_broker_are_seen(broker):
    with RedisWatcher(broker) as watcher, redis.Redis.from_url(broker) as client:
        client.set("a", WORD)
    assert any(holds(command, WORD) for command in watcher.seen.values())


def test_time_is_moved_in_each_table_but_that_of_the_ledger(databases):
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for table in ("t", "vault_ledger"):
        run(databases["vault"], f"CREATE TABLE {table} (at timestamptz, also timestamptz)")
    run(databases["vault"], "INSERT INTO t VALUES (%s, NULL)", moment)
    run(databases["vault"], "INSERT INTO vault_ledger VALUES (%s, NULL)", moment)
    move_back_postgresql(databases["vault"], timedelta(days=2))
    ((moved, absent),) = ask(databases["vault"], "SELECT at, also FROM t")
    assert moved == moment - timedelta(days=2)
    assert absent is None
    assert ask(databases["vault"], "SELECT at FROM vault_ledger") == [(moment,)]
