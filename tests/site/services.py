"""Databases on PostgreSQL and a Redis for one site under test; nothing of anybody else's."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2 import sql

from tests import services

ALIASES = ("default", "vault")
REDIS_DATABASES = range(16)
CLAIM, CLAIM_SECONDS = "dasite-test-claim", 900


def found(url: str | None, what: str) -> str:
    """Return the URL; without one fail in CI, and skip elsewhere."""
    if url is None:
        sentence = f"{what} does not answer."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return url


@contextmanager
def new_databases() -> Iterator[dict[str, str]]:
    """Yield the URLs of two new databases by alias; they are dropped afterwards."""
    server = found(services.find_database(), "PostgreSQL")
    names = {alias: f"test_dasite_site_{uuid.uuid4().hex[:12]}_{alias}" for alias in ALIASES}

    def each(statement: str) -> None:
        with closing(psycopg2.connect(server)) as connection:
            connection.autocommit = True
            for name in names.values():
                connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))

    each("CREATE DATABASE {}")
    try:
        yield {
            alias: urlsplit(server)._replace(path=f"/{name}").geturl()
            for alias, name in names.items()
        }
    finally:
        each("DROP DATABASE {} WITH (FORCE)")


@contextmanager
def claimed_broker() -> Iterator[str]:
    """Yield the URL of an empty database of Redis that no other test uses; empty it afterwards."""
    server = found(services.find_broker(), "Redis")
    for number in REDIS_DATABASES:
        url = urlsplit(server)._replace(path=f"/{number}").geturl()
        with redis.Redis.from_url(url) as client:
            if client.dbsize() or not client.set(CLAIM, "1", nx=True, ex=CLAIM_SECONDS):
                continue
            try:
                yield url
            finally:
                client.flushdb()
            return
    pytest.fail("No database of Redis is empty.")


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """Return the rows that a query on PostgreSQL finds."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
