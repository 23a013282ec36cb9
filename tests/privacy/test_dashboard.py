"""The cards of the front page: quiet when all is well, red with what to do when not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from privacy import jobs
from privacy.backups import shelf
from privacy.dashboard import cards
from privacy.folder_categories import BackupsOfVault
from privacy.jobs import heartbeat
from privacy.models import FilesToRemove, RetentionBatch, RetentionRun
from privacy.retention import limits, policies, proposals, reconciling, registry, requests
from privacy.retention.folders import FolderCategory
from privacy.retention.limits import Limits
from privacy.retention.modes import After, Never

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ALL = ("see_runs",)


@pytest.fixture
def see():
    """Return a function: the cards by title that somebody with these permissions sees."""

    def look(*codenames: str):
        user, _ = User.objects.get_or_create(email="alice@example.org", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames or ALL))
        request = RequestFactory().get("/admin/")
        request.user = user
        return {card.title: card for card in cards(request)}

    return look


@pytest.fixture
def policy(sessions):
    """Thirty days, in force since ten days ago."""
    return policies.set_policy(sessions, After("P30D"), now=timezone.now() - 11 * DAY, by=None)


def test_a_fresh_site_says_what_to_decide_and_that_beat_is_missing(categories, see):
    found = see()
    assert found["Policies to decide"].number == "1"
    assert found["Overdue"].tone == found["Failures"].tone == "quiet"
    assert found["Last run"].number == "None"
    assert (found["Worker and beat"].number, found["Worker and beat"].tone) == (
        "Never seen",
        "bad",
    )


def test_a_card_names_three_kinds_to_decide_and_counts_the_others(see):
    sentence = see()["Policies to decide"].sentence
    named = re.search(r"of: (.+) and (\d+) more kinds\.", sentence)
    assert named
    assert named[1].count(", ") == 2
    assert int(named[2]) + 3 == len(proposals.to_decide(timezone.now()))


def test_what_is_overdue_for_two_days_is_red_and_says_what_to_do(policy, make_session, see):
    make_session(timezone.now() - 33 * DAY)
    card = see()["Overdue"]
    assert (card.number, card.tone) == ("1", "bad")
    assert "should have gone 3\xa0days ago" in card.sentence


@pytest.mark.parametrize(("seconds", "tone"), [(-10, "quiet"), (10, "bad")])
def test_it_turns_red_at_48_hours(policy, make_session, see, seconds, tone):
    late = timedelta(hours=48, seconds=seconds)
    make_session(timezone.now() - 30 * DAY - late)
    make_session(timezone.now() - 30 * DAY)  # the oldest decides
    card = see()["Overdue"]
    assert (card.number, card.tone) == ("2", tone)


def test_what_waits_for_a_second_look_is_overdue_as_well(policy, make_session, see):
    make_session(timezone.now() - 33 * DAY)
    now = timezone.now()
    RetentionRun.objects.create(
        state="asking", started_at=now, as_of=now, trigger="beat", planned=1
    )
    assert see()["Overdue"].tone == "bad"


def test_what_is_not_done_yet_is_counted(categories, see):
    assert see()["Backlog"].number == "0"
    now = timezone.now()
    FilesToRemove.objects.create(names=["a", "b", "c"])
    run = RetentionRun.objects.create(trigger="beat", state="running", as_of=now, started_at=now)
    for step in ("marked", "done"):
        RetentionBatch.objects.create(
            run=run, category="x", position=0, step=step, count=1, started_at=now,
            claimed_until=now,
        )  # fmt: skip
    jobs.add("test.a", {}, run_after=now - DAY)
    jobs.add("test.b", {}, run_after=now + DAY)
    card = see()["Backlog"]
    assert (card.number, card.tone) == ("5", "quiet")
    assert card.sentence == "1 batch to finish, 3 files to remove, 1 job to begin. Workers do it."


def test_the_last_run_says_how_quick_it_was(categories, see):
    then = timezone.now() - DAY
    run = RetentionRun.objects.create(
        trigger="beat", state="done", as_of=then, started_at=then, erased=9000,
        finished_at=then + timedelta(seconds=4),
    )  # fmt: skip
    assert "The last erased 2,250 a second." in see()["Last run"].sentence
    RetentionRun.objects.filter(pk=run.pk).update(erased=0)
    assert "a second" not in see()["Last run"].sentence


def test_what_is_due_since_today_is_quiet(policy, make_session, see):
    make_session(timezone.now() - 30 * DAY - timedelta(hours=5))
    card = see()["Overdue"]
    assert (card.number, card.tone) == ("1", "quiet")


def test_a_policy_is_not_late_before_it_was_in_force(sessions, make_session, see, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=timezone.now(), by=None)
    make_session(timezone.now() - 500 * DAY)
    assert see()["Overdue"].tone == "quiet"


def test_what_comes_this_week_is_counted(policy, make_session, see):
    make_session(timezone.now() - 25 * DAY)
    make_session(timezone.now() - 5 * DAY)
    card = see()["Due in 7 days"]
    assert (card.number, card.sentence) == ("1", "1 interview.")


def test_never_is_never_overdue(sessions, make_session, see):
    policies.set_policy(sessions, Never(), now=timezone.now() - DAY, by=None)
    make_session(timezone.now() - 5000 * DAY)
    assert see()["Overdue"].number == "0"


def test_folders_count_too(categories, see, tmp_path):
    @registry.register
    class Temporary(FolderCategory):
        key = "test.file"
        label = "temporary files"
        default = After("P1D")

        def roots(self):
            return (tmp_path,)

    (tmp_path / "new").write_text("x", encoding="utf-8")
    category = registry.get_category("test.file")
    policies.set_policy(category, After("P2D"), now=timezone.now() - 2 * DAY, by=None)
    assert see()["Due in 7 days"].sentence == "1 temporary file."


def test_the_last_run_and_those_that_wait_are_shown(policy, make_session, see):
    now = timezone.now()
    common = {"trigger": "beat", "as_of": now}
    RetentionRun.objects.create(
        state="failed", started_at=now - DAY, erased=3, planned=4, **common
    )
    RetentionRun.objects.create(state="asking", started_at=now - 2 * DAY, planned=900, **common)
    session = make_session(now)
    requests.erase_items("test.session", [session.pk], now=now)
    found = see()
    assert found["Last run"].number == "3"
    assert "2 runs erased 3 in 30 days, 1 failed" in found["Last run"].sentence
    assert (found["Waiting for approval"].number, found["Waiting for approval"].tone) == (
        "900",
        "warn",
    )


def test_what_waits_for_a_second_person_is_shown(sessions, see):
    now = timezone.now()
    limits.set_limits(Limits(second_person=True), now=now, by=7)
    policies.set_policy(sessions, After("P30D"), now=now, by=7)
    limits.set_limits(Limits(), now=now, by=7)
    found = see("see_runs")
    assert (found["Policies to approve"].number, found["Policies to approve"].tone) == (
        "1",
        "warn",
    )
    assert "interviews" in found["Policies to approve"].sentence
    assert found["Limits to approve"].tone == "warn"


def test_a_failure_is_counted(categories, see):
    FilesToRemove.objects.create(names=["f"], attempts=1)
    card = see()["Failures"]
    assert (card.number, card.tone) == ("1", "warn")
    assert "0 batches, 1 file and 0 jobs failed" in card.sentence


@pytest.mark.parametrize("worker", [True, False])
def test_a_beat_that_was_just_seen_is_quiet(categories, see, worker):
    heartbeat.seen("beat", timezone.now())
    if worker:
        heartbeat.seen("worker", timezone.now())
    card = see()["Worker and beat"]
    assert (card.number, card.tone) == ("At work", "quiet")
    assert ("never" in card.sentence) is not worker


def test_a_beat_that_is_missing_is_red(categories, see):
    heartbeat.seen("beat", timezone.now() - timedelta(minutes=30))
    card = see()["Worker and beat"]
    assert (card.number, card.tone) == ("Missing", "bad")


def test_charlie_sees_no_card(categories, see):
    assert see("see_people") == {}


def put_backup(folder, unit: str, age: timedelta) -> None:
    path = folder / unit / shelf.name_of(unit, timezone.now() - age)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed")


def test_the_older_of_the_newest_backups_tells_how_old_they_are(
    categories, see, settings, tmp_path
):
    settings.DASITE_BACKUP_DIR = tmp_path
    card = see()["Newest backup"]
    assert (card.number, card.tone) == ("None", "warn")
    assert "none of default and vault" in card.sentence
    for unit in shelf.UNITS:
        put_backup(tmp_path, unit, timedelta(hours=47))
    put_backup(tmp_path, "default", timedelta(hours=1))
    (tmp_path / "vault" / "vault-notes.backup").write_text("somebody else's", encoding="utf-8")
    card = see()["Newest backup"]
    assert (card.number, card.tone) == ("1\xa0day, 23\xa0hours", "quiet")
    for path in (tmp_path / "vault").glob("vault-2*"):
        path.unlink()
    put_backup(tmp_path, "vault", timedelta(hours=49))
    card = see()["Newest backup"]
    assert card.tone == "bad"
    assert "of vault" in card.sentence


def test_what_is_left_over_is_shown(categories, see):
    assert see()["Left over"].number == "Not known"
    reconciling.remember(reconciling.LeftOver(), timezone.now())
    assert see()["Left over"].number == "0"
    found = reconciling.LeftOver(rows_without_share=["a"], files_without_row=["b", "c"])
    reconciling.remember(found, timezone.now())
    card = see()["Left over"]
    assert (card.number, card.tone) == ("3", "warn")
    assert "1 interview cannot be opened" in card.sentence
    assert "2 other things" in card.sentence


def test_what_should_be_gone_and_is_there_is_red(categories, see):
    found = reconciling.LeftOver(gone_and_still_there=["a", "b"], files_without_row=["c"])
    reconciling.remember(found, timezone.now())
    card = see()["Left over"]
    assert (card.number, card.tone) == ("3", "bad")
    assert "2 things that the ledger calls gone came back. Compared just now" in card.sentence


def test_a_backup_goes_when_its_policy_says(categories, settings, tmp_path):
    settings.DASITE_BACKUP_DIR = tmp_path
    settings.DASITE_POLICY_DELAY_HOURS = 0
    registry.register(BackupsOfVault)
    put_backup(tmp_path, "vault", timedelta(0))
    then = timezone.now() + timedelta(hours=73)
    assert shelf.rotate("vault", then) == 0  # nobody has accepted a rule yet
    category = registry.get_category("privacy.backup_vault")
    policies.set_policy(category, category.default, now=timezone.now(), by=None)
    assert shelf.rotate("vault", then - timedelta(hours=2)) == 0
    assert shelf.rotate("vault", then) == 1
    assert shelf.backups("vault") == []
