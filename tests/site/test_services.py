"""The same site on PostgreSQL and Redis: its tables, and jobs done through the broker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2 import sql

from tests import services
from tests.site.server import Site, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.services]

JOBS = 20
ALIASES = ("default", "vault")


def found(url: str | None, what: str) -> str:
    """Return the URL; without one fail in CI, and skip elsewhere."""
    if url is None:
        sentence = f"{what} does not answer."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return url


@pytest.fixture
def databases() -> Iterator[dict[str, str]]:
    """Return the URLs of two new databases by alias; they are dropped afterwards."""
    server = found(services.find_database(), "PostgreSQL")
    names = {alias: f"test_dasite_site_{os.getpid()}_{alias}" for alias in ALIASES}

    def each(statement: str) -> None:
        with closing(psycopg2.connect(server)) as connection:
            connection.autocommit = True
            for name in names.values():
                connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))

    each("CREATE DATABASE {}")
    yield {
        alias: urlsplit(server)._replace(path=f"/{name}").geturl() for alias, name in names.items()
    }
    each("DROP DATABASE {} WITH (FORCE)")


@pytest.fixture
def broker() -> Iterator[str]:
    """Return the URL of a Redis whose database is empty, and is emptied afterwards."""
    url = found(services.find_broker(), "Redis")
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
DONE = "SELECT count(*) FROM privacy_job WHERE kind = 'tests.count' AND done_at IS NOT NULL"


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
    tables = {
        alias: {str(name) for (name,) in rows(databases[alias], TABLES)} for alias in ALIASES
    }
    assert {name.split("_")[0] for name in tables["vault"]} == {"vault", "django"}
    assert not [name for name in tables["default"] if name.startswith("vault_")]
    assert list(site.var_dir.glob("*.sqlite3")) == []
    site.run("-m", "tests.site.add_jobs", str(JOBS))
    wait_for(lambda: rows(databases["default"], DONE) == [(JOBS,)], 30, why=site.said())
    assert list((site.var_dir / "broker" / "messages").iterdir()) == []
    assert site.attempts() == []
    assert site.stop() == 0
