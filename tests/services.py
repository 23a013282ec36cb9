"""Finds the PostgreSQL and the broker that tests may use; prints them as NAME=VALUE lines.

`python -m tests.services` ends with 1, and says on the error stream what was absent, if one of
them does not answer. The databases named here are never touched: Django makes test databases
beside them.
"""

from __future__ import annotations

import os
import sys

import psycopg2
import redis

DATABASE_URLS = (
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql:///postgres?host=/run/postgresql",
)
BROKER_URL = "redis://127.0.0.1:6379/9"
SECONDS = 3


def find_database() -> str | None:
    """Return the URL of the first PostgreSQL that answers."""
    named = os.environ.get("DASITE_TEST_DATABASE_URL")
    for url in (named,) if named else DATABASE_URLS:
        try:
            psycopg2.connect(url, connect_timeout=SECONDS).close()
        except psycopg2.OperationalError:
            continue
        return url
    return None


def find_broker() -> str | None:
    """Return the URL of the Redis that answers."""
    url = os.environ.get("DASITE_TEST_BROKER_URL", BROKER_URL)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=SECONDS) as client:
            client.ping()
    except redis.RedisError:
        return None
    return url


def main() -> int:
    """Print what was found; return 1 if something was not."""
    database, broker = find_database(), find_broker()
    if database is None:
        sys.stderr.write(
            "PostgreSQL does not answer; start it, or name one in DASITE_TEST_DATABASE_URL.\n"
        )
    if broker is None:
        sys.stderr.write(
            "Redis does not answer; start it, or name one in DASITE_TEST_BROKER_URL.\n"
        )
    if database is None or broker is None:
        return 1
    sys.stdout.write(f"DASITE_DATABASE_URL={database}\n")
    sys.stdout.write(f"DASITE_VAULT_DATABASE_URL={database}\n")
    sys.stdout.write(f"DASITE_BROKER_URL={broker}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
