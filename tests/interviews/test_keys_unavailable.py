"""While the database with the key shares does not answer: a calm page, and nothing half done."""

from __future__ import annotations

import logging
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse

from interviews.models import InterviewSession
from privacy.middleware import RestoreGateMiddleware
from privacy.retention import restore_gate

CALM = "Nothing can be opened just now"
WHERE = "keys.example.org"


def refuse(*args, **kwargs):
    raise OperationalError(f"could not connect to {WHERE}")


@contextmanager
def vault_down():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections["vault"], "ensure_connection", refuse)
        patch.setattr(connections["vault"], "cursor", refuse)
        yield


def test_a_page_of_an_interview_says_so_calmly_and_comes_back(walk, caplog):
    caplog.set_level(logging.DEBUG)
    walk.answer(f0="Ada")
    before = bytes(InterviewSession.objects.get().sealed_state)
    with vault_down():
        for answer in (walk.client.get(walk.url), walk.client.post(walk.url, {"f0": "Bob"})):
            assert (answer.status_code, answer["Retry-After"]) == (503, "60")
            assert "no-store" in answer["Cache-Control"]
            assert CALM in answer.content.decode()
            assert WHERE not in answer.content.decode()
    assert bytes(InterviewSession.objects.get().sealed_state) == before
    assert walk.client.get(walk.url).status_code == 200
    assert "does not answer" in caplog.text
    assert WHERE not in caplog.text


def test_another_fault_of_a_database_is_not_taken_for_it(walk, monkeypatch):
    monkeypatch.setattr("interviews.views.screens.take_seat", refuse)
    walk.client.raise_request_exception = False
    assert walk.client.get(walk.url).status_code == 500


@pytest.fixture
def gate(monkeypatch, db):
    monkeypatch.setattr(RestoreGateMiddleware, "LOOK_AGAIN", 0)
    return RestoreGateMiddleware(lambda request: HttpResponse("in"))


@pytest.mark.parametrize("path", ["/", "/health/retention"])
def test_the_gate_stays_shut_while_it_cannot_look(gate, rf, path):
    with vault_down():
        answer = gate(rf.get(path))
    assert answer.status_code == 503
    assert ("keys unavailable" if path != "/" else CALM) in answer.content.decode()
    assert gate(rf.get(path)).content == b"in"


def test_the_gate_hides_no_other_fault(gate, rf, monkeypatch):
    monkeypatch.setattr(restore_gate, "is_shut", refuse)
    with pytest.raises(OperationalError):
        gate(rf.get("/"))


def test_a_connection_that_broke_counts_as_no_answer(walk, monkeypatch):
    monkeypatch.setattr("interviews.views.screens.take_seat", refuse)
    monkeypatch.setattr(connections["vault"], "is_usable", lambda: False)
    assert walk.client.get(walk.url).status_code == 503
