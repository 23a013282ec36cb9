"""Administrators set how long answers stay unlocked; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from privacy.models import UnlockLimits
from privacy.vault.limits import Limits, read_limits
from tests.people import let_in, make_person

PAGE = "/admin/privacy/unlocklimits/1/change/"


@pytest.fixture
def alice(db) -> User:
    return make_person("alice", is_staff=True, is_superuser=True)


@pytest.fixture
def office(alice) -> Client:
    client = Client()
    let_in(client, alice)
    return client


def test_the_menu_leads_straight_to_the_two_numbers(office):
    page = office.get("/admin/privacy/unlocklimits/", follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert 'value="30"' in page.content.decode()
    assert not UnlockLimits.objects.exists()


def test_new_numbers_hold(office):
    assert office.post(PAGE, {"idle_minutes": 10, "absolute_hours": 4}).status_code == 302
    assert read_limits() == Limits(timedelta(minutes=10), timedelta(hours=4))
    assert 'value="10"' in office.get(PAGE).content.decode()


def test_one_of_something_is_called_by_its_singular(office):
    office.post(PAGE, {"idle_minutes": 1, "absolute_hours": 1})
    assert "1 minute idle, 1 hour at most" in office.get(PAGE).content.decode()
    office.post(PAGE, {"idle_minutes": 20, "absolute_hours": 2})
    assert "20 minutes idle, 2 hours at most" in office.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("idle", "absolute"), [(0, 1), (1441, 24), (1, 0), (1, 169), ("", ""), (61, 1)]
)
def test_numbers_out_of_bounds_are_refused(office, idle, absolute):
    answer = office.post(PAGE, {"idle_minutes": idle, "absolute_hours": absolute})
    assert answer.status_code == 200
    assert not UnlockLimits.objects.exists()


def test_there_is_no_second_row(office):
    assert office.get("/admin/privacy/unlocklimits/2/change/").status_code == 302
    assert office.get("/admin/privacy/unlocklimits/add/").status_code == 403
    assert office.post("/admin/privacy/unlocklimits/1/delete/").status_code == 403


def test_a_stranger_sets_nothing(db):
    client = Client()
    let_in(client, make_person("charlie", is_staff=True))
    assert client.post(PAGE, {"idle_minutes": 1, "absolute_hours": 1}).status_code == 403
    assert not UnlockLimits.objects.exists()
