"""Answers give nothing away by their time, and stay in no cache."""

from __future__ import annotations

import time

import pytest

SIGNUP = "/account/signup/"
RESET = "/account/password/reset/"


@pytest.fixture
def naps(settings, monkeypatch) -> list[float]:
    settings.ACCOUNT_EVEN_SECONDS = 100
    taken: list[float] = []
    monkeypatch.setattr(time, "sleep", taken.append)
    return taken


@pytest.mark.parametrize("path", [SIGNUP, RESET])
def test_what_must_not_tell_who_has_an_account_answers_after_a_fixed_time(client, db, naps, path):
    client.post(path, {"email": "somebody@example.org"})
    (nap,) = naps
    assert 90 < nap < 100


def test_an_answer_that_took_longer_waits_no_more(client, db, naps, settings):
    settings.ACCOUNT_EVEN_SECONDS = 0
    client.post(RESET, {"email": "somebody@example.org"})
    assert naps == [0.0]


def test_other_pages_do_not_wait(client, db, naps):
    client.get(SIGNUP)
    client.post("/account/login/", {"login": "somebody@example.org", "password": "x"})
    client.get("/nowhere/")
    assert naps == []


def test_a_page_of_nobody_may_be_kept(client, db):
    assert "no-store" not in client.get("/account/password/reset/").headers.get(
        "Cache-Control", ""
    )
