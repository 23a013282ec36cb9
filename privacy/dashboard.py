"""Cards of the administrator's front page: whether what should go does go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from privacy import rights
from privacy.backups import shelf
from privacy.cards import Card
from privacy.jobs import heartbeat
from privacy.models.runs import RetentionRun
from privacy.retention import (
    health,
    holds,
    limits,
    policies,
    proposals,
    reconciling,
    schedule,
    undelivered,
)
from privacy.retention.labels import counted
from privacy.retention.registry import get_category

LONGEST_SWEEP = timedelta(seconds=120)  # before the next one begins
BACKUP_TOO_OLD = timedelta(hours=48)  # one night may fail
LABELS_ON_A_CARD = 3
MISSED_SWEEPS = 6  # so many and beat, or every worker, is not at work


def cards(request: HttpRequest) -> list[Card]:
    """Return the cards that this person may see."""
    now = timezone.now()
    found: list[Card] = []
    if rights.may_see_policies(request.user):
        found.extend(_proposals(now))
        found.extend(_to_approve(now))
        found.extend(_untold(now))
    if rights.may_see_runs(request.user):
        due = health.due_by_category(now)
        found.extend((_overdue(due, now), _due_soon(due), _last_runs(now)))
        found.extend((_backlog(now), _failures(now)))
        found.extend(_asking())
        found.extend((_left_over(now), _backups(now)))
    if rights.may_see_holds(request.user):
        found.extend(_holds(now))
    if rights.may_see_jobs(request.user):
        found.append(_machinery(now))
    return found


def runs_going(request: HttpRequest) -> list[RetentionRun]:
    """Return the runs at work, for whoever may see them; each page of the admin says so."""
    return schedule.going() if rights.may_see_runs(request.user) else []


def may_stop(request: HttpRequest) -> bool:
    """Return whether this person may stop them."""
    return rights.may_stop_runs(request.user)


def _ago(moment: datetime, now: datetime) -> str:
    """Return how long ago something was, in words."""
    if now - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, now)} ago"


def _untold(now: datetime) -> Iterator[Card]:
    for one in undelivered.ladders(now):
        if one.told.cannot:
            label = one.category.label
            yield Card(
                "Cannot be told",
                str(one.told.cannot),
                f"So many {label} wait for a notice that could not be sent. Decide about them.",
                reverse("admin:privacy_notice_untold", args=[one.category.key]),
                tone="warn",
                order=19,
            )


def _overdue(due: list[health.Due], now: datetime) -> Card:
    runs = reverse("admin:privacy_retentionrun_changelist")
    waiting = sorted((one.since, one.label) for one in due if one.since is not None)
    if not waiting:
        return Card("Overdue", "0", "Nothing is kept longer than its policy says.", runs, order=10)
    since, label = waiting[0]
    count, ago = str(sum(one.now for one in due)), timesince(since, now)
    if now - since > health.OVERDUE:
        sentence = (
            f"The oldest ({label}) should have gone {ago} ago. "
            "See whether a run failed or waits for approval, and whether worker and beat work."
        )
        return Card("Overdue", count, sentence, runs, tone="bad", order=10)
    sentence = f"The oldest ({label}) has been due for {ago}; the next run takes it."
    return Card("Overdue", count, sentence, runs, order=10)


def _due_soon(due: list[health.Due]) -> Card:
    count = sum(one.in_a_week for one in due)
    parts = ", ".join(counted(one.in_a_week, one.label) for one in due if one.in_a_week)
    return Card(
        "Due in 7 days",
        str(count),
        parts + "." if parts else "Nothing more becomes due this week.",
        reverse("admin:privacy_retentionpolicy_changelist"),
        order=12,
    )


def _last_runs(now: datetime) -> Card:
    runs = health.last_runs(now, days=30)
    url = reverse("admin:privacy_retentionrun_changelist")
    if not runs:
        sentence = "No run in the last 30 days: nothing was due, or no policy is in force."
        return Card("Last run", "None", sentence, url, order=14)
    last = runs[0]
    erased = sum(run.erased for run in runs)
    failed = sum(run.state == RetentionRun.State.FAILED for run in runs)
    sentence = (
        f"{last.get_state_display().capitalize()}, {_ago(last.started_at, now)}. "
        f"{counted(len(runs), 'runs')} erased {erased:,} in 30 days, {failed} failed."
    )
    rate = health.rate_of(last)
    if rate and last.erased:
        sentence += f" The last erased {rate:,g} a second."
    return Card("Last run", str(last.erased), sentence, url, order=14)


def _asking() -> Iterator[Card]:
    for run in health.asking():
        yield Card(
            "Waiting for approval",
            str(run.planned),
            f"Run {run.pk} would erase more than usual. Look at it, then approve or stop it.",
            reverse("admin:privacy_retentionrun_change", args=[run.pk]),
            tone="warn",
            order=16,
        )


def _failures(now: datetime) -> Card:
    found = health.failures(now)
    url = reverse("admin:privacy_retentionbatch_changelist") + "?open=yes"
    if not found.count:
        return Card("Failures", "0", "No batch, file or job is stuck.", url, order=18)
    sentence = (
        f"{counted(found.batches, 'batches')}, {counted(found.files, 'files')} and "
        f"{counted(found.jobs, 'jobs')} failed. They are tried again by themselves; what an "
        "erased key sealed cannot be read meanwhile."
    )
    return Card("Failures", str(found.count), sentence, url, tone="warn", order=18)


def _backlog(now: datetime) -> Card:
    """Return what was begun or ordered and is not done yet."""
    found, url = health.backlog(now), reverse("admin:privacy_job_changelist") + "?state=open"
    if not found.count:
        return Card("Backlog", "0", "No batch, file or job waits for a worker.", url, order=17)
    parts = [
        counted(count, label)
        for count, label in (
            (found.batches, "batches to finish"),
            (found.files, "files to remove"),
            (found.jobs, "jobs to begin"),
        )
        if count
    ]
    return Card(
        "Backlog", f"{found.count:,}", f"{', '.join(parts)}. Workers do it.", url, order=17
    )


def _left_over(now: datetime) -> Card:
    """Return what did not fit together when everything was compared last."""
    last, url = reconciling.last(), reverse("admin:privacy_reconciliation_changelist")
    if last is None:
        sentence = "Rows, files and keys were not compared yet; it is done once a day."
        return Card("Left over", "Not known", sentence, url, order=19)
    ago = _ago(last.at, now)
    if not last.total:
        sentence = f"Every row has its file and key, and the other way round; compared {ago}."
        return Card("Left over", "0", sentence, url, order=19)
    if last.gone_and_still_there:
        sentence = (
            f"{counted(last.gone_and_still_there, 'things')} that the ledger calls gone came "
            f"back. Compared {ago}; manage.py retention_reconcile names each."
        )
        return Card("Left over", str(last.total), sentence, url, tone="bad", order=19)
    sentence = (
        f"{counted(last.rows_without_share, 'interviews')} cannot be opened by anybody: their key "
        f"shares are missing. {last.total - last.rows_without_share} other things do not fit. "
        f"Compared {ago}; manage.py retention_reconcile lists them and says what can go."
    )
    return Card("Left over", str(last.total), sentence, url, tone="warn", order=19)


def _backups(now: datetime) -> Card:
    """Return how old the newest backup of the unit is that was longest not backed up."""
    url = reverse("admin:privacy_restore_changelist")
    newest = {unit: shelf.newest(unit) for unit in shelf.UNITS}
    missing = [unit for unit, made_at in newest.items() if made_at is None]
    if missing:
        sentence = (
            f"There is none of {' and '.join(missing)} in the folder. Run manage.py backup every "
            "night, unless you back up in another way."
        )
        return Card("Newest backup", "None", sentence, url, tone="warn", order=29)
    made = {unit: made_at for unit, made_at in newest.items() if made_at is not None}
    unit, made_at = min(made.items(), key=itemgetter(1))
    ago = timesince(made_at, now)
    if now - made_at > BACKUP_TOO_OLD:
        sentence = f"The newest backup of {unit} is {ago} old. See why no newer one was made."
        return Card("Newest backup", ago, sentence, url, tone="bad", order=29)
    return Card("Newest backup", ago, "So old is the older of the two units'.", url, order=29)


def _some(labels: list[str]) -> str:
    """Return the first labels in words, and how many more there are: a card is short."""
    more = len(labels) - LABELS_ON_A_CARD
    if more <= 1:
        return ", ".join(labels)
    return f"{', '.join(labels[:LABELS_ON_A_CARD])} and {more} more kinds"


def _proposals(now: datetime) -> Iterator[Card]:
    open_ones = proposals.to_decide(now)
    if open_ones:
        labels = _some([str(one.label) for one in open_ones])
        yield Card(
            "Policies to decide",
            str(len(open_ones)),
            f"Nothing is deleted by itself of: {labels}. Accept or change what is proposed.",
            reverse("admin:privacy_retentionpolicy_changelist"),
            tone="warn",
            order=8,
        )
    changed = proposals.changed_since(now)
    if changed:
        labels = _some([str(one.category.label) for one in changed])
        yield Card(
            "New proposals",
            str(len(changed)),
            f"This release proposes other rules for: {labels}. Yours go on until you decide.",
            reverse("admin:privacy_retentionpolicy_changelist"),
            order=8,
        )


def _to_approve(now: datetime) -> Iterator[Card]:
    """Return a card for what waits for a second person: rules, and limits of all rules."""
    rules, waiting = policies.to_approve(), limits.waiting(now)
    if rules:
        labels = _some([str(get_category(one.category).label) for one in rules])
        yield Card(
            "Policies to approve",
            str(len(rules)),
            f"Somebody else than who proposed it has to look at: {labels}.",
            reverse("admin:privacy_retentionpolicy_changelist"),
            tone="warn",
            order=9,
        )
    if waiting is not None and waiting.waits_for_approval:
        yield Card(
            "Limits to approve",
            "1",
            "Somebody else than who proposed it has to look at a change of the limits.",
            reverse("admin:privacy_retentionlimits_changelist"),
            tone="warn",
            order=9,
        )


def _holds(now: datetime) -> Iterator[Card]:
    placed, review = holds.counts(timezone.localdate(now))
    url = reverse("admin:privacy_hold_changelist")
    if review:
        sentence = "The day of their review has come. Release them, or place them anew."
        yield Card("Holds to review", str(review), sentence, f"{url}?state=review", "warn", 17)
    elif placed:
        sentence = "Nothing of what they name can be deleted."
        yield Card("Holds", str(placed), sentence, f"{url}?state=held", order=28)


def _machinery(now: datetime) -> Card:
    """Return whether beat and a worker were seen: only beat sends the sweep that a worker runs."""
    seen = heartbeat.last_seen()
    limit = timedelta(seconds=settings.DASITE_SWEEP_SECONDS * MISSED_SWEEPS) + LONGEST_SWEEP
    url = reverse("admin:privacy_job_changelist")
    beat, worker = seen.get("beat"), seen.get("worker")
    if beat is None:
        sentence = "Beat was never seen. Start it with the worker: bin/serve does."
        return Card("Worker and beat", "Never seen", sentence, url, tone="bad", order=30)
    if now - beat > limit:
        sentence = f"Beat was last seen {timesince(beat, now)} ago. See whether it runs."
        return Card("Worker and beat", "Missing", sentence, url, tone="bad", order=30)
    last = _ago(worker, now) if worker else "never"
    sentence = f"Beat was seen {_ago(beat, now)}, the last job began {last}."
    return Card("Worker and beat", "At work", sentence, url, order=30)
