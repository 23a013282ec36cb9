"""Everybody may read what is kept, how long, and whether that is kept to; of nobody anything."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from privacy import public_rules
from privacy.retention import limits, policies, registry
from privacy.retention.category import DataCategory
from privacy.retention.limits import Limits
from privacy.retention.modes import After, Never, OnEvent
from privacy.retention.targets import Scope
from tests.privacy.kinds import People

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
URL = "/kept/"


@pytest.fixture(autouse=True)
def _look_anew(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    cache.delete(public_rules.IS_LATE)


def read(client) -> str:
    """Return what a stranger reads there, without markup."""
    answer = client.get(URL)
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1].split("</main>")[0].split(">", 1)[1]
    words = html.unescape(re.sub(r"<[^>]+>", " ", main))
    return " ".join(words.split()).replace(" .", ".")


def set_rule(category, mode, *, ago=20 * DAY, **more):
    return policies.set_policy(category, mode, now=timezone.now() - ago, by=None, **more)


def test_a_fresh_site_promises_nothing_that_nobody_decided(client, sessions):
    words = read(client)
    assert "Without a rule yet" in words
    assert "Interviews: so that you can go on where you stopped" in words
    assert "In time" not in words
    assert "are deleted after" not in words


def test_a_rule_that_was_accepted_and_waits_is_said_with_its_day(client, sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 24
    rule = set_rule(sessions, After("P30D"), ago=timedelta(hours=1))
    words = read(client)
    day = timezone.localtime(rule.effective_at).strftime("%B %Y, %H:%M")
    assert "Interviews are kept until somebody deletes them." in words
    assert f"{day} on they are deleted after 30 days." in words


def test_a_rule_is_said_with_its_clock_and_its_reason(client, sessions):
    set_rule(sessions, After("P30D"))
    words = read(client)
    assert "Interviews are deleted after 30 days. Kept so that you can go on" in words
    assert "Counted from when they were last touched." in words
    assert "In time. Nothing is kept longer than its rule says." in words


def test_the_clock_that_a_rule_chose_is_said(client, sessions):
    other = sessions.other_clocks[0]
    set_rule(sessions, After("P30D", clock=other.name))
    assert f"Counted from when {other.words}." in read(client)


def test_never_is_said_as_plainly(client, sessions):
    set_rule(sessions, Never())
    words = read(client)
    assert "Interviews are kept until somebody deletes them." in words
    assert "Counted from" not in words


def test_what_goes_by_itself_and_what_stays_is_said(client, sessions, monkeypatch):
    monkeypatch.setattr(People, "default", OnEvent("they are erased"))
    monkeypatch.setattr(People, "stays", "a number")
    words = read(client)
    assert "Accounts go when they are erased." in words
    assert "When you leave, this stays: a number." in words


def test_rules_for_some_are_said_and_not_for_whom(client, sessions):
    set_rule(sessions, After("P30D"))
    secret = Scope("interview", "merger.package:data/questions/merger.yml")
    set_rule(sessions, After("P7D"), scope=secret)
    words = read(client)
    assert "Some are deleted after 7 days." in words
    assert "merger" not in client.get(URL).content.decode()


def test_a_rule_for_some_alone_leaves_the_others_undecided(client, sessions):
    set_rule(sessions, After("P7D"), scope=Scope("interview", "p:x.yml"))
    words = read(client)
    assert "Interviews are kept until somebody deletes them." in words
    assert "Some are deleted after 7 days." in words


def test_what_comes_soon_is_said_before_it_holds(client, sessions, settings):
    set_rule(sessions, After("P90D"))
    settings.DASITE_POLICY_DELAY_HOURS = 48
    policy = set_rule(sessions, After("P30D"), ago=timedelta(0))
    words = read(client)
    assert "Interviews are deleted after 90 days." in words
    day = timezone.localtime(policy.effective_at)
    assert f"From {day.day} {day:%B %Y, %H:%M} on they are deleted after 30 days." in words


def test_what_waits_for_a_second_person_is_not_said(client, sessions):
    set_rule(sessions, After("P90D"))
    limits.set_limits(Limits(second_person=True), now=timezone.now(), by=7)
    policies.set_policy(sessions, After("P30D"), now=timezone.now(), by=7)
    assert "30 days" not in read(client)


@pytest.mark.parametrize(("late", "said"), [(-10, "In time."), (10, "Behind.")])
def test_it_says_that_something_is_late_from_48_hours_on(
    client, sessions, make_session, late, said
):
    set_rule(sessions, After("P30D"))
    make_session(timezone.now() - 30 * DAY - timedelta(hours=48, seconds=late))
    assert said in read(client)


def test_nothing_of_anybody_is_on_it(client, sessions, make_session):
    """The page is the same, sign for sign, whether there is nobody or somebody."""
    set_rule(sessions, After("P30D"))
    before = read(client)
    alice = User.objects.create(email="alice@example.org", password="!")
    for _ in range(7):
        make_session(timezone.now() - DAY, alice.subject_id, owner=alice)
    assert read(client) == before


def test_reading_it_often_looks_once_a_minute(client, sessions, make_session):
    set_rule(sessions, After("P30D"))
    assert "In time." in read(client)
    make_session(timezone.now() - 90 * DAY)
    assert "In time." in read(client)
    cache.delete(public_rules.IS_LATE)
    assert "Behind." in read(client)


def test_what_people_make_themselves_comes_first(categories):
    @registry.register
    class Attics(DataCategory):
        key = "test.attic"
        label = "attics"
        purpose = "so that"
        legal_ground = "x"
        model = User
        default = After("P1D")

    set_rule(registry.get_category("test.attic"), After("P2D"))
    set_rule(registry.get_category("test.session"), After("P30D"))
    found = public_rules.read(timezone.now()).set_here
    assert [str(one.category.label) for one in found] == ["interviews", "attics"]


def test_every_kind_of_data_of_the_site_is_on_it(client):
    words = read(client).lower()
    for category in registry.all_categories():
        assert str(category.label).lower() in words
