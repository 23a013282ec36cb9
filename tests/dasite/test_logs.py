"""Logs hold places and classes of exceptions, never their text."""

from __future__ import annotations

import io
import logging
import logging.config

import pytest
from celery import Celery
from django.conf import settings

WORD = "Zebrafinch7731"


@pytest.fixture
def log():
    """Return a logger configured as the site's, and what it wrote."""
    before = logging.getLogger().handlers[:]
    level = logging.getLogger().level
    logging.config.dictConfig(settings.LOGGING)
    written = io.StringIO()
    (console,) = logging.getLogger().handlers
    assert isinstance(console, logging.StreamHandler)
    console.setStream(written)
    yield logging.getLogger("dasite.test"), written
    logging.getLogger().handlers[:] = before
    logging.getLogger().setLevel(level)


class Broken:
    def __contains__(self, item: object) -> bool:
        raise RuntimeError(WORD)


def fail() -> None:
    raise ValueError(f"invalid literal: {WORD}")


def test_the_text_of_an_exception_is_left_out_and_its_place_is_kept(log):
    logger, written = log
    try:
        fail()
    except ValueError:
        logger.exception("step %s failed", 7)
    said = written.getvalue()
    assert "ERROR dasite.test: step 7 failed\nbuiltins.ValueError raised in\n" in said
    assert f"{__file__}:" in said
    assert " fail\n" in said
    assert WORD not in said


def test_what_led_to_an_exception_is_named_without_its_text(log):
    logger, written = log
    try:
        try:
            fail()
        except ValueError as error:
            raise RuntimeError(WORD) from error
    except RuntimeError:
        logger.exception("no")
    said = written.getvalue()
    assert said.index("builtins.RuntimeError") < said.index("builtins.ValueError")
    assert WORD not in said


def test_what_was_hidden_on_purpose_stays_hidden(log):
    logger, written = log
    try:
        try:
            fail()
        except ValueError:
            raise RuntimeError(WORD) from None
    except RuntimeError:
        logger.exception("no")
    assert "ValueError" not in written.getvalue()


def test_a_page_that_fails_leaves_no_text_in_the_log(log, client, monkeypatch):
    _, written = log
    monkeypatch.setattr("dasite.context.THEMES", Broken())
    client.raise_request_exception = False
    assert client.get("/account/login/", {"q": WORD}).status_code == 500
    assert "Internal Server Error" in written.getvalue()
    assert WORD not in written.getvalue()


def test_a_page_is_named_and_not_its_address_which_may_hold_a_token(log, client):
    _, written = log
    assert client.get(f"/profile/first-administrator/{WORD}/").status_code == 404
    assert client.get(f"/{WORD}/").status_code == 404
    said = written.getvalue()
    assert "WARNING django.request: Not Found: accounts:first-administrator\n" in said
    assert "WARNING django.request: Not Found: no page\n" in said
    assert WORD not in said


def test_a_task_that_fails_leaves_no_text_in_the_log(log):
    _, written = log
    app = Celery("test", set_as_current=False)
    app.conf.task_always_eager = True
    app.task(name="fail", shared=False)(fail)
    outcome = app.tasks["fail"].apply()
    assert outcome.failed()
    # Eager tasks log nothing; a worker logs like this (celery.app.trace).
    logging.getLogger("celery.app.trace").error(
        "Task %(name)s[%(id)s] raised unexpected: %(exc)s",
        {"name": "fail", "id": 1, "exc": repr(outcome.result), "traceback": outcome.traceback},
    )
    assert "Task fail[1] raised unexpected: see below" in written.getvalue()
    assert WORD not in written.getvalue()


def test_django_mails_no_requests_to_anybody():
    logging.config.dictConfig(settings.LOGGING)
    assert logging.getLogger("django").handlers == []
