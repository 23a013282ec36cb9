"""Runs and records in the administration: looked at, approved, stopped, never altered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy import tasks
from privacy.models import (
    FilesToRemove,
    Job,
    LedgerEntry,
    Restore,
    RetentionBatch,
    RetentionRun,
    Tombstone,
)
from privacy.retention import policies, requests, schedule
from privacy.retention.modes import After
from tests.people import let_in
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
READERS = ("see_runs",)
LISTS = [
    f"admin:privacy_{name}_changelist"
    for name in (
        "retentionrun",
        "retentionbatch",
        "ledgerentry",
        "job",
        "tombstone",
        "filestoremove",
        "restore",
        "reconciliation",
        "retentionpolicy",
    )
]


def log_in(client, email: str, *codenames: str) -> User:
    user = User.objects.create(email=email, password="!", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    let_in(client, user)
    return user


@pytest.fixture
def due(sessions, make_session, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW, by=None)
    return make_session(timezone.now() - 31 * DAY)


@pytest.fixture
def officer(client):
    return log_in(client, "alice@example.org", *READERS, "approve", "tend_jobs")


def post(client, name, *args, **data):
    return client.post(reverse(f"admin:privacy_{name}", args=args), data, follow=True)


def test_a_plan_is_looked_at_and_approved_by_its_hash(client, officer, due):
    page = post(client, "run_plan").content.decode()
    assert "Nothing has been deleted." in page
    assert "Delete these 1 for ever" in page
    assert "An administrator asked to see what is due." in page
    waiting = RetentionRun.objects.get()
    said = post(client, "run_approve", waiting.pk, plan=waiting.plan_hash).content.decode()
    assert "begins now" in said
    tasks.carry_out({"run": waiting.pk}, timezone.now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.erased, waiting.approved_by) == ("done", 1, officer.pk)


def test_a_run_that_waits_after_a_restore_says_so(client, officer, due):
    Restore.objects.create(unit="default", made_at=NOW, restored_at=timezone.now())
    page = post(client, "run_plan").content.decode()
    assert "was put back from a backup, and nobody has" in page


def test_another_plan_than_the_one_seen_is_not_approved(client, officer, due):
    post(client, "run_plan")
    waiting = RetentionRun.objects.get()
    said = post(client, "run_approve", waiting.pk, plan="0" * 64).content.decode()
    assert "does not wait for approval of this plan" in said
    assert RetentionRun.objects.get().state == "asking"


def test_a_run_can_be_stopped(client, officer, due):
    post(client, "run_plan")
    waiting = RetentionRun.objects.get()
    assert "stays gone" in post(client, "run_stop", waiting.pk).content.decode()
    assert RetentionRun.objects.get().state == "stopped"


@pytest.fixture
def at_work(sessions):
    common = {"trigger": "beat", "as_of": NOW, "started_at": NOW}
    run = RetentionRun.objects.create(state="running", planned=3000, erased=500, **common)
    RetentionRun.objects.create(state="running", **{**common, "trigger": "person"})
    return run


def test_each_page_says_that_something_is_being_deleted_and_stops_it_in_one_click(
    client, officer, at_work
):
    for address in ("/admin/", reverse(LISTS[0]), "/admin/privacy/retentionpolicy/"):
        page = client.get(address).content.decode()
        assert f"Run {at_work.pk}</a>: 500 of 3,000." in page
        assert "Stop all runs" in page
    assert f"Runs that stop: {at_work.pk}." in post(client, "runs_stop").content.decode()
    at_work.refresh_from_db()
    assert at_work.stop_asked_at is not None
    assert "Stopping." in client.get("/admin/").content.decode()
    RetentionRun.objects.update(state="stopped")
    assert "none was at work" in post(client, "runs_stop").content.decode()


def test_who_may_only_read_sees_it_and_charlie_does_not(client, at_work):
    log_in(client, "bob@example.org", "see_runs")
    page = client.get("/admin/").content.decode()
    assert "500 of 3,000." in page
    assert "Stop all runs" not in page
    assert post(client, "runs_stop").status_code == 403
    log_in(client, "charlie@example.org")
    assert "3,000" not in client.get("/admin/").content.decode()
    assert post(client, "runs_stop").status_code == 403
    at_work.refresh_from_db()
    assert at_work.stop_asked_at is None


def test_what_could_not_go_is_named_by_number_and_class(client, officer, at_work):
    common = {
        "run": at_work,
        "category": "test.session",
        "started_at": NOW,
        "position": 0,
        "claimed_until": NOW,
        "step": "shredded",
    }
    alone = {"objects_named": [4711], "count": 1, "last_error": "IntegrityError"}
    RetentionBatch.objects.create(**alone, **common)
    whole = {"objects_named": [1, 2], "count": 2, "last_error": "OSError", "duration_ms": 1234}
    RetentionBatch.objects.create(**whole, **common)
    page = client.get(reverse("admin:privacy_retentionrun_change", args=[at_work.pk]))
    said = page.content.decode()
    for wanted in ("<td>4711</td>", "IntegrityError", "<td>2 rows</td>", "1,234 ms", "Look again"):
        assert wanted in said


def test_a_run_of_a_watched_rule_leads_to_it(client, officer, sessions):
    watched = policies.watch(sessions, After("P2D"), now=NOW, by=7)
    schedule.count_watched(NOW)
    run = RetentionRun.objects.get()
    page = client.get(reverse("admin:privacy_retentionrun_change", args=[run.pk]))
    assert "Nothing was deleted." in page.content.decode()
    address = reverse("admin:privacy_retentionpolicy_change", args=[watched.pk])
    assert address in page.content.decode()
    assert client.get(address).status_code == 302


def test_an_empty_plan_says_so(client, officer, sessions):
    assert "Nothing was due." in post(client, "run_plan").content.decode()


def test_a_done_run_shows_its_batches(client, officer, due):
    gone = requests.erase_items("test.session", [due.pk], now=timezone.now())
    address = reverse("admin:privacy_retentionrun_change", args=[gone.run_id])
    page = client.get(address).content.decode()
    assert "1 of 1 erased" in page
    assert "gone and looked for" in page


@pytest.mark.parametrize("state", ["stale", "failed", "running"])
def test_each_state_says_what_it_means(client, officer, state):
    found = RetentionRun.objects.create(
        trigger="beat", state=state, as_of=NOW, started_at=NOW, stop_asked_at=NOW, planned=3
    )
    page = client.get(reverse("admin:privacy_retentionrun_change", args=[found.pk]))
    wanted = {"stale": "Out of date.", "failed": "Some of it failed.", "running": "Stopping."}
    assert wanted[state] in page.content.decode()


def test_people_who_go_by_one_rule_are_one_row_and_stand_on_its_page(client, officer):
    whole = RetentionRun.objects.create(
        trigger="beat", state="done", as_of=NOW, started_at=NOW, planned=2, erased=2
    )
    parts = [
        RetentionRun.objects.create(
            trigger="person", state="done", as_of=NOW, started_at=NOW, erased=7, part_of=whole.pk
        )
        for _ in range(2)
    ]
    urls = [reverse("admin:privacy_retentionrun_change", args=[one.pk]) for one in parts]
    listed = client.get(reverse("admin:privacy_retentionrun_changelist"))
    assert list(listed.context["cl"].result_list) == [whole]
    page = client.get(reverse("admin:privacy_retentionrun_change", args=[whole.pk]))
    assert "People who go by it" in page.text
    assert all(url in page.text for url in urls)
    part = client.get(urls[0]).text
    assert f">run {whole.pk}</a>, which lets people go by a rule" in part
    assert "People who go by it" not in part


def test_a_run_that_is_not_there_leads_back(client, officer):
    address = reverse("admin:privacy_retentionrun_change", args=[999])
    assert client.get(address).status_code == 302


def test_the_lists_are_there_to_read(client, officer, due):
    log_in(client, "dora@example.org", *READERS)
    requests.erase_items("test.session", [due.pk], now=timezone.now())
    Job.objects.create(kind="x", done_at=NOW)
    Job.objects.create(kind="x", failed_at=NOW)
    Job.objects.create(kind="x", claimed_until=NOW)
    Job.objects.create(kind="x")
    Tombstone.objects.create(user_id=7, erased_at=NOW)
    FilesToRemove.objects.create(names=["f"])
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 200
    for state in ("open", "done", "failed"):
        assert client.get(reverse(LISTS[3]) + f"?state={state}").status_code == 200
    assert client.get(reverse(LISTS[1]) + "?open=yes").status_code == 200


def test_a_file_s_name_is_never_shown(client, officer):
    found = FilesToRemove.objects.create(names=["secret-name"])
    address = reverse("admin:privacy_filestoremove_change", args=[found.pk])
    assert "secret-name" not in client.get(address).content.decode()


@pytest.mark.parametrize("model", [LedgerEntry, RetentionRun, RetentionBatch, Tombstone, Job])
def test_a_record_can_be_neither_added_changed_nor_deleted(client, model, due):
    root = User.objects.create_superuser("root@example.org", "correct horse battery staple")
    let_in(client, root)
    requests.erase_items("test.session", [due.pk], now=timezone.now())
    Tombstone.objects.create(user_id=7, erased_at=NOW)
    Job.objects.create(kind="x")
    row = model._base_manager.first()
    name = f"admin:privacy_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert (
        client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )
    assert client.post(reverse(f"{name}_change", args=[row.pk]), {"kind": "y"}).status_code == 403
    assert model._base_manager.filter(pk=row.pk).exists()


def test_a_job_that_was_given_up_is_tried_again(client, officer):
    job = Job.objects.create(kind="x", failed_at=NOW, attempts=20)
    data = {"action": "try_again", "_selected_action": [job.pk]}
    page = client.post(reverse("admin:privacy_job_changelist"), data, follow=True)
    assert "1 jobs will be tried again" in page.content.decode()
    job.refresh_from_db()
    assert (job.failed_at, job.attempts) == (None, 0)


def test_who_may_only_read_presses_no_button(client, due):
    log_in(client, "bob@example.org", *READERS)
    found = schedule.plan_run(NOW, by=None)
    page = client.get(reverse("admin:privacy_retentionrun_change", args=[found.pk]))
    assert "for ever" not in page.content.decode()
    for name, *args in (("run_plan",), ("run_approve", found.pk), ("run_stop", found.pk)):
        assert post(client, name, *args).status_code == 403
    assert InterviewSession.objects.count() == 1


def test_charlie_sees_nothing(client, due):
    log_in(client, "charlie@example.org")
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 403
    for name, *args in (("run_plan",), ("run_approve", 1), ("run_stop", 1)):
        assert post(client, name, *args).status_code == 403
