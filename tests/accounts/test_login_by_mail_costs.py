"""What a login by a mailed link or code costs: queries on both databases, and no Argon2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_login_by_mail import CONFIRM, NOBODY, ask, link
from tests.accounts.test_mailed_code import read_code, wrong


@pytest.fixture
def asked(client, alice) -> str:
    """The link that Alice asked for in a browser."""
    ask(client, alice.email)
    return link()


def test_a_login_by_link_and_by_code_costs_so_many_queries(
    alice, browser, asked, queries, argon_runs
):
    argon_runs.clear()
    with queries(22):
        Client().post(asked)
    known, nobody = Client(), Client()
    ask(known, alice.email)
    code = read_code()
    ask(nobody, NOBODY)
    with queries(17):
        known.post(CONFIRM, {"code": wrong(code)})
    with queries(16):  # whom the session names is looked up; the page answers evenly
        nobody.post(CONFIRM, {"code": wrong(code)})
    with queries(29):
        known.post(CONFIRM, {"code": code})
    assert not argon_runs


@pytest.fixture
def queries():
    """Return a block that may make so many queries, on both databases together."""

    @contextmanager
    def count(most: int) -> Iterator[None]:
        with (
            CaptureQueriesContext(connections["default"]) as first,
            CaptureQueriesContext(connections["vault"]) as second,
        ):
            yield
        assert len(first) + len(second) == most

    return count
