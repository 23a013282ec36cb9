"""What every test stands on: both databases, no way out, people, what is counted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from hypothesis import HealthCheck, settings

from accounts.models import User
from privacy.vault import kdf
from tests.decisions import let_change
from tests.network import refuse
from tests.people import make_person

# A test that commits is followed by a DELETE of all tables, which SQLite's triggers would refuse;
# the flush itself makes them anew.
_flush = SQLite.ops_class.execute_sql_flush


def _flush_decisions_too(self: Any, sql_list: Iterable[str]) -> None:
    if self.connection.alias == "default":
        let_change("default")
    _flush(self, sql_list)


SQLite.ops_class.execute_sql_flush = _flush_decisions_too  # type: ignore[method-assign]  # for all

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_reset_sequences"})

refuse(lambda event, address: None)
# A busy machine is slow at times; that says nothing of what is tested.
settings.register_profile(
    "dasite", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dasite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases-only",
        action="store_true",
        help="run only what touches a database or a service",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Open both databases to each test that asks for one; pytest-django would open one."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        asks = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        if (mark and "databases" not in mark.kwargs) or (asks and not mark):
            kwargs = {**(mark.kwargs if mark else {}), "databases": "__all__"}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)
    if config.getoption("--databases-only"):
        items[:] = [item for item in items if _needs_service(item)]


def _needs_service(item: pytest.Item) -> bool:
    marks = ("django_db", "services")
    return any(item.get_closest_marker(name) for name in marks) or bool(
        getattr(getattr(item, "cls", None), "databases", None)
    )


@pytest.fixture
def alice(db) -> User:
    return make_person("alice")


@pytest.fixture
def bob(db) -> User:
    return make_person("bob")


@pytest.fixture
def charlie(db) -> User:
    return make_person("charlie")


@pytest.fixture
def argon_runs(monkeypatch) -> list[str]:
    """A list that each real Argon2 run lengthens."""
    runs: list[str] = []
    real = kdf._permit

    @contextmanager
    def counted():
        runs.append("argon2")
        with real():
            yield

    monkeypatch.setattr(kdf, "_permit", counted)
    return runs
