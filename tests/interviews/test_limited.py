"""A limited interview is started by whom it is limited to, and found by nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from guardian.shortcuts import assign_perm

from interviews.models import InterviewSession, InterviewSource
from privacy.permissions import rows_of
from tests.interviews.conftest import PACKAGE, log_in, make_person

LINK = f"/interview?i={PACKAGE}:data/questions/five.yml&reset=1"


@pytest.fixture
def limited(source) -> InterviewSource:
    InterviewSource.objects.update(is_limited=True)
    return InterviewSource.objects.get()


def test_a_published_interview_is_started_by_everybody(source, alice):
    for client in (Client(), log_in(alice)):
        assert client.get(LINK).status_code == 302
        assert "Five questions" in client.get("/").content.decode()
    assert InterviewSession.objects.count() == 2


def test_a_stranger_neither_finds_nor_starts_it(limited, charlie):
    client = log_in(charlie)
    assert "Five questions" not in client.get("/").content.decode()
    assert client.get(LINK).status_code == 404
    assert client.post(f"/begin/{limited.pk}/").status_code == 404
    assert not InterviewSession.objects.exists()


def test_nobody_is_asked_to_log_in_first(limited):
    assert Client().get(LINK)["Location"].startswith("/account/login/?next=/interview")
    assert "Five questions" not in Client().get("/").content.decode()
    assert not InterviewSession.objects.exists()


@pytest.mark.parametrize("way", ["role on it", "person on it", "role everywhere", "administrator"])
def test_who_may_start_it_does(limited, way):
    bob = make_person("bob", is_superuser=way == "administrator")
    role = Group.objects.create(name="Callers")
    bob.groups.add(role)
    if way == "role on it":
        assign_perm("interviews.start", role, limited)
    if way == "person on it":
        assign_perm("interviews.start", bob, limited)
    if way == "role everywhere":
        role.permissions.set(rows_of(["interviews.start"]).values())
    client = log_in(bob)
    assert "Five questions" in client.get("/").content.decode()
    assert client.post(f"/begin/{limited.pk}/").status_code == 302


def test_what_was_begun_before_the_limit_goes_on(walk):
    InterviewSource.objects.update(is_limited=True)
    assert walk.answer(f0="Ada").status == 200
