"""Who looked is told to the person: in words, with a time, and never with anybody's name."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from privacy import looks
from privacy.audit import Concerning, What, record
from privacy.models import AuditEntry, Look
from privacy.retention.registry import get_rows
from privacy.vault import admissions, subjects
from privacy.vault.admissions import Terms
from privacy.vault.box import create_box
from tests.people import PASSWORD, let_in, log_in, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def alice():
    return make_person("alice")


@pytest.fixture
def clerk():
    return make_person("bob", is_staff=True)


def test_a_look_is_told_with_role_number_and_time(alice, clerk):
    clerk.groups.add(Group.objects.create(name="Caseworker"))
    looks.note([alice.subject_id], looks.What.PERSON, by=clerk, now=NOW)
    (seen,) = looks.who_looked(alice.subject_id)
    assert seen.who == f"Caseworker (person {clerk.pk})"
    assert seen.what == "opened the page of your account"
    assert seen.at == NOW


def test_an_administrator_is_called_one_and_others_staff(alice, clerk):
    assert looks.roles_of(clerk) == "a member of the staff"
    clerk.is_superuser = True
    assert looks.roles_of(clerk) == "administrator"


def test_the_same_look_within_a_minute_counts_once(alice, clerk):
    for seconds in (0, 59, 61):
        at = NOW + timedelta(seconds=seconds)
        looks.note([alice.subject_id], looks.What.PERSON, by=clerk, now=at)
    assert Look.objects.count() == 2


def test_nobody_looks_at_themselves(clerk):
    assert looks.note([clerk.subject_id], looks.What.PERSON, by=clerk, now=NOW) == 0
    assert not Look.objects.exists()


def test_who_was_let_in_and_opened_it_is_among_those_who_looked(alice, clerk):
    for person in (alice, clerk):
        log_in(Client(), person)
    keys = {p: subjects.unlock(p.subject_id, password=PASSWORD, key=None) for p in (alice, clerk)}
    box = create_box(uuid4(), owner=alice.subject_id)
    admissions.admit(box, Terms(clerk.subject_id), by=keys[alice], now=NOW)
    assert looks.who_looked(alice.subject_id) == []
    admissions.open_admitted(box.scope, by=keys[clerk], now=NOW)
    (seen,) = looks.who_looked(alice.subject_id)
    assert seen.who == "a person that was let in"
    assert looks.who_looked(clerk.subject_id) == []


def test_my_data_shows_who_looked_at_mine_alone(alice, clerk):
    looks.note([alice.subject_id], looks.What.PERSON, by=clerk, now=NOW)
    browser, other = Client(), Client()
    log_in(browser, alice)
    log_in(other, make_person("charlie"))
    assert "opened the page of your account" in browser.get("/my-data/").content.decode()
    page = other.get("/my-data/").content.decode()
    assert "opened the page of your account" not in page
    assert "Nobody. If somebody" in page


def test_an_administrator_who_opens_the_page_of_a_person_is_told_of(alice):
    root = make_person("root", is_staff=True, is_superuser=True)
    office = Client()
    let_in(office, root)
    for _ in range(2):
        assert office.get(f"/admin/accounts/user/{alice.pk}/change/").status_code == 200
    office.get(f"/admin/accounts/user/{root.pk}/change/")
    assert [row.subject_id for row in Look.objects.all()] == [alice.subject_id]


@pytest.mark.parametrize("kind", [Look, AuditEntry])
def test_what_was_written_cannot_be_changed(alice, clerk, kind):
    looks.note([alice.subject_id], looks.What.PERSON, by=clerk, now=NOW)
    record(What.STAFF_GIVEN, Concerning(person=clerk.pk), by=alice.pk, now=NOW)
    row = kind.objects.get()
    with pytest.raises(TypeError, match="written before"):
        row.save()
    with pytest.raises(TypeError, match="policy alone"):
        row.delete()


def test_a_look_is_the_persons_and_has_words(alice, clerk):
    looks.note([alice.subject_id], looks.What.HELD, by=clerk, now=NOW)
    category = get_rows("privacy.look")
    row = category.of_subject(alice.subject_id).get()
    assert "must be kept" in category.words_of(row)
    assert category.of_subject(clerk.subject_id).count() == 0
    assert str(row) == f"look {row.pk}"
    assert str(record(What.SETTING, Concerning(about="x"), by=None, now=NOW)).startswith("change ")
