"""Many at once with one thing that counts once: exactly one of them gets it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Invitation, User
from privacy.models import AuditEntry, SubjectKey
from tests.accounts.test_at_once import at_once
from tests.accounts.test_invitations import invite
from tests.accounts.test_password_reset import ask, follow
from tests.factors import enrol, give_code
from tests.people import PASSWORD, let_in, log_in, make_person

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
RUNNERS = 8


def race(work: Callable[[int], Any]) -> list[Any]:
    """Let so many run it at once, each with its number."""
    done: list[Any] = at_once(*(partial(work, number) for number in range(RUNNERS)))
    return done


def test_of_many_who_give_one_spare_code_one_gets_in():
    alice, own = make_person("alice"), Client()
    log_in(own, alice)
    _, spare = enrol(own)
    browsers = [Client(REMOTE_ADDR=f"203.0.113.{number}") for number in range(RUNNERS)]
    for browser in browsers:
        log_in(browser, alice)
    race(lambda number: give_code(browsers[number], spare[0]).status_code)
    assert sum(browser.get("/profile/").status_code == 200 for browser in browsers) == 1


def test_of_many_who_follow_one_reset_link_one_chooses_the_password():
    alice = make_person("alice")
    link = ask(Client(), alice.email)
    browsers = [Client() for _ in range(RUNNERS)]
    forms = [follow(browser, link) for browser in browsers]

    def choose(number: int) -> int:
        password = f"staple number {number} of the horse"
        form = {"password1": password, "password2": password}
        return int(browsers[number].post(forms[number], form).status_code)

    race(choose)
    alice.refresh_from_db()
    fits = [n for n in range(RUNNERS) if alice.check_password(f"staple number {n} of the horse")]
    assert len(fits) == 1
    inside = [n for n in range(RUNNERS) if browsers[n].get("/profile/").status_code == 200]
    assert inside == fits


def test_of_many_who_sign_up_with_one_address_there_is_one_account(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    form = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    statuses = race(lambda number: Client().post("/account/signup/", form).status_code)
    assert all(status < 500 for status in statuses)
    assert User.objects.count() == 1
    assert SubjectKey.objects.count() == 1


def test_of_many_who_come_by_one_invitation_one_account_is_made():
    host = make_person("host", is_staff=True, is_superuser=True)
    url = invite(let_in(Client(), host), Group.objects.create(name="Door"))
    form = {"password1": PASSWORD, "password2": PASSWORD}
    statuses = race(lambda number: Client().post(url, form).status_code)
    assert 302 in statuses
    assert all(status < 500 for status in statuses)
    dora = User.objects.get(email="dora@example.org")
    assert [role.name for role in dora.groups.all()] == ["Door"]
    assert Invitation.objects.get().accepted_by == dora.pk
    assert AuditEntry.objects.filter(what="invitation accepted").count() <= 1
