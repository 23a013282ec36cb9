"""Who can open the answers besides the person: nobody, roles, or the server; pinned and told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from interviews.models import InterviewSource, Mode
from interviews.rights import OPEN
from privacy.models import Admission, UnlockedKey
from privacy.permissions import rows_of
from tests.accounts.test_signup_by_mail import ask, link
from tests.interviews.conftest import Walk, log_in, make_person
from tests.people import let_in


def begin(source, alice, mode) -> Walk:
    InterviewSource.objects.update(mode=mode)
    return Walk(log_in(alice)).begin()


def lapse() -> None:
    UnlockedKey.objects.update(idle_until=timezone.now())


def test_as_a_rule_nobody_else_is_let_in(walk):
    assert walk.session.mode == Mode.OWNER
    assert not Admission.objects.exists()
    assert "Locked with your password" in walk.page


@pytest.mark.parametrize("mode", [Mode.OWNER, Mode.ROLES])
def test_who_has_no_password_is_told_that_this_site_could_open_it(source, client, mode):
    InterviewSource.objects.update(mode=mode)
    ask(client)
    client.post(link())
    walk = Walk(client).begin()
    assert "we could open your answers" in walk.page
    assert "Locked with your password" not in walk.page
    assert ("can open its documents" in walk.page) == (mode == Mode.ROLES)


def test_in_the_mode_server_the_person_is_told_and_needs_no_key(source, alice):
    walk = begin(source, alice, Mode.SERVER)
    assert "this server can use without you" in walk.page
    lapse()
    walk.open(walk.url)
    assert walk.status == 200
    assert walk.answer(f0="Ada").status == 200
    assert walk.session.steps == 1


def test_in_the_mode_server_a_stranger_finds_nothing_all_the_same(source, alice, charlie):
    walk = begin(source, alice, Mode.SERVER)
    assert log_in(charlie).get(walk.url).status_code == 404
    assert Client().get(walk.url)["Location"].startswith("/account/login/")


def test_a_session_keeps_the_mode_that_it_began_with(source, alice):
    walk = begin(source, alice, Mode.OWNER)
    InterviewSource.objects.update(mode=Mode.SERVER)
    lapse()
    assert walk.client.get(walk.url)["Location"].startswith("/profile/unlock/")


def test_in_the_mode_roles_each_member_may_open_it_and_the_person_is_told(source, alice):
    role, bob = Group.objects.create(name="Lawyers"), make_person("bob")
    role.permissions.set(rows_of([OPEN]).values())
    bobs = log_in(bob)
    bob.groups.add(role)
    source.roles.set([role, Group.objects.create(name="Nobody")])
    walk = begin(source, alice, Mode.ROLES)
    assert "can open its documents too" in walk.page
    assert "Role: Lawyers" in walk.client.get(f"{walk.url}access/").content.decode()
    assert bobs.get(f"/opened/{walk.session.uid}/").status_code == 200
    assert Admission.objects.count() == 1


@pytest.fixture
def office(source):
    client = Client()
    let_in(client, make_person("dora", is_staff=True, is_superuser=True))
    return client


def test_who_publishes_sets_the_mode(office, source):
    page = f"/admin/interviews/interviewsource/{source.pk}/change/"
    assert office.post(page, {"mode": "server", "roles": []}).status_code == 302
    source.refresh_from_db()
    assert source.mode == Mode.SERVER


def test_other_staff_sets_no_mode(source, charlie):
    charlie.is_staff = True
    charlie.save()
    client = Client()
    let_in(client, charlie)
    page = f"/admin/interviews/interviewsource/{source.pk}/change/"
    assert client.post(page, {"mode": "server"}).status_code == 403
