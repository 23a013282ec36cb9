"""Invitations: a link that works once, for one address, and gives what its sender could give."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, User
from accounts.services import invitations
from accounts.services.invitations import Guest
from privacy.jobs import kinds as jobs
from privacy.models import AuditEntry, KeyShare
from privacy.retention.registry import get_rows
from privacy.vault import subjects
from tests.accounts.test_granting import make_role, office_of, written
from tests.people import PASSWORD, log_in, make_person

ADDRESS = "dora@example.org"
INVITATIONS = "/admin/accounts/invitation/"
BANS = "accounts.lift_bans"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def door() -> Group:
    return make_role("Door", BANS)


@pytest.fixture
def host(door) -> User:
    """Somebody who invites, manages roles and lifts bans."""
    person = make_person("host", is_staff=True)
    person.groups.add(make_role("Hosts", "accounts.invite_people", "accounts.manage_roles", BANS))
    return person


@pytest.fixture
def office(host) -> Client:
    return office_of(host)


def invite(office: Client, *roles: Group, email: str = ADDRESS, **more) -> str:
    """Invite by the page; return the path of the link that was mailed."""
    posted = {"email": email, "roles": [role.pk for role in roles], **more}
    assert office.post(f"{INVITATIONS}add/", posted).status_code == 302
    return link()


def link() -> str:
    found = re.search(r"/profile/invitation/[\w-]+/", str(mail.outbox[-1].body))
    assert found
    return found.group()


def come(url: str, password: str = PASSWORD, client: Client | None = None, **more):
    posted = {"password1": password, "password2": password, **more}
    return (client or Client()).post(url, posted)


def test_who_is_invited_makes_an_account_and_has_the_roles(office, host, door):
    url = invite(office, door, is_staff="on")
    assert mail.outbox[-1].to == [ADDRESS]
    browser = Client()
    page = browser.get(url).content.decode()
    assert ADDRESS in page
    assert come(url, client=browser).status_code == 302
    dora = User.objects.get(email=ADDRESS)
    assert list(dora.groups.all()) == [door]
    assert dora.is_staff
    assert EmailAddress.objects.get(user=dora).verified
    unlocked = subjects.unlock(dora.subject_id, password=PASSWORD, key=None)
    assert unlocked.subject_id == dora.subject_id
    assert browser.get("/profile/").status_code == 200
    assert written() == ["invited", "accepted", "member added", "staff given"]


def test_the_address_is_confirmed_by_the_link_alone(office, mail_server):
    url = invite(office)
    come(url)
    assert len(mail.outbox) == 1
    assert log_in(Client(), User.objects.get(email=ADDRESS)).status_code == 302


def test_no_other_address_comes_in_by_the_link(office):
    url = invite(office)
    come(url, email="eve@example.org")
    assert not User.objects.filter(email="eve@example.org").exists()
    assert User.objects.filter(email=ADDRESS).exists()


def test_a_link_works_once(office, door):
    url = invite(office, door)
    come(url)
    for client in (Client(), office):
        assert client.get(url).status_code == 404
    assert come(url, "another staple, better horse").status_code == 404
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_an_old_link_a_withdrawn_one_and_a_guessed_one_are_dead(office):
    url = invite(office)
    assert "does not work any more" in Client().get(f"{url[:-4]}xyz/").content.decode()
    Invitation.objects.update(expires_at=timezone.now())
    assert Client().get(url).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    row = Invitation.objects.get()
    office.post(f"{INVITATIONS}{row.pk}/withdraw/")
    assert come(url).status_code == 404
    assert Invitation.objects.get().sealed_address == ""
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_new_invitation_ends_the_one_before_and_so_does_sending_again(office):
    first = invite(office)
    second = invite(office, email=ADDRESS.upper())
    assert Client().get(first).status_code == 404
    row = Invitation.objects.latest("pk")
    office.post(f"{INVITATIONS}{row.pk}/again/")
    assert Client().get(second).status_code == 404
    assert Client().get(link()).status_code == 200
    assert written() == ["invited", "invited", "invited again"]


def test_what_was_used_is_neither_sent_again_nor_withdrawn(office):
    come(invite(office))
    row = Invitation.objects.get()
    sent = len(mail.outbox)
    for way in ("again", "withdraw"):
        page = office.post(f"{INVITATIONS}{row.pk}/{way}/", follow=True).content.decode()
        assert "It was used or withdrawn" in page
    assert len(mail.outbox) == sent
    page = office.get(f"{INVITATIONS}{row.pk}/change/").content.decode()
    assert "forgotten" in page
    assert "accepted" in page


def test_an_hour_after_the_link_is_too_old_its_address_is_forgotten(office):
    invite(office)
    row = Invitation.objects.get()
    handle = jobs.get_handler("accounts.forget_invited")
    handle({}, row.expires_at - timedelta(seconds=10))
    assert invitations.address_of(Invitation.objects.get()) == ADDRESS
    handle({}, row.expires_at + timedelta(seconds=10))
    assert Invitation.objects.get().sealed_address == ""
    page = office.post(f"{INVITATIONS}{row.pk}/again/", follow=True).content.decode()
    assert "too old. Invite them anew" in page
    assert jobs.recurring()["accounts.forget_invited"] == 3600


def test_a_role_above_is_given_by_no_invitation_however_it_is_posted(office, host):
    legal = make_role("Legal", "privacy.place_holds")
    posted = {"email": ADDRESS, "roles": [legal.pk]}
    assert "There is a problem" in office.post(f"{INVITATIONS}add/", posted).content.decode()
    with pytest.raises(invitations.NotAllowed, match="Legal"):
        invitations.invite(Guest(ADDRESS, (legal,)), by=host, now=timezone.now())
    host.is_staff = False
    with pytest.raises(invitations.NotAllowed, match="administration"):
        invitations.invite(Guest(ADDRESS, is_staff=True), by=host, now=timezone.now())
    assert not Invitation.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("loss", ["permission", "staff", "account"])
def test_what_the_sender_lost_meanwhile_is_not_given(office, host, door, loss):
    url = invite(office, door, is_staff="on")
    if loss == "permission":
        host.groups.clear()
    User.objects.filter(pk=host.pk).update(is_staff=loss != "staff", is_active=loss != "account")
    come(url)
    dora = User.objects.get(email=ADDRESS)
    assert dora.groups.exists() is (loss == "staff")
    assert not dora.is_staff


def test_nobody_invites_themselves_into_a_role_or_the_administration(office, host, door):
    """Neither to the address of their account, nor as somebody who may only invite."""
    office.post(invite(office, door, email=host.email))
    assert door not in host.groups.all()
    clerk = make_person("clerk", is_staff=True)
    clerk.groups.add(make_role("Post", "accounts.invite_people"))
    desk = office_of(clerk)
    url = invite(desk, door, email="eva@example.org", is_staff="on")
    Client().post(url, {"password1": PASSWORD, "password2": PASSWORD})
    eva = User.objects.get(email="eva@example.org")
    assert not eva.groups.exists()
    assert not eva.is_staff
    assert not eva.is_superuser


def test_an_account_that_is_there_keeps_its_password_and_gets_the_roles(office, door):
    dora = make_person("dora")
    url = invite(office, door)
    before = dora.password
    page = come(url).content.decode()
    assert "You have an account" in page
    browser = Client()
    log_in(browser, dora)
    assert "Accept" in browser.get(url).content.decode()
    assert not dora.groups.exists()
    assert browser.post(url)["Location"] == "/profile/"
    dora.refresh_from_db()
    assert (list(dora.groups.all()), dora.password) == ([door], before)


def test_somebody_else_who_is_logged_in_gets_nothing(office, door, charlie):
    url = invite(office, door)
    browser = Client()
    log_in(browser, charlie)
    for answer in (browser.get(url), browser.post(url)):
        assert "for somebody else" in answer.content.decode()
    assert not charlie.groups.exists()
    with pytest.raises(invitations.LinkDead):
        invitations.accept(url.split("/")[-2], charlie, now=timezone.now())


def test_mistakes_are_said_and_the_link_still_works(office):
    url = invite(office)
    assert "There is a problem" in come(url, "short").content.decode()
    assert come(url).status_code == 302


def test_who_may_not_invite_does_not(alice, charlie, host):
    clerk = make_person("clerk", is_staff=True)
    clerk.groups.add(make_role("Clerks", BANS))
    for client in (office_of(clerk), office_of(charlie), Client()):
        for url in ("", "add/", "1/change/"):
            assert client.get(f"{INVITATIONS}{url}").status_code in {302, 403}
        for url in ("add/", "1/again/", "1/withdraw/"):
            answer = client.post(f"{INVITATIONS}{url}", {"email": ADDRESS})
            assert answer.status_code in {302, 403}
    with pytest.raises(invitations.NotAllowed):
        invitations.invite(Guest(ADDRESS), by=clerk, now=timezone.now())
    assert not Invitation.objects.exists()


def test_neither_address_nor_link_lies_in_clear_in_any_table(office, door):
    url = invite(office, door)
    token = url.split("/")[-2]
    assert KeyShare.objects.exists()
    for alias in ("default", "vault"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                rows = str([[_text(cell) for cell in row] for row in cursor.fetchall()])
            assert "dora@" not in rows, table
            assert token not in rows, table


def _text(cell) -> str:
    return bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


def test_an_invitation_is_the_persons_data_and_says_its_state(office):
    come(invite(office))
    dora = User.objects.get(email=ADDRESS)
    category = get_rows("accounts.invitation")
    assert category.of_subject(dora.subject_id).count() == 1
    page = office.get(INVITATIONS).content.decode()
    assert "accepted" in page
    assert ADDRESS not in page
    invite(office, email="eve@example.org")
    assert "waits" in office.get(INVITATIONS).content.decode()
    Invitation.objects.filter(accepted_at=None).update(expires_at=timezone.now())
    assert "too old" in office.get(INVITATIONS).content.decode()
    Invitation.objects.filter(accepted_at=None).update(withdrawn_at=timezone.now())
    assert "withdrawn" in office.get(INVITATIONS).content.decode()
    assert str(Invitation.objects.earliest("pk")).startswith("invitation ")
    assert ADDRESS not in str(list(AuditEntry.objects.values()))
