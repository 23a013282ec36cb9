"""Where two people are needed nobody approves what they proposed themselves, whoever they are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy.models import RetentionLimits, RetentionPolicy, RetentionRun
from privacy.retention import limits, policies
from privacy.retention.limits import Limits
from privacy.retention.modes import After
from tests.privacy.admin.test_policies import look_and_save
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIMITS = "/admin/privacy/retentionlimits/"
RULE = {"rule": "after", "amount": "30", "unit": "D", "note": "as agreed"}
FORM = {"second_person": "on", "delay_hours": "24", "window_from": "", "window_until": ""}
OFFICER = ("set_retention", "approve")


def office(name: str, **fields: bool) -> Client:
    client = Client()
    log_in(client, f"{name}@example.org", *OFFICER)
    User.objects.filter(email=f"{name}@example.org").update(**fields)
    return client


@pytest.fixture
def two_people(sessions):
    limits.set_limits(Limits(second_person=True), now=timezone.now(), by=None)


@pytest.fixture(params=[False, True], ids=["officer", "superuser"])
def alice(two_people, request) -> Client:
    return office("alice", is_superuser=request.param)


@pytest.fixture
def bob(two_people) -> Client:
    return office("bob")


@pytest.fixture
def charlie(two_people) -> Client:
    client = Client()
    log_in(client, "charlie@example.org", "see_runs")
    return client


@pytest.fixture
def page(sessions) -> str:
    return reverse("admin:privacy_policy_of", args=["test.session"])


def press(client: Client, name: str, *args: object, **data: str) -> str:
    answer = client.post(reverse(f"admin:privacy_{name}", args=args), data, follow=True)
    return str(answer.content.decode())


def test_a_rule_waits_for_another_who_sees_what_it_would_do(alice, bob, page, make_session):
    make_session(timezone.now() - 31 * DAY)
    answer = look_and_save(alice, page, **RULE)
    policy = RetentionPolicy.objects.get()
    assert policy.waits_for_approval
    said = alice.get(answer["Location"]).content.decode()
    assert "until somebody else has approved it" in said
    assert "you proposed it" in said
    assert "Approve version 1" not in said
    assert "you proposed it yourself" in press(alice, "policy_approve", policy.pk)
    policy.refresh_from_db()
    assert policy.waits_for_approval
    seen = bob.get(page).content.decode()
    assert "What version 1 would do" in seen
    assert "At once 1 interview would be due" in seen
    assert "Approved. Nothing is deleted by it before" in press(bob, "policy_approve", policy.pk)
    policy.refresh_from_db()
    assert policy.approved_by == User.objects.get(email="bob@example.org").pk
    assert policy.approved_at
    assert policy.effective_at - policy.approved_at == DAY
    assert f"approved by person {policy.approved_by}" in bob.get(page).content.decode()
    assert "does not wait for approval" in press(bob, "policy_approve", policy.pk)


def test_accepted_proposals_wait_for_another_too(alice, bob, page):
    said = press(alice, "policies_accept", key="test.session")
    assert "until somebody else has approved it" in said
    assert "to approve" in said
    policy = RetentionPolicy.objects.get()
    assert "you proposed it yourself" in press(alice, "policy_approve", policy.pk)


def test_either_may_withdraw_what_waits_for_approval(alice, bob, page):
    look_and_save(alice, page, **RULE)
    policy = RetentionPolicy.objects.get()
    assert "Withdrawn." in press(bob, "policy_withdraw", policy.pk)
    assert "does not wait for approval" in press(bob, "policy_approve", policy.pk)


def test_a_plan_is_approved_by_another_than_who_made_it(
    alice, bob, sessions, make_session, settings
):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    long_ago = timezone.now() - 100 * DAY
    policies.set_policy(sessions, After("P30D"), now=long_ago, by=None)
    make_session(timezone.now() - 31 * DAY)
    press(alice, "run_plan")
    run = RetentionRun.objects.get()
    said = press(alice, "run_approve", run.pk, plan=run.plan_hash)
    assert "you proposed it yourself" in said
    assert "Somebody else has to approve this plan" in said
    assert "for ever" not in said
    run.refresh_from_db()
    assert run.state == "asking"
    assert "does not wait for approval of this plan" in press(bob, "run_approve", run.pk, plan="0")
    assert "begins now" in press(bob, "run_approve", run.pk, plan=run.plan_hash)
    run.refresh_from_db()
    assert (run.state, run.approved_by) == (
        "running",
        User.objects.get(email="bob@example.org").pk,
    )


def test_one_alone_cannot_do_without_the_second_person(alice, bob):
    alone = {name: value for name, value in FORM.items() if name != "second_person"}
    said = alice.post(LIMITS, alone, follow=True).content.decode()
    assert "until somebody else has approved it" in said
    assert "A change waits for a second person" in said
    row = RetentionLimits.objects.latest("pk")
    assert "you proposed it yourself" in press(alice, "limits_approve", row.pk)
    assert "Approve version" in bob.get(LIMITS).content.decode()
    assert "It asks for less care" in press(bob, "limits_approve", row.pk)
    assert limits.read_limits(timezone.now()).second_person
    assert not limits.read_limits(timezone.now() + 2 * DAY).second_person
    assert "Withdrawn." in press(alice, "limits_withdraw", row.pk)
    assert "set a new one instead" in press(alice, "limits_withdraw", row.pk)


def test_limits_are_set_on_one_page_with_its_history(sessions):
    alice = office("alice")
    assert "not needed" in alice.get(LIMITS).content.decode()
    night = {"window_from": "01:00", "window_until": "05:00"}
    said = alice.post(LIMITS, {**FORM, "delay_hours": "72", **night}, follow=True).content.decode()
    assert "In force from now on." in said
    assert "a second person, 72 hours, runs from 01:00 until 05:00" in said
    row = RetentionLimits.objects.get()
    assert alice.get(f"{LIMITS}{row.pk}/change/")["Location"] == LIMITS
    assert 'value="01:00"' in said


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"delay_hours": "23"}, "Enter 24 to 72 hours."),
        ({"delay_hours": "73"}, "Enter 24 to 72 hours."),
        ({"delay_hours": ""}, "Enter 24 to 72 hours."),
        ({"delay_hours": "soon"}, "Enter 24 to 72 hours."),
        ({"window_from": "01:00"}, "Enter both times, or leave both empty."),
        ({"window_until": "01:00"}, "Enter both times, or leave both empty."),
        ({"window_from": "01:00", "window_until": "01:00"}, "Enter another time"),
        ({"window_from": "25:00", "window_until": "05:00"}, "Enter a time like 01:00."),
    ],
)
def test_limits_out_of_bounds_are_refused_and_what_was_typed_stays(sessions, fields, wanted):
    said = office("alice").post(LIMITS, {**FORM, **fields}).content.decode()
    assert wanted in said
    for value in fields.values():
        assert f'value="{value}"' in said or not value
    assert not RetentionLimits.objects.exists()


def test_who_may_only_look_decides_nothing(charlie, alice, page):
    look_and_save(alice, page, **RULE)
    policy, row = RetentionPolicy.objects.get(), RetentionLimits.objects.get()
    for client, status in ((charlie, 200), (Client(), 302)):
        assert client.get(LIMITS).status_code == status
    assert "Save these limits" not in charlie.get(LIMITS).content.decode()
    assert charlie.post(LIMITS, FORM).status_code == 403
    for name, pk in (
        ("policy_approve", policy.pk),
        ("policy_unwatch", policy.pk),
        ("limits_approve", row.pk),
        ("limits_withdraw", row.pk),
    ):
        url = reverse(f"admin:privacy_{name}", args=[pk])
        assert charlie.post(url).status_code == 403
        assert Client().post(url).status_code == 302
    stranger = Client()
    log_in(stranger, "dora@example.org")
    assert stranger.get(LIMITS).status_code == 403


def test_a_rule_is_watched_for_a_while_and_then_not(sessions, page, make_session):
    alice = office("alice")
    make_session(timezone.now() - 31 * DAY)
    looked = alice.post(page, {"preview": "", **RULE}).content.decode()
    found = re.search(r'name="shown" value="([^"]*)"', looked)
    assert found
    said = alice.post(page, {"watch": "", "shown": found[1], **RULE}, follow=True)
    assert "Watched. Nothing is deleted by it" in said.content.decode()
    assert "It has not been counted yet" in said.content.decode()
    policy = RetentionPolicy.objects.get()
    assert policy.is_watched
    overview = alice.get(reverse("admin:privacy_retentionpolicy_changelist")).content.decode()
    assert "watched</span> they are deleted after 30 days" in overview
    assert "not watched any more" in press(alice, "policy_unwatch", policy.pk)
    assert "watched until" in alice.get(page).content.decode()


def test_a_rule_that_was_not_shown_is_not_watched(sessions, page):
    said = office("alice").post(page, {"watch": "", **RULE}).content.decode()
    assert "Look at it, then save." in said
    assert not RetentionPolicy.objects.exists()


def test_the_history_says_what_each_version_changed(sessions, page, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    for period in ("P30D", "P60D", "P10D", "P10D"):
        policies.set_policy(sessions, After(period), now=timezone.now(), by=None)
    said = office("alice").get(page).content.decode()
    for wanted in (
        "<td>the first</td>",
        "<td>later; before: they are deleted after 30 days</td>",
        "<td>sooner; before: they are deleted after 60 days</td>",
        "<td>the same rule</td>",
        "are deleted after 10 days: set here, version 4.",
    ):
        assert wanted in said
