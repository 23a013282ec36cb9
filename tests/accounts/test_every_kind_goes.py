"""Whoever leaves, or is let go by a rule, leaves nothing of any kind that the registry knows."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.db.models import BigIntegerField
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.models import User
from accounts.services import deletion, leaving
from interviews import shelf
from interviews.models import InterviewSource
from interviews.services.publishing import publish_packages
from privacy.retention import came_back
from privacy.retention.registry import nothing_personal, row_categories
from tests.accounts.every_kind import KNOW_NOBODY, decide, have_each_kind
from tests.accounts.inactive import DAY, LIMIT, purge, seen, send_mails, set_rule
from tests.accounts.test_nothing_left import rows_that_point_at, stored_files, tables_with
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import WRONG_PASSWORD, log_in, make_person
from tests.site.canary import files_with, holds

NUMBER = 773_100_731  # so large that no other number holds it
WORD, OTHER, PHONE = "Zebrafinch7731", "Oktopodenzucht", "+4915750000701"
# What stays by the number of the account alone: the erasure, and what somebody decided.
LEDGER = "vault_ledger"
BY_NUMBER = {one.model._meta.db_table for one in row_categories() if one.by_number} | {LEDGER}


@pytest.fixture(autouse=True)
def _site(db, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
    shelf.clear()
    cache.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)


def leaves(person: User) -> None:
    assert leaving.leave_now(person, now=timezone.now()).complete


def is_let_go(person: User) -> None:
    set_rule()
    seen(person, LIMIT - DAY)
    assert purge(now=timezone.now()).erased == 1


def live(person: User, word: str, phone: str) -> None:
    """Take an interview, guess wrong, decide for the site, and have a row of each kind."""
    browser = Client()
    log_in(browser, person)
    Walk(browser).begin().to_end(word)
    log_in(Client(), person, WRONG_PASSWORD)
    assign_perm("interviews.set_period", person, InterviewSource.objects.get())
    person.groups.add(Group.objects.get_or_create(name="helpers")[0])
    have_each_kind(person, word, phone)


def test_each_kind_that_knows_a_person_is_filled():
    alice = make_person("alice", id=NUMBER)
    live(alice, WORD, PHONE)
    empty = {one.key for one in row_categories() if not one.of_subject(alice.subject_id).exists()}
    assert empty == KNOW_NOBODY


def test_what_says_by_number_who_did_something_says_why_that_stays():
    for category in row_categories():
        names = {field.name for field in category.model._meta.concrete_fields}
        done_by = {name for name in names if name == "by" or name.endswith("_by")}
        numbers = {
            name
            for name in done_by
            if isinstance(category.model._meta.get_field(name), BigIntegerField)
        }
        assert numbers <= set(category.by_number), category.key
        assert set(category.by_number) <= names
        assert bool(category.by_number) <= bool(category.stays or category.number_stays)


def test_what_names_an_account_by_number_has_a_category():
    for one in nothing_personal():
        names = {field.name for field in one.model._meta.concrete_fields}
        assert not [name for name in names if name.endswith("_by")], one.model


def test_who_leaves_is_told_where_their_number_stays_and_nobody_else():
    alice, bob, dora = make_person("alice"), make_person("bob"), make_person("dora")
    decide(alice, dora, OTHER)
    told = {one.why for one in deletion.preview(alice).stays}
    more = {one.number_stays for one in row_categories() if one.number_stays}
    assert more <= told
    assert {one.why for one in deletion.preview(bob).stays} == told - more


@pytest.mark.parametrize("goes", [leaves, is_let_go])
def test_of_each_kind_nothing_stays_but_what_says_so(
    goes: Callable[[User], None], settings, caplog
):
    caplog.set_level(logging.DEBUG)
    before = set(stored_files())
    alice, bob = make_person("alice", id=NUMBER), make_person("bob")
    live(bob, OTHER, "+4915750000702")
    theirs = {one.key: one.of_subject(bob.subject_id).count() for one in row_categories()}
    his_files = set(stored_files())
    live(alice, WORD, PHONE)
    decide(alice, make_person("dora"), OTHER)
    words = (WORD, alice.email, PHONE)
    subject = alice.subject_id
    assert tables_with(WORD)
    goes(alice)
    send_mails()  # the receipt, after which nobody knows the address
    for word in words:
        assert tables_with(word) == set()
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in record.getMessage() for record in caplog.records)
    assert tables_with(str(subject)) | tables_with(subject.hex) == {LEDGER}
    assert list(came_back.find()) == []
    assert rows_that_point_at(NUMBER) == []
    assert tables_with(str(NUMBER)) == BY_NUMBER
    memory = repr(list(vars(caches["default"])["_cache"].items())).encode()
    assert not any(holds(memory, word) for word in (*words, subject.hex, str(NUMBER)))
    assert theirs == {one.key: one.of_subject(bob.subject_id).count() for one in row_categories()}
    assert set(stored_files()) == his_files >= before
