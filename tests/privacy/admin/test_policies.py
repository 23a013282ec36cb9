"""An administrator sets a policy and sees first what it would do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.admin.policy_forms import PolicyForm, initial_of
from privacy.models import RetentionPolicy
from privacy.retention import policies, registry
from privacy.retention.errors import PolicyRefused
from privacy.retention.modes import After, Immediately
from privacy.retention.resolver import due_rows
from tests.decisions import rewrite
from tests.people import let_in
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

OVERVIEW = "admin:privacy_retentionpolicy_changelist"


def person(email: str, *codenames: str, **fields) -> User:
    user = User.objects.create(email=email, password="!", is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def officer(client):
    user = person("alice@example.org", "set_retention")
    let_in(client, user)
    return user


@pytest.fixture
def page(sessions):
    return reverse("admin:privacy_policy_of", args=["test.session"])


def find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else ""


def look_and_save(client, page, **data):
    """Look at what the rule would do, type the number that is asked for, and save."""
    looked = client.post(page, {"preview": "", **data}).content.decode()
    shown = find(r'name="shown" value="([^"]*)"', looked)
    typed = find(r"Type (\d+),", looked)
    return client.post(page, {"save": "", "shown": shown, "typed": typed, **data})


def read_index(client) -> str:
    said: str = client.get(reverse("admin:index")).content.decode()
    return said


DAYS_30 = {"rule": "after", "amount": "30", "unit": "D", "note": "as agreed"}


def test_the_overview_says_that_nothing_is_decided(client, officer, page):
    said = client.get(reverse(OVERVIEW)).content.decode()
    assert (
        "Interviews</strong> are deleted after 30 days, with a notice 7 and 1 days before" in said
    )
    assert "are kept until somebody deletes them" in said


def test_proposals_are_accepted_and_wait_their_day(client, officer, page):
    answer = client.post(
        reverse("admin:privacy_policies_accept"), {"key": "test.session"}, follow=True
    )
    assert "Nothing is deleted by it before" in answer.content.decode()
    policy = RetentionPolicy.objects.get()
    assert (policy.mode, policy.period, policy.created_by) == ("after", "P30D", officer.pk)
    assert policy.effective_at - policy.created_at == timedelta(hours=24)


def test_what_a_release_proposes_anew_is_kept_off_or_taken(client, officer, page, monkeypatch):
    accept = reverse("admin:privacy_policies_accept")
    client.post(accept, {"key": "test.session"})
    assert "Proposed anew" not in client.get(reverse(OVERVIEW)).content.decode()
    monkeypatch.setattr(Sessions, "default", After("P10D"))
    said = client.get(reverse(OVERVIEW)).content.decode()
    assert (
        "Interviews</strong> are deleted after 10 days, with a notice 7 and 1 days before" in said
    )
    assert "Yours, version 1: they are deleted after 30 days" in said
    assert "This release proposes other rules for: interviews." in read_index(client)
    client.post(accept, {"key": "test.session", "keep": ""})
    assert RetentionPolicy.objects.get(withdrawn_at=None).period == "P30D"
    assert "Proposed anew" not in client.get(reverse(OVERVIEW)).content.decode()
    monkeypatch.setattr(Sessions, "default", After("P9D"))
    client.post(accept, {"key": "test.session"})
    assert RetentionPolicy.objects.get(withdrawn_at=None).period == "P9D"


def test_accepting_what_somebody_else_decided_meanwhile_says_so(
    client, officer, page, monkeypatch
):
    def refuse(*args, **kwargs):
        raise PolicyRefused("interviews: somebody else saved version 1 just now")

    monkeypatch.setattr("privacy.retention.proposals.set_policy", refuse)
    answer = client.post(
        reverse("admin:privacy_policies_accept"), {"key": "test.session"}, follow=True
    )
    assert "somebody else saved version 1 just now" in answer.content.decode()


def test_accepting_nothing_changes_nothing(client, officer, page):
    answer = client.post(reverse("admin:privacy_policies_accept"), {"key": "no.such"}, follow=True)
    assert "nothing changed" in answer.content.decode()
    assert not RetentionPolicy.objects.exists()


def test_a_rule_is_shown_before_it_is_saved(client, officer, page, make_session):
    make_session(timezone.now() - timedelta(days=31))
    make_session(timezone.now() - timedelta(days=29))
    said = client.post(page, {"preview": "", **DAYS_30}).content.decode()
    assert "At once 1 interview would be due, 6\xa0bytes, with 2 steps, 1 document" in said
    assert "Data go sooner" in said
    assert not RetentionPolicy.objects.exists()


def test_a_rule_that_was_not_shown_is_not_saved(client, officer, page):
    said = client.post(page, {"save": "", **DAYS_30}).content.decode()
    assert "Look at it, then save." in said
    assert not RetentionPolicy.objects.exists()


def test_the_number_that_goes_must_be_typed(client, officer, page, make_session):
    make_session(timezone.now() - timedelta(days=31))
    looked = client.post(page, {"preview": "", **DAYS_30}).content.decode()
    shown = find(r'name="shown" value="([^"]*)"', looked)
    said = client.post(page, {"save": "", "shown": shown, "typed": "7", **DAYS_30})
    assert "Type 1, the number that would be due at once" in said.content.decode()
    assert not RetentionPolicy.objects.exists()


def test_what_became_due_while_looking_is_shown_again(client, officer, page, make_session):
    looked = client.post(page, {"preview": "", **DAYS_30}).content.decode()
    shown = find(r'name="shown" value="([^"]*)"', looked)
    make_session(timezone.now() - timedelta(days=31))
    said = client.post(page, {"save": "", "shown": shown, **DAYS_30}).content.decode()
    assert "Look at it, then save." in said
    assert not RetentionPolicy.objects.exists()


def test_a_rule_that_was_shown_is_saved_with_its_why(client, officer, page, make_session):
    make_session(timezone.now() - timedelta(days=31))
    assert look_and_save(client, page, **DAYS_30).status_code == 302
    policy = RetentionPolicy.objects.get()
    assert (policy.mode, policy.period, policy.note) == ("after", "P30D", "as agreed")


def test_a_longer_rule_is_in_force_at_once(client, officer, page):
    policies.set_policy(registry.get_category("test.session"), Sessions.default, now=NOW, by=None)
    look_and_save(client, page, rule="after", amount="60", unit="D", note="")
    policy = RetentionPolicy.objects.get(version=2)
    assert policy.effective_at == policy.created_at


def test_somebody_who_was_quicker_is_named(client, officer, page, monkeypatch):
    monkeypatch.setattr(policies, "set_policy", _refuse)
    looked = client.post(page, {"preview": "", **DAYS_30}).content.decode()
    shown = find(r'name="shown" value="([^"]*)"', looked)
    said = client.post(page, {"save": "", "shown": shown, **DAYS_30}, follow=True)
    assert "Somebody else was quicker" in said.content.decode()


def _refuse(*args, **kwargs):
    raise PolicyRefused("somebody else was quicker")


@pytest.mark.parametrize(
    ("mode", "amount", "unit"),
    [
        (After("P6M"), "6", "M"),
        (After("P2Y"), "2", "Y"),
        (After("P10D"), "10", "D"),
        (After("PT36H"), "36", "H"),
    ],
)
def test_a_rule_is_shown_in_the_largest_unit_that_fits(mode, amount, unit):
    wanted = {"rule": "after", "amount": int(amount), "unit": unit, "notices": ""}
    wanted["clock"] = "own"
    assert initial_of(mode) == wanted


def test_a_rule_is_counted_from_where_one_chooses(client, officer, page, make_session):
    session = make_session(timezone.now() - timedelta(minutes=5))
    InterviewSession.objects.update(started_at=timezone.now() - timedelta(days=40))
    assert "Counted from when" in client.get(page).content.decode()
    data = {**DAYS_30, "clock": "begun"}
    said = client.post(page, {"preview": "", **data}).content.decode()
    words = "are deleted after 30 days, counted from when they were begun"
    assert f"New: {words}" in said
    assert "Type 1, the number" in said
    look_and_save(client, page, **data)
    policy = RetentionPolicy.objects.get()
    assert (policy.clock, policy.period) == ("begun", "P30D")
    rewrite(effective_at=policy.created_at)
    said = client.get(page).content.decode()
    assert f"Interviews {words}" in said
    assert '<option value="begun" selected>they were begun</option>' in said
    assert session.pk in due_now()


def test_never_takes_no_clock_and_a_wrong_one_is_refused(client, officer, page):
    look_and_save(client, page, rule="never", clock="begun", amount="", unit="D")
    assert RetentionPolicy.objects.get().clock == ""
    said = client.post(page, {"preview": "", **DAYS_30, "clock": "born"}).content.decode()
    assert "born is not one of the available choices" in said


def due_now() -> set[int]:
    category, now = registry.get_rows("test.session"), timezone.now()
    rule = policies.rules_of(category, now)[-1]
    return set(due_rows(category, rule, now).values_list("pk", flat=True))


def test_a_ladder_is_typed_and_shown_again(client, officer, page):
    data = {"rule": "after", "amount": "90", "unit": "D", "notices": "1, 7 and 30 days"}
    look_and_save(client, page, **data)
    policy = RetentionPolicy.objects.get()
    assert policy.notice_steps == "30, 7, 1"
    rewrite(effective_at=policy.created_at)
    said = client.get(page).content.decode()
    assert 'value="30, 7, 1"' in said
    assert "with a notice 30, 7 and 1 days before" in said


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("soon", "&#x27;soon&#x27; is no number of days"), ("90", "nobody can be told 90 days")],
)
def test_a_ladder_that_cannot_be_kept_is_refused_beside_its_field(
    client, officer, page, typed, wanted
):
    data = {"rule": "after", "amount": "90", "unit": "D", "notices": typed}
    said = client.post(page, {"preview": "", **data}).content.decode()
    assert said.count(wanted) == 2  # above the form and beside the field
    assert f'value="{typed}"' in said


def test_a_kind_that_nobody_can_be_told_of_has_no_field_for_notices(categories, monkeypatch):
    category = registry.get_category("test.session")
    assert "notices" in PolicyForm(category=category).fields
    monkeypatch.setattr(category, "tell", "")
    assert "notices" not in PolicyForm(category=category).fields


def test_each_kind_offers_the_rules_it_allows(categories, monkeypatch):
    category = registry.get_category("test.session")
    monkeypatch.setattr(Sessions, "floor", "")
    monkeypatch.setattr(Sessions, "must_end", True)
    form = PolicyForm({"rule": "immediately"}, category=category)
    assert form.is_valid()
    assert form.mode == Immediately()
    assert not PolicyForm({"rule": "never"}, category=category).is_valid()


def test_a_waiting_rule_can_be_withdrawn(client, officer, page):
    look_and_save(client, page, **DAYS_30)
    policy = RetentionPolicy.objects.get()
    withdraw = reverse("admin:privacy_policy_withdraw", args=[policy.pk])
    assert "Withdrawn" in client.post(withdraw, follow=True).content.decode()
    policy.refresh_from_db()
    assert policy.withdrawn_by == officer.pk
    assert "was withdrawn" in client.post(withdraw, follow=True).content.decode()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"rule": "after", "amount": "0", "unit": "D"}, "Enter 1 or more"),
        ({"rule": "after", "amount": "", "unit": "D"}, "Enter how many days"),
        ({"rule": "after", "amount": "1", "unit": "H"}, "kept 1 day at the least"),
        ({"rule": "after", "amount": "3", "unit": "Y"}, "kept 2 years at the most"),
        ({"rule": "immediately"}, "not one of the available choices"),
        ({"rule": ""}, "required"),
    ],
)
def test_a_rule_outside_the_limits_is_refused_with_the_limit(client, officer, page, data, wanted):
    assert wanted in client.post(page, {"preview": "", **data}).content.decode()
    assert not RetentionPolicy.objects.exists()


def test_the_form_opens_with_the_rule_of_today(client, officer, page):
    category = registry.get_category("test.session")
    policies.set_policy(category, After("P6M"), now=NOW, by=None)
    said = client.get(page).content.decode()
    assert 'value="6"' in said
    assert re.search(r'<option value="M" selected>', said)


@pytest.mark.parametrize("key", ["test.person", "no.such"])
def test_what_has_no_policy_has_no_page(client, officer, page, key):
    assert client.get(reverse("admin:privacy_policy_of", args=[key])).status_code == 404


def test_a_link_from_the_history_leads_to_the_rule(client, officer, page):
    look_and_save(client, page, **DAYS_30)
    change = reverse(
        "admin:privacy_retentionpolicy_change", args=[RetentionPolicy.objects.get().pk]
    )
    assert client.get(change)["Location"] == page


def test_who_may_only_look_changes_nothing(client, page):
    viewer = person("bob@example.org", "see_runs")
    let_in(client, viewer)
    assert "Save this rule" not in client.get(page).content.decode()
    assert client.post(page, {"preview": "", **DAYS_30}).status_code == 403
    accept = reverse("admin:privacy_policies_accept")
    assert client.post(accept, {"key": "test.session"}).status_code == 403
    assert not RetentionPolicy.objects.exists()


def test_charlie_sees_nothing(client, page):
    let_in(client, person("charlie@example.org"))
    assert client.get(page).status_code == 403
    assert client.get(reverse(OVERVIEW)).status_code == 403


def test_a_kind_more_costs_the_overview_no_query_more(
    client, officer, page, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):  # were there a hundred kinds
        assert client.get("/admin/privacy/retentionpolicy/").status_code == 200
