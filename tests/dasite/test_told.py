"""No page of the administration shows anything of a person that the person is not told of."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accounts.models import DeletionPermission, Invitation, User
from accounts.services.invitations import Guest, invite
from interviews.models import InterviewSession
from privacy.models import Look
from tests.dasite.furnished import furnish
from tests.dasite.matrix import routes, undone
from tests.dasite.test_matrix import admin_path, is_of_administration
from tests.people import let_in, make_person

pytestmark = pytest.mark.django_db

NAME, WORDS = "Aliceanary Liddellcanary", "canary: I have left the office"
PEOPLE = "/admin/accounts/user/"


@pytest.fixture
def site(monkeypatch) -> dict[str, Any]:
    """A site on which Alice is in a role, invited anew, and has asked whether she may leave."""
    monkeypatch.setattr(default_storage, "delete", lambda name: None)
    found, now = furnish(), timezone.now()
    alice = User.objects.get(email="alice@example.org")
    User.objects.filter(pk=alice.pk).update(name=NAME)
    role = Group.objects.get(pk=found["objects"]["auth/group"])
    alice.groups.add(role)
    root = make_person("root", is_staff=True, is_superuser=True)
    asked = DeletionPermission.objects.create(user=alice, words=WORDS, asked_at=now)
    Invitation.objects.all().delete()
    sent = invite(Guest(alice.email), by=root, now=now)
    objects = {
        **found["objects"],
        "accounts/deletionpermission": asked.pk,
        "accounts/invitation": sent.pk,
    }
    return {**found, "objects": objects, "alice": alice, "office": let_in(Client(), root)}


def looks_at(person: User) -> set[str]:
    return set(Look.objects.filter(subject_id=person.subject_id).values_list("what", flat=True))


def test_whoever_reads_of_a_person_is_written_down_page_by_page(site):
    """Whatever holds the person's address, name or words: the page wrote it down itself."""
    alice, shown, silent = site["alice"], set(), []
    for route in filter(is_of_administration, routes()):
        path = admin_path(route, site["objects"])
        with undone():
            Look.objects.all()._raw_delete("default")
            page = site["office"].get(path)
            text = "" if page.streaming else page.content.decode()
            if any(one in text for one in (alice.email, NAME, WORDS)):
                shown.add(route)
                if not looks_at(alice):
                    silent.append(route)
    assert silent == []
    assert shown == {
        "admin/accounts/deletionpermission/<path:object_id>/change/",
        "admin/accounts/invitation/<path:object_id>/change/",
        "admin/accounts/user/",
        "admin/accounts/user/<path:object_id>/change/",
        "admin/auth/group/<path:object_id>/change/",
    }


SESSIONS = "/admin/interviews/interviewsession/"


def test_each_kind_of_look_is_told_in_words_on_my_data(site):
    office, alice = site["office"], site["alice"]
    session = InterviewSession.objects.get()
    role = site["objects"]["auth/group"]
    member = f"/admin/auth/group/{role}/members/{alice.pk}/remove/"
    steps = (
        (lambda: office.get(PEOPLE), "saw you, or interviews of yours, in a list"),
        (lambda: office.get(f"{PEOPLE}{alice.pk}/change/"), "opened the page of your account"),
        (lambda: office.get(f"{PEOPLE}{alice.pk}/history/"), "opened the page of your account"),
        (lambda: office.post(f"{PEOPLE}find/", {"words": "alice"}), "in a list"),
        (lambda: office.get(f"/admin/auth/group/{role}/change/"), "in a list"),
        (lambda: office.post(member), "changed something about your account"),
        (lambda: office.post(f"{PEOPLE}{alice.pk}/reset/"), "sent you a link to get in"),
        (
            lambda: office.post(f"{PEOPLE}{alice.pk}/change/", {"is_staff": "on"}),
            "changed something about your account",
        ),
        (lambda: office.get(SESSIONS), "in a list"),
        (lambda: office.get(f"{SESSIONS}{session.pk}/change/"), "the page of an interview of"),
        (
            lambda: office.post(SESSIONS, {"action": "export", "_selected_action": session.pk}),
            "took along a list",
        ),
        (
            lambda: office.post(SESSIONS, {"action": "erase", "_selected_action": session.pk}),
            "in a list",
        ),
    )
    for step, words in steps:
        with undone():
            assert step().status_code in {200, 302}
            page = site["clients"]["owner"].get("/my-data/").content.decode()
            told = page.split('id="who-looked"')[1]
            assert words in told
            assert "administrator (person" in told


def test_who_is_switched_off_reads_it_once_they_are_back(site):
    office, bob = site["office"], User.objects.get(email="bob@example.org")
    for way in ("off", "on"):
        office.post(f"{PEOPLE}{bob.pk}/{way}/")
    assert looks_at(bob) == {"changed"}


def test_nobody_is_told_of_their_own_work(site):
    root = User.objects.get(email="root@example.org")
    site["office"].get(f"{PEOPLE}{root.pk}/change/")
    site["office"].get(PEOPLE)
    assert looks_at(root) == set()


def test_a_list_that_is_opened_again_within_the_hour_is_told_once(site):
    for _ in range(3):
        site["office"].get(PEOPLE)
    assert Look.objects.filter(subject_id=site["alice"].subject_id).count() == 1
