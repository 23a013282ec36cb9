"""The first administrator: one link, for a day, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.services import first_administrator
from privacy.models import AuditEntry
from tests.factors import enrol
from tests.people import NEW_PASSWORD, PASSWORD, log_in

FORM = {"email": "Root@Example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)


@pytest.fixture
def path(db, capsys):
    call_command("first_admin_link")
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://127.0.0.1:8000/profile/first-administrator/")
    return link.removeprefix("http://127.0.0.1:8000")


def test_the_link_makes_an_administrator_who_can_log_in(path, client):
    assert client.get(path).status_code == 200
    assert client.post(path, FORM)["Location"] == "/account/login/?next=%2Fadmin%2F"
    root = User.objects.get()
    assert root.is_superuser
    assert root.is_staff
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.person, entry.by) == ("all given", root.pk, None)
    assert log_in(client, root, NEW_PASSWORD)["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content


def test_on_the_way_to_the_administration_a_second_factor_is_set_up(path, client):
    where = client.post(path, FORM)["Location"]
    form = {"login": FORM["email"], "password": NEW_PASSWORD, "next": "/admin/"}
    page = client.post(where, form, follow=True).content.decode()
    assert "A second factor is needed" in page
    enrol(client, NEW_PASSWORD)
    assert client.get("/admin/").status_code == 200


def test_the_address_counts_as_confirmed(path, client, mail_server):
    client.post(path, FORM)
    assert log_in(client, User.objects.get(), NEW_PASSWORD)["Location"] == "/profile/"


def test_a_used_link_is_dead(path, client):
    client.post(path, FORM)
    answer = client.post(path, {**FORM, "email": "second@example.org"})
    assert answer.status_code == 404
    assert User.objects.count() == 1


def test_a_used_link_stays_dead_when_the_administrator_is_gone(path, client):
    client.post(path, FORM)
    User.objects.all().delete()
    assert client.get(path).status_code == 404


def test_the_slower_of_two_gets_nothing(path, monkeypatch):
    token = path.rstrip("/").rpartition("/")[2]
    first_administrator.make(token, email="a@example.org", password=PASSWORD, now=NOW)
    monkeypatch.setattr(first_administrator, "check_token", lambda token: None)
    with pytest.raises(first_administrator.LinkDead):
        first_administrator.make(token, email="b@example.org", password=PASSWORD, now=NOW)
    assert User.objects.count() == 1


def test_a_link_lives_for_a_day(db, client):
    with time_machine.travel(NOW, tick=False):
        path = f"/profile/first-administrator/{first_administrator.make_token()}/"
    with time_machine.travel(NOW + timedelta(hours=24, seconds=-10), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(NOW + timedelta(hours=24, seconds=10), tick=False):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "ImZpcnN0Ig:1xVm0S:forged"])
def test_a_forged_link_is_dead(db, client, token):
    assert client.get(f"/profile/first-administrator/{token}/").status_code == 404


def test_there_is_no_link_once_an_administrator_exists(db, capsys):
    User.objects.create_superuser("root@example.org", PASSWORD)
    call_command("first_admin_link")
    said = capsys.readouterr()
    assert said.out == ""
    assert "exists already" in said.err


def test_a_weak_password_or_a_taken_address_is_refused(alice, path, client):
    short = {**FORM, "password1": "short", "password2": "short"}
    assert "too short" in client.post(path, short).content.decode()
    taken = client.post(path, {**FORM, "email": alice.email}).content.decode()
    assert "has an account already" in taken
    differing = client.post(path, {**FORM, "password2": PASSWORD}).content.decode()
    assert "The two passwords differ" in differing
    assert not User.objects.filter(is_superuser=True).exists()


def test_createsuperuser_works_and_the_keys_come_with_the_first_login(
    db, mail_server, monkeypatch
):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="root@example.org", interactive=False, verbosity=0)
    client = Client()
    assert log_in(client, User.objects.get())["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content
