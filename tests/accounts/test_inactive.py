"""Accounts that nobody uses go whole, by a rule; nobody goes who came back, or who must stay."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import seen as seeing
from accounts import tasks
from accounts.models import DeletionRequest, LoginSession, User
from accounts.services import deletion, going, leaving
from interviews.models import InterviewSession
from privacy.models import Hold, LedgerEntry, RetentionBatch, RetentionRun, Tombstone
from privacy.retention import gates, ledger, policies, receipts, run
from privacy.retention.category import After, DataCategory, Never
from privacy.retention.errors import PlanTooLarge
from privacy.retention.explaining import explain
from privacy.retention.plan import make_plan, preview
from privacy.retention.targets import EVERYWHERE, Scope
from tests.accounts.inactive import (
    DAY,
    LIMIT,
    NEW,
    NOW,
    SECONDS,
    TWO_YEARS,
    USED,
    accounts,
    newcomer,
    purge,
    seen,
    send_mails,
    set_rule,
    somebody,
    who,
)
from tests.people import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


def hold(kind: str, ref: object) -> Hold:
    return Hold.objects.create(kind=kind, ref=str(ref), reason="x", review_on=NOW.date())


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Auckland"])
def test_an_account_stays_ten_seconds_before_its_limit_and_goes_ten_seconds_after(settings, zone):
    settings.TIME_ZONE = zone
    set_rule()
    somebody("early", LIMIT + SECONDS)
    somebody("late", LIMIT - SECONDS)
    purge()
    assert who() == {"early"}


def test_a_change_of_the_clock_makes_no_account_go_an_hour_sooner():
    set_rule(After("P90D"))
    berlin = ZoneInfo("Europe/Berlin")
    last = NOW.replace(tzinfo=berlin, month=3, day=28, hour=12)  # the day before summer begins
    somebody("bob", last)
    due = last.replace(month=6, day=26)
    purge(now=due - SECONDS)
    assert who() == {"bob"}
    purge(now=due + timedelta(hours=1) + SECONDS)
    assert who() == set()


def test_all_of_a_person_goes_as_if_they_had_asked(alice, bob, make_shared):
    set_rule()
    mine, theirs = make_shared(alice, bob), make_shared(bob, alice)
    seen(alice, LIMIT - DAY)
    seen(bob, NOW)
    done = purge()
    assert who() == {"bob"}
    assert (done.state, done.planned, done.erased) == ("done", 1, 1)
    assert list(InterviewSession.everything.all()) == [theirs]
    assert Tombstone.objects.filter(user_id=alice.pk).exists()
    assert LedgerEntry.objects.filter(subject_id=alice.subject_id, kind="done").exists()
    ledger.verify()
    part = RetentionRun.objects.get(part_of=done.pk)
    assert (part.state, part.subject_id, part.user_id) == ("done", None, None)
    request = DeletionRequest.objects.get()
    assert (request.state, request.run, request.subject_id) == ("done", done.pk, alice.subject_id)
    send_mails()
    by_address = {one.to[0]: one for one in mail.outbox}
    assert by_address.keys() == {"alice@example.org", bob.email}
    gone = by_address["alice@example.org"]
    assert "nobody had logged in" in gone.body
    receipts.check(gone.attachments[0].content)
    assert mine.title not in by_address[bob.email].body
    request.refresh_from_db()
    assert (request.subject_id, request.account, request.address) == (None, None, "")


def test_who_helps_somebody_else_is_lost_to_them_and_nothing_more(alice, bob, make_shared):
    set_rule()
    theirs = make_shared(bob, alice)
    seen(alice, LIMIT - DAY)
    seen(bob, NOW)
    purge()
    theirs.refresh_from_db()
    assert theirs.owner == bob
    assert leaving.shared_with_others(bob, now=NOW) == []


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_who_looks_after_the_site_never_goes_by_a_rule(field):
    set_rule()
    set_rule(After("P7D"), NEW)
    boss = somebody("boss", LIMIT - DAY, **{field: True})
    user = newcomer("new", NOW - 30 * DAY)
    User.objects.filter(pk=user.pk).update(**{field: True})
    assert make_plan(NOW).count == 0
    why = explain(accounts(), [boss], now=NOW)[boss.pk]
    assert (why.on, why.is_due) == (None, False)
    assert "who look after this site" in why.sentence


def test_a_role_can_be_kept_out(bob):
    role = Group.objects.create(name="Advisers")
    set_rule()
    policies.set_policy(
        accounts(), Never(), now=NOW - DAY, by=None, scope=Scope("role", str(role.pk))
    )
    seen(bob, LIMIT - DAY).groups.add(role)
    somebody("alice", LIMIT - DAY)
    purge()
    assert who() == {"bob"}


def test_who_waits_to_leave_goes_as_they_asked(alice):
    set_rule()
    seen(alice, LIMIT - DAY)
    leaving.ask(alice, now=NOW)
    assert make_plan(NOW, keys=[USED]).count == 0


@pytest.mark.parametrize("kind", ["subject", "session", "interview", "query"])
def test_a_hold_on_anything_of_somebody_keeps_the_account(alice, bob, make_shared, kind):
    set_rule()
    session = make_shared(alice, bob)
    seen(alice, LIMIT - DAY)
    seen(bob, LIMIT - DAY)
    refs = {
        "subject": alice.subject_id,
        "session": session.uid,
        "interview": f"{session.version.package.name}:{session.path}",
        "query": '["interviews.session",{"status":"started"}]',
    }
    hold(kind, refs[kind])
    line = preview(accounts(), TWO_YEARS, NOW, EVERYWHERE).now
    assert (line.count, line.held) == (1, 1)
    purge()
    assert who() == {"alice"}
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_a_hold_that_comes_between_plan_and_deletion_keeps_all(
    alice, make_shared, bob, monkeypatch
):
    set_rule()
    session = make_shared(alice, bob)
    seen(alice, LIMIT - DAY)
    seen(bob, NOW)
    take = leaving.take

    def hold_first(*arguments):
        hold("session", session.uid)
        take(*arguments)

    monkeypatch.setattr(leaving, "take", hold_first)
    done = purge()
    assert (done.state, done.erased) == ("done", 0)
    alice.refresh_from_db()
    assert (alice.leaving_at, alice.erasing_at) == (None, None)
    assert DeletionRequest.objects.get().state == "kept"
    assert leaving.shared_with_others(alice, now=NOW)


def test_the_preview_counts_what_goes_with_an_account(alice, bob, make_shared):
    make_shared(alice, bob)
    make_shared(alice, bob)
    seen(alice, LIMIT - DAY)
    shown = preview(accounts(), TWO_YEARS, NOW, EVERYWHERE)
    assert shown.now.count == 1
    counts = dict(shown.now.children)
    assert (counts["interviews"], counts["e-mail addresses"]) == (2, 1)
    assert shown.now.oldest == LIMIT - DAY
    assert shown.curve[0] == (0, 1)
    assert "accounts" not in counts


def test_the_preview_shows_when_others_become_due(alice, bob):
    seen(alice, LIMIT + 10 * DAY)
    seen(bob, LIMIT + 50 * DAY)
    shown = preview(accounts(), TWO_YEARS, NOW, EVERYWHERE)
    assert [horizon.line.count for horizon in shown.horizons] == [0, 0, 1, 2]


def test_somebody_who_logs_in_between_plan_and_run_stays(alice, bob):
    set_rule()
    seen(alice, LIMIT - DAY)
    seen(bob, LIMIT - DAY)
    plan = make_plan(NOW, keys=[USED])
    begun = run.write(plan, NOW, trigger=RetentionRun.Trigger.BEAT, by=None, asks=False)
    log_in(Client(), alice)
    done = run.go_on(begun, lambda: NOW)
    assert (done.state, done.planned, done.erased) == ("done", 2, 1)
    assert who() == {"alice"}


def test_a_login_counts_and_so_does_a_session_in_use_an_hour_apart(alice, browser):
    alice.refresh_from_db()
    assert timezone.now() - alice.seen_at < DAY
    seen(alice, LIMIT)
    browser.get("/profile/")
    alice.refresh_from_db()
    again = alice.seen_at
    assert timezone.now() - again < DAY
    browser.get("/profile/")
    alice.refresh_from_db()
    assert alice.seen_at == again
    seeing.see(alice, again + seeing.APART)
    alice.refresh_from_db()
    assert alice.seen_at == again + seeing.APART


def test_a_wrong_password_does_not_count(alice):
    seen(alice, LIMIT)
    log_in(Client(), alice, "a wrong staple")
    alice.refresh_from_db()
    assert alice.seen_at == LIMIT


def test_a_browser_that_stayed_logged_in_is_logged_out_when_the_account_goes(alice, browser):
    set_rule()
    seen(alice, LIMIT - DAY)
    purge()
    assert not LoginSession.objects.filter(user=alice.pk).exists()
    assert browser.get("/profile/")["Location"].startswith("/account/login/")


def test_more_accounts_than_usual_ask_first(settings):
    settings.DASITE_PURGE_ASK_ABOVE = 2
    set_rule()
    for number in range(3):
        somebody(f"p{number}", LIMIT - DAY)
    plan = make_plan(NOW, keys=[USED])
    assert gates.is_out_of_the_ordinary(plan)
    with pytest.raises(PlanTooLarge):
        purge()
    assert len(who()) == 3


def test_one_who_cannot_go_ends_the_run_as_failed_and_the_next_goes_on(alice, bob, monkeypatch):
    set_rule()
    seen(alice, LIMIT - DAY)
    seen(bob, LIMIT - DAY)
    delete = deletion.delete_account

    def fail(user, **options):
        raise OSError

    monkeypatch.setattr(deletion, "delete_account", fail)
    assert purge().state == "failed"
    monkeypatch.setattr(deletion, "delete_account", delete)
    DeletionRequest.objects.update(claimed_until=None)
    tasks.leave({}, timezone.now())
    assert not User.objects.exclude(leaving_at=None).exists()
    assert purge().erased == 2


def test_one_who_cannot_go_keeps_nobody_else(alice, bob, monkeypatch):
    set_rule()
    seen(alice, LIMIT - DAY)
    seen(bob, LIMIT - DAY)
    delete = deletion.delete_account

    def fail(user, **options):
        if user.pk == alice.pk:
            raise OSError
        return delete(user, **options)

    monkeypatch.setattr(deletion, "delete_account", fail)
    assert purge().state == "failed"
    assert set(User.objects.values_list("pk", flat=True)) == {alice.pk}


def test_a_part_that_another_worker_has_keeps_the_run_open(alice):
    set_rule()
    seen(alice, LIMIT - DAY)
    plan = make_plan(NOW, keys=[USED])
    begun = run.write(plan, NOW, trigger=RetentionRun.Trigger.BEAT, by=None, asks=False)
    part = RetentionRun.objects.create(
        trigger="person", state="running", as_of=NOW, started_at=NOW, part_of=begun.pk
    )
    User.objects.update(leaving_at=NOW)
    assert run.go_on(begun, lambda: NOW).state == "running"
    RetentionBatch.objects.create(
        run=part, category=USED, step="intended", position=0, count=1, started_at=NOW,
        claimed_until=NOW,
    )  # fmt: skip
    assert run.has_open_batch(begun)


def test_two_workers_let_nobody_go_twice(alice):
    set_rule()
    seen(alice, LIMIT - DAY)
    due = accounts().rows().filter(pk=alice.pk)
    leaving.ask(alice, now=NOW)
    assert not going.go(due, run=1, now=NOW, is_told=True)
    assert not going.go(due.none(), run=1, now=NOW, is_told=True)


def test_a_category_that_says_whole_and_not_how_is_refused_when_it_is_used():
    with pytest.raises(NotImplementedError, match="test"):
        type("Halfway", (DataCategory,), {"key": "test"})().let_go(None, run=1, now=NOW)


class PlanIsRun(TestCase):
    """Whoever the plan counts goes, and nobody else, wherever they stand to the limit."""

    databases = {"default", "vault"}

    @given(st.lists(st.integers(-40, 40), max_size=4), st.integers(0, 2))
    def test_who_goes_is_who_was_planned(self, days, staff):
        with self.settings(DASITE_POLICY_DELAY_HOURS=0):
            set_rule()
            people = [
                somebody(f"p{n}", LIMIT + day * DAY + SECONDS, is_staff=n < staff)
                for n, day in enumerate(days)
            ]
            plan = make_plan(NOW, keys=[USED])
            should = {one.pk for n, one in enumerate(people) if days[n] < 0 and n >= staff}
            assert plan.count == len(should)
            assert purge().erased == plan.count
            left = set(User._base_manager.values_list("pk", flat=True))
            assert left == {one.pk for one in people} - should


def test_a_rule_made_longer_lets_nobody_else_go(monkeypatch):
    set_rule()
    for name in ("bob", "dora", "erin"):
        somebody(name, LIMIT - DAY)
    people, let_go = accounts(), type(accounts()).let_go

    def lengthen_after(self, *args, **options):
        gone = let_go(self, *args, **options)
        policies.set_policy(people, After("P9Y"), now=NOW, by=None)
        return gone

    monkeypatch.setattr(type(people), "let_go", lengthen_after)
    assert purge().state == "stale"
    assert len(who()) == 2
