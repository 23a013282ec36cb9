"""Others let into an interview: they open its documents, the owner sees it and ends it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from interviews.models import AssembledDocument, InterviewSource
from interviews.rights import OPEN
from privacy.models import Admission, UnlockedKey
from privacy.permissions import rows_of
from tests.interviews.conftest import Walk, log_in, make_person


@pytest.fixture
def bob(db):
    return make_person("bob")


@pytest.fixture
def bobs(bob):
    return log_in(bob)


@pytest.fixture
def finished(walk: Walk) -> Walk:
    """Alice at the end, with a document that she has read."""
    walk.to_end("Wolkenkuckucksheim")
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.html").status_code == 200
    return walk


def let_in(walk: Walk, **form) -> str:
    answer = walk.client.post(f"{walk.url}access/", form, follow=True)
    return str(answer.content.decode())


def person(user, **more) -> dict[str, str]:
    return {"number": str(user.pk), "email": user.email.upper(), "lasts": "open", **more}


def opened_url(walk: Walk) -> str:
    return f"/opened/{walk.session.uid}/"


def document_url(walk: Walk) -> str:
    return f"{opened_url(walk)}documents/{AssembledDocument.objects.get().uid}/"


def test_whom_alice_lets_in_reads_her_document_and_she_sees_when(finished, bob, bobs):
    page = let_in(finished, **person(bob, reason="my neighbour", lasts="days", days="3"))
    assert bob.email in page
    assert "my neighbour" in page
    assert "Never opened." in page
    assert opened_url(finished) in bobs.get("/opened/").content.decode()
    assert document_url(finished) in bobs.get(opened_url(finished)).content.decode()
    assert "Wolkenkuckucksheim" in bobs.get(document_url(finished)).content.decode()
    assert "Last opened" in finished.client.get(f"{finished.url}access/").content.decode()


def test_an_end_is_an_end(finished, bob, bobs):
    let_in(finished, **person(bob))
    end = f"{finished.url}access/{Admission.objects.get().pk}/end/"
    assert "open nothing" in finished.client.post(end, follow=True).content.decode()
    assert bobs.get(opened_url(finished)).status_code == 404
    assert bobs.get(document_url(finished)).status_code == 404
    assert opened_url(finished) not in bobs.get("/opened/").content.decode()
    assert finished.client.post(end).status_code == 404
    finished.open(finished.url)
    assert finished.status == 200


def test_each_in_a_role_reads_while_they_are_in_it(finished, bob, bobs):
    role = Group.objects.create(name="Lawyers")
    role.permissions.set(rows_of([OPEN]).values())
    bob.groups.add(role)
    assert "Role: Lawyers" in let_in(finished, role=str(role.pk), lasts="open")
    assert bobs.get(opened_url(finished)).status_code == 200
    bob.groups.clear()
    assert bobs.get(opened_url(finished)).status_code == 404


def test_a_role_that_may_open_nothing_is_not_let_in(finished, bob):
    role = Group.objects.create(name="Lawyers")
    bob.groups.add(role)
    assert "Select a valid choice" in let_in(finished, role=str(role.pk), lasts="open")
    assert not Admission.objects.exists()


def test_who_may_open_nothing_any_more_finds_nothing_of_the_roles(finished, bob, bobs):
    role, source = Group.objects.create(name="Lawyers"), InterviewSource.objects.get()
    assign_perm(OPEN, role, source)
    bob.groups.add(role)
    let_in(finished, role=str(role.pk), lasts="open")
    assert opened_url(finished) in bobs.get("/opened/").content.decode()
    remove_perm(OPEN, role, source)
    assert opened_url(finished) not in bobs.get("/opened/").content.decode()
    assert bobs.get(opened_url(finished)).status_code == 404
    let_in(finished, **person(bob))
    assert bobs.get(opened_url(finished)).status_code == 200


def test_a_stranger_finds_nothing(finished, bob, bobs, charlie):
    let_in(finished, **person(bob))
    stranger = log_in(charlie)
    assert stranger.get(opened_url(finished)).status_code == 404
    assert stranger.get(document_url(finished)).status_code == 404
    assert stranger.get(f"{finished.url}access/").status_code == 404
    assert stranger.post(f"{finished.url}access/", person(charlie)).status_code == 404
    end = f"{finished.url}access/{Admission.objects.get().pk}/end/"
    assert stranger.post(end).status_code == 404
    assert bobs.get(opened_url(finished)).status_code == 200
    assert "Nobody has opened" in stranger.get("/opened/").content.decode()


def test_a_helper_lets_nobody_else_in(finished, bob, bobs, charlie):
    let_in(finished, **person(bob))
    assert bobs.post(f"{finished.url}access/", person(charlie)).status_code == 404
    assert Admission.objects.count() == 1


@pytest.mark.parametrize(
    "form",
    [{}, {"number": "1"}, {"email": "bob@example.org"}, {"number": "x"}],
    ids=str,
)
def test_a_person_is_named_by_number_and_address_or_not_at_all(finished, bob, form):
    let_in(finished, lasts="open", **form)
    assert not Admission.objects.exists()


@pytest.mark.parametrize("form", [{"lasts": ""}, {"lasts": "days"}, {"lasts": "x", "days": "3"}])
def test_how_long_has_to_be_said(finished, bob, form):
    page = let_in(finished, **person(bob, **form))
    assert bob.email.upper() in page  # what was typed is still there
    assert not Admission.objects.exists()


def test_somebody_without_keys_cannot_be_let_in_yet(finished, bob):
    assert "ask them to log in once" in let_in(finished, **person(bob))
    assert not Admission.objects.exists()


def test_a_guest_lets_nobody_in(guest):
    assert guest.client.get(f"{guest.url}access/").status_code == 404


def test_a_helper_whose_keys_have_lapsed_is_asked_for_the_password(finished, bob, bobs):
    let_in(finished, **person(bob))
    UnlockedKey.objects.update(idle_until=timezone.now())
    assert re.match("/profile/unlock/", bobs.get(opened_url(finished))["Location"])


def test_an_interview_that_was_never_there_is_not_found(bobs):
    answer = bobs.get("/opened/00000000-0000-4000-8000-000000000000/")
    assert answer.status_code == 404
