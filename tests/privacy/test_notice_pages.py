"""The links of a mail: a page that asks; keeping needs the link alone, deleting its owner."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession, Package, PackageVersion
from privacy.models import Notice
from privacy.retention import holding, letters, targets
from tests.people import PASSWORD, log_in, make_person
from tests.privacy.ladders import DAY, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_person("alice")


@pytest.fixture
def charlie():
    return make_person("charlie")


@pytest.fixture
def session(alice, make_session):
    return make_session(timezone.now() - 60 * DAY, alice.subject_id, owner=alice)


@pytest.fixture
def notice(session):
    return note(session, 30, timezone.now() + 30 * DAY, category="interviews.session")


@pytest.fixture
def version(db):
    now = timezone.now()
    package = Package.objects.create(name="test.package", created_at=now)
    return PackageVersion.objects.create(package=package, number=1, digest="0", published_at=now)


@pytest.fixture
def categories():
    """The categories of the site itself."""


def prove(client: Client, user: User) -> None:
    """Log in, and show once more who one is."""
    log_in(client, user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def path(notice: Notice, purpose: str) -> str:
    link = letters.make_link(notice.message, purpose)
    return "/" + link.split("/", 3)[3]


def test_the_page_asks_and_a_get_changes_nothing(client, notice, session):
    said = client.get(path(notice, "keep")).content.decode()
    assert "Keep it?" in said
    assert "One thing you began here will be deleted on" in said
    session.refresh_from_db()
    assert session.touched_at == notice.clock
    assert client.head(path(notice, "keep")).status_code == 200


def test_keeping_needs_no_login_and_counts_as_use(client, notice, session):
    before = timezone.now()
    said = client.post(path(notice, "keep")).content.decode()
    assert "It is kept" in said
    session.refresh_from_db()
    assert session.touched_at >= before
    said = client.get(path(notice, "keep")).content.decode()
    assert "Nothing to keep" in said


def test_the_page_says_nothing_of_what_it_is_about(client, notice, session):
    InterviewSession.objects.update(title="Canary of a title")
    for said in (client.get(path(notice, "keep")), client.post(path(notice, "keep"))):
        assert "Canary" not in said.content.decode()
        assert str(session.uid) not in said.content.decode()


def test_several_things_are_counted(client, notice, session, alice, make_session):
    other = make_session(timezone.now() - 60 * DAY, alice.subject_id, owner=alice)
    note(
        other,
        30,
        timezone.now() + 31 * DAY,
        category="interviews.session",
        message=notice.message,
    )
    said = client.get(path(notice, "keep")).content.decode()
    assert "2 things you began here will be deleted" in said
    assert "Keep all 2" in said
    assert "They are kept" in client.post(path(notice, "keep")).content.decode()


@pytest.mark.parametrize("purpose", ["keep", "delete"])
def test_a_link_is_for_one_purpose(client, notice, purpose, alice):
    prove(client, alice)
    other = "delete" if purpose == "keep" else "keep"
    wrong = path(notice, other).replace(f"/{other}/", f"/{purpose}/")
    assert client.get(wrong).status_code == 404
    assert client.post(wrong).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00"])
def test_what_is_no_link_leads_nowhere(client, db, token):
    assert client.get(f"/notices/keep/{token}/").status_code == 404


def test_a_link_expires(client, notice, monkeypatch):
    link = path(notice, "keep")
    monkeypatch.setattr(letters, "LINK_LIVES", -DAY)
    assert client.get(link).status_code == 404


def test_a_link_of_a_mail_that_nobody_knows_keeps_nothing(client, db):
    unknown = letters.make_link(uuid.uuid4(), "keep")
    said = client.get("/" + unknown.split("/", 3)[3]).content.decode()
    assert "Nothing to keep" in said


def test_no_other_site_can_press_the_button(notice):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path(notice, "keep")).status_code == 403


def test_deleting_needs_a_login(client, notice, session):
    for answer in (client.get(path(notice, "delete")), client.post(path(notice, "delete"))):
        assert answer["Location"].startswith("/account/login/?next=")
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_deleting_needs_a_fresh_proof(client, notice, session, alice, settings):
    log_in(client, alice)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1  # the login was some time ago
    for answer in (client.get(path(notice, "delete")), client.post(path(notice, "delete"))):
        assert answer["Location"].startswith("/account/reauthenticate/?next=")
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_a_stranger_deletes_nothing_of_another_s(client, notice, session, charlie):
    prove(client, charlie)
    assert client.get(path(notice, "delete")).status_code == 404
    assert client.post(path(notice, "delete")).status_code == 404
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_the_owner_sees_what_goes_and_deletes_it(client, notice, session, alice):
    prove(client, alice)
    said = client.get(path(notice, "delete")).content.decode()
    assert "<li>X</li>" in said  # the title, which the owner may see
    said = client.post(path(notice, "delete"), follow=True).content.decode()
    assert "Deleted, and nobody can read it any more." in said
    assert "Nothing to delete" in said
    assert not InterviewSession.everything.filter(pk=session.pk).exists()


def test_what_is_held_is_not_deleted_and_the_person_is_told(client, notice, session, alice):
    prove(client, alice)
    holding.place(
        targets.get_target("session"),
        str(session.uid),
        reason="file 7/26",
        review_on=(timezone.now() + DAY).date(),
        now=timezone.now(),
        by=None,
    )
    said = client.post(path(notice, "delete"), follow=True).content.decode()
    assert "nothing was deleted" in said
    assert "7/26" not in said
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_a_file_that_does_not_go_at_once_is_said_to_go_later(
    client, notice, session, alice, monkeypatch
):
    def refuse(storage, name):
        raise PermissionError

    prove(client, alice)
    monkeypatch.setattr(FileSystemStorage, "delete", refuse)
    said = client.post(path(notice, "delete"), follow=True).content.decode()
    assert "A sealed file is removed shortly." in said
