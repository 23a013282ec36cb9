"""What could not be told stays and is counted, until an administrator decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from privacy.models import Notice
from privacy.retention import ladder, policies, registry, undelivered
from privacy.retention.modes import After
from privacy.retention.plan import make_plan, preview
from tests.privacy.admin.test_runs import log_in
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, LADDER, note

pytestmark = pytest.mark.django_db

LIST = "/admin/privacy/notice/"
DECIDE = f"{LIST}untold/test.session/"


@pytest.fixture
def officer(client):
    return log_in(client, "officer@example.org", "set_retention", "see_runs")


@pytest.fixture
def failed(alice, make_session):
    """An interview of Alice's, whose day has come, and of which she could not be told."""
    now = timezone.now()
    session = make_session(now - 90 * DAY, alice.subject_id, owner=alice)
    note(session, 30, now - DAY, "bounced", dedupe="x")
    return session


def test_a_preview_says_how_far_the_ladder_is(sessions, alice, left, make_session):
    left(alice, 70)
    note(left(alice, 70), 30, NOW + 20 * DAY)
    note(left(alice, 70), 30, NOW + 20 * DAY, "no_address")
    make_session(NOW - 90 * DAY)
    assert preview(sessions, LADDER, NOW).told == ladder.Told(1, 1, 1, 1)
    assert preview(sessions, After("P90D"), NOW).told is None


def test_rules_with_ladders_are_counted_together():
    assert ladder.Told(1, 2, 3, 4) + ladder.Told(10, 20, 30, 40) == ladder.Told(11, 22, 33, 44)


def test_a_mail_that_waits_for_a_day_counts_as_not_told(sessions, alice, left):
    session = left(alice, 70)
    note(session, 30, NOW + 20 * DAY, "sending", created_at=NOW - DAY)
    assert undelivered.untold(sessions, NOW) == []
    assert undelivered.untold(sessions, NOW + timedelta(seconds=10)) == [session.pk]


def test_a_kind_without_notices_has_nothing_untold(sessions, alice, left):
    left(alice, 400)
    policies.set_policy(sessions, After("P90D"), now=NOW, by=None)
    assert undelivered.untold(sessions, NOW) == []


def test_telling_again_sends_the_same_step_anew(sessions, alice, left, tell):
    session = left(alice, 60)
    tell(NOW)
    Notice.objects.update(state="bounced")
    assert undelivered.tell_again(sessions, [session.pk], now=NOW) == 1
    assert len(tell(NOW + 10 * DAY)) == 1
    assert Notice.objects.get(state="sent").due_at == NOW + 40 * DAY


def test_what_is_let_go_without_goes_on_its_day_and_nobody_is_written_to(
    sessions, alice, left, tell
):
    session = left(alice, 60)
    note(session, 30, NOW + 30 * DAY, "refused")
    assert undelivered.let_go_without(sessions, [session.pk], now=NOW, by=7) == 1
    assert Notice.objects.get().decided_by == 7
    assert tell(NOW + 29 * DAY) == []
    assert make_plan(NOW + 30 * DAY - timedelta(seconds=10)).count == 0
    assert make_plan(NOW + 30 * DAY).count == 1


def test_a_decision_about_a_day_that_passed_counts_from_now(sessions, alice, left):
    session = left(alice, 400)
    note(session, 30, NOW - 29 * DAY, "refused")
    undelivered.let_go_without(sessions, [session.pk], now=NOW, by=7)
    assert make_plan(NOW + 20 * DAY).count == 1


def test_the_list_says_how_far_each_ladder_is(client, officer, failed):
    said = client.get(LIST).content.decode()
    assert "1 wait for a notice that could not be sent" in said
    assert "Decide about 1 that cannot be told" in said
    assert "came back" in said
    assert "alice@example.org" not in said


def test_the_front_page_asks_for_a_decision(client, officer, failed):
    said = " ".join(client.get("/admin/").content.decode().split())
    assert "So many interviews wait for a notice that could not be sent." in said
    Notice.objects.update(state="sent", sent_at=timezone.now())
    assert "So many interviews wait" not in client.get("/admin/").content.decode()


def test_the_list_without_ladders_says_how_to_get_one(client, officer, sessions):
    policies.set_policy(sessions, After("P90D"), now=timezone.now(), by=None)
    assert "No policy in force has notices" in client.get(LIST).content.decode()


def test_an_administrator_lets_them_go_and_it_is_written_down(client, officer, failed):
    said = client.post(DECIDE, {"without": "", "typed": "1"}, follow=True).content.decode()
    assert "1 interview is let go without a notice" in said
    notice = Notice.objects.get()
    assert (notice.state, notice.decided_by) == ("waived", officer.pk)
    assert "1 that could not be told: let go" in LogEntry.objects.get().change_message
    assert make_plan(timezone.now()).count == 1


@pytest.mark.parametrize("typed", ["", "2", "all"])
def test_a_decision_needs_the_number_typed(client, officer, failed, typed):
    said = client.post(DECIDE, {"without": "", "typed": typed}).content.decode()
    assert "Type 1, the number that go untold. Nothing was decided." in said
    assert not typed or f'value="{typed}"' in said
    assert "<title>Error:" in said
    assert Notice.objects.get().state == "bounced"


def test_an_administrator_tells_them_again(client, officer, failed):
    client.post(DECIDE, {"again": ""})
    assert (Notice.objects.get().state, Notice.objects.get().dedupe) == ("cancelled", None)
    assert LogEntry.objects.count() == 1


def test_where_all_were_told_there_is_nothing_to_decide(client, officer, sessions):
    said = client.post(DECIDE, {"without": "", "typed": "0"}).content.decode()
    assert "Every notice of interviews could be sent so far" in said


def test_the_page_of_the_policy_shows_the_ladder(client, officer, failed):
    page = "/admin/privacy/retentionpolicy/of/test.session/"
    data = {"rule": "after", "amount": "90", "unit": "D", "notices": "30, 7, 1", "preview": ""}
    said = client.post(page, data).content.decode()
    assert "Cannot be told, and stay" in said
    assert "1 wait for a notice that could not be sent" in said


def test_readers_see_and_decide_nothing(client, failed):
    log_in(client, "reader@example.org", "see_runs")
    assert "Decide about" not in client.get(LIST).content.decode()
    assert client.get(DECIDE).status_code == 403
    assert client.post(DECIDE, {"again": ""}).status_code == 403


def test_strangers_see_nothing(client, failed, db):
    assert client.get(LIST).status_code == 302
    log_in(client, "charlie@example.org")
    assert client.get(LIST).status_code == 403
    assert client.post(DECIDE, {"again": ""}).status_code == 403
    assert Notice.objects.get().state == "bounced"


@pytest.mark.parametrize("key", ["test.nothing", "test.person"])
def test_other_kinds_have_no_such_page(client, officer, categories, key):
    assert registry.all_categories()
    assert client.get(f"{LIST}untold/{key}/").status_code == 404


def test_notices_are_neither_added_nor_changed_nor_deleted(client, officer, failed):
    pk = Notice.objects.get().pk
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{pk}/change/", {"state": "sent"}).status_code == 403
    assert client.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403
