"""Approval is asked for as the button is pressed: what was shown before gives nobody a right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Job, LedgerEntry, RetentionLimits, RetentionPolicy
from privacy.retention import limits, policies, schedule
from privacy.retention.errors import OwnProposal, PlanStale, PolicyRefused, RetentionError
from privacy.retention.limits import Limits
from privacy.retention.modes import After
from tests.accounts.test_at_once import at_once
from tests.people import let_in
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ALICE, BOB, DORA = 1, 2, 3


def propose(sessions: Any, by: int) -> dict[str, Any]:
    """Return a plan, a rule and limits that one person proposed and another may approve."""
    now = timezone.now()
    limits.set_limits(Limits(second_person=True), now=now - DAY, by=None)
    policies.set_policy(sessions, After("P20D"), now=now, by=by)
    limits.set_limits(Limits(second_person=False), now=now, by=by)
    return {
        "run": schedule.plan_run(now, by=by),
        "policy": RetentionPolicy.objects.latest("pk"),
        "limits": RetentionLimits.objects.latest("pk"),
    }


@pytest.fixture
def due(sessions, make_session, settings) -> None:
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=timezone.now() - 100 * DAY, by=None)
    make_session(timezone.now() - 31 * DAY)


@pytest.fixture
def proposed(due, sessions) -> dict[str, Any]:
    alice = log_in(Client(), "alice@example.org", "set_retention", "approve")
    return propose(sessions, alice.pk)


@pytest.fixture
def bob() -> User:
    """Somebody who may approve since he is in a role."""
    role = Group.objects.create(name="second officers")
    role.permissions.set(
        Permission.objects.filter(codename__in=["see_runs", "set_retention", "approve"])
    )
    person = User.objects.create(email="bob@example.org", password="!", is_staff=True)
    person.groups.add(role)
    return person


PAGES: dict[str, Callable[[Any], str]] = {
    "run": lambda run: reverse("admin:privacy_retentionrun_change", args=[run.pk]),
    "policy": lambda policy: reverse("admin:privacy_policy_of", args=[policy.category]),
    "limits": lambda row: reverse("admin:privacy_retentionlimits_changelist"),
}


def press(client: Client, kind: str, row: Any) -> Any:
    data = {"plan": row.plan_hash} if kind == "run" else {}
    return client.post(reverse(f"admin:privacy_{kind}_approve", args=[row.pk]), data)


def assert_nobody_approved(kind: str, row: Any) -> None:
    row.refresh_from_db()
    assert row.approved_by is None
    assert kind != "run" or row.state == "asking"
    assert not LogEntry.objects.exists()
    assert not Job.objects.filter(kind="retention.run").exists()
    assert not LedgerEntry.objects.exists()
    assert InterviewSession.objects.count() == 1


LOSSES: dict[str, Callable[[User], object]] = {
    "right": lambda bob: Group.objects.get().permissions.remove(
        Permission.objects.get(codename="approve")
    ),
    "role": lambda bob: bob.groups.clear(),
    "staff": lambda bob: User.objects.filter(pk=bob.pk).update(is_staff=False),
    "account": lambda bob: User.objects.filter(pk=bob.pk).update(is_active=False),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("kind", PAGES)
def test_who_loses_the_right_after_looking_approves_nothing(proposed, bob, client, kind, loss):
    let_in(client, bob)
    row = proposed[kind]
    address = reverse(f"admin:privacy_{kind}_approve", args=[row.pk])
    assert address in client.get(PAGES[kind](row)).text
    LOSSES[loss](bob)
    assert press(client, kind, row).status_code in {302, 403}
    assert_nobody_approved(kind, row)


@pytest.mark.parametrize("kind", PAGES)
def test_who_proposed_approves_from_no_other_browser_either(proposed, client, kind):
    alice = User.objects.get(email="alice@example.org")
    alice.user_permissions.add(Permission.objects.get(codename="see_runs"))
    let_in(client, alice)
    said = client.get(PAGES[kind](proposed[kind])).text
    assert reverse(f"admin:privacy_{kind}_approve", args=[proposed[kind].pk]) not in said
    assert press(client, kind, proposed[kind]).status_code == 302
    assert_nobody_approved(kind, proposed[kind])


def approve(kind: str, row: Any, by: int) -> None:
    now = timezone.now()
    if kind == "run":
        schedule.approve(row, plan_hash=row.plan_hash, by=by, now=now)
    elif kind == "policy":
        policies.approve(row, now=now, by=by)
    else:
        limits.approve(row, now=now, by=by)


@pytest.mark.parametrize("kind", PAGES)
def test_of_two_who_saw_it_waiting_the_first_approves(due, sessions, kind):
    mine = propose(sessions, ALICE)[kind]
    yours = type(mine).objects.get(pk=mine.pk)
    approve(kind, mine, BOB)
    with pytest.raises((PolicyRefused, PlanStale)):
        approve(kind, yours, DORA)
    with pytest.raises((OwnProposal, PolicyRefused, PlanStale)):
        approve(kind, yours, ALICE)
    yours.refresh_from_db()
    assert yours.approved_by == BOB
    assert Job.objects.filter(kind="retention.run").count() == (kind == "run")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", PAGES)
def test_of_two_at_once_one_approves(due, sessions, kind):
    row, won = propose(sessions, ALICE)[kind], list[int]()

    def approve_too(by: int) -> None:
        mine = type(row).objects.get(pk=row.pk)
        with suppress(RetentionError):
            approve(kind, mine, by)
            won.append(by)

    at_once(*(partial(approve_too, by) for by in range(BOB, BOB + 4)))
    row.refresh_from_db()
    assert won == [row.approved_by]
    assert Job.objects.filter(kind="retention.run").count() == (kind == "run")
