"""Tells people before something of theirs goes, and does what they answer by the mail's links.

What may go wrong for ever: it is written down that somebody was told, and they were not. So a
notice is `waiting` when it is planned, `being sent` before the mail leaves, and `sent` only after
the mail server took it. Whoever is killed between the last two sends again, under the same
Message-ID: one second copy is possible there, and nowhere else. Transactions: one plans notices
and their jobs, one checks them and writes that they are being sent, one writes the outcome.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from privacy import jobs
from privacy.models.notices import Notice
from privacy.retention import ladder, lasting, letters
from privacy.retention.category import DataCategory
from privacy.retention.deleting import plain
from privacy.retention.ladder import State
from privacy.retention.lasting import Word
from privacy.retention.letters import Letter
from privacy.retention.modes import After
from privacy.retention.policies import Rule, rules_of
from privacy.retention.registry import get_rows, row_categories
from privacy.retention.resolver import due_at, within_reach
from privacy.retention.telling import can_tell
from privacy.zones import zone_field

Clock = Callable[[], datetime]
Found = dict[DataCategory, QuerySet[Any]]

PEOPLE_AT_ONCE = 200  # told in one transaction
# Who is told of one thing is told in the same mail of what its turn comes a little later.
TOGETHER = timedelta(days=1)
PERMANENT = range(500, 600)  # what a mail server answers when trying again is of no use
QUIET = (*ladder.OPEN, *ladder.FAILED, State.WAIVED)  # while one of these stands, nothing is sent
KIND = "retention.notice"
TOPIC = "kept"


@dataclass(frozen=True)
class Step:
    """One row whose person is to be told, and the step that comes."""

    account: Any
    subject_id: UUID
    category: DataCategory
    mode: After
    row: int
    clock: datetime
    days: int
    promised: datetime | None  # the day that was named last

    def notice(self, message: UUID, now: datetime) -> Notice:
        """Return the notice, as it waits to be sent."""
        return Notice(
            subject_id=self.subject_id,
            category=self.category.key,
            row=self.row,
            clock=self.clock,
            period=self.mode.period,
            step=self.days,
            due_at=max(self.promised or now, first_day(self.mode, self.clock, self.days, now)),
            message=message,
            dedupe=":".join(
                (
                    self.category.key,
                    str(self.row),
                    self.clock.isoformat(),
                    self.mode.period,
                    str(self.days),
                )
            ),
            created_at=now,
        )


def first_day(mode: After, clock: datetime, days: int, now: datetime) -> datetime:
    """Return the day before which nothing goes that is told of at `now`, `days` before."""
    due = due_at(mode, clock)
    assert due is not None
    return max(due, now + timedelta(days=days))


def plan_notices(clock: Clock, *, until: datetime) -> int:
    """Write down whom to tell of what, and a job for each mail; return how many mails.

    People are told of one step in one mail, of their account in another. Running twice writes
    nothing twice.
    """
    mails = 0
    while (now := clock()) < until:
        _forget(now)
        people = _people(now)
        if not people:
            break
        mails += _plan_some(people, now)
    return mails


def _forget(now: datetime) -> None:
    """Let go the keys of notices whose day passed long ago, so that their rows are told anew."""
    past = Notice.objects.filter(due_at__lte=now - ladder.FORGOTTEN_AFTER)
    past.exclude(dedupe=None).update(state=State.CANCELLED, dedupe=None)


def _ladders(now: datetime) -> Iterator[tuple[DataCategory, Rule, After]]:
    for category in row_categories():
        if category.tell:
            for rule in rules_of(category, now):
                if isinstance(rule.mode, After) and rule.mode.steps:
                    yield category, rule, rule.mode


def _people(now: datetime) -> list[Any]:
    """Return some accounts of whom something has reached its next step."""
    found: set[Any] = set()
    for category, rule, _mode in _ladders(now):
        rows = reached(category, rule, now)
        accounts = rows.order_by(category.tell).values_list(category.tell, flat=True).distinct()
        found.update(accounts[: PEOPLE_AT_ONCE - len(found)])
        if len(found) >= PEOPLE_AT_ONCE:
            break
    return sorted(found)


@transaction.atomic
def _plan_some(people: Iterable[Any], now: datetime) -> int:
    mails: dict[tuple[Any, int, bool], list[Step]] = defaultdict(list)
    for category, rule, mode in _ladders(now):
        rows = reached(category, rule, now, ahead=TOGETHER)
        theirs = rows.filter(**{f"{category.tell}__in": people})
        for step in _steps(category, mode, theirs):
            mails[step.account, step.days, category.whole_subject].append(step)
    for steps in mails.values():
        message = uuid.uuid4()
        notices = [step.notice(message, now) for step in steps]
        # What another worker wrote in the meantime stays theirs; the job finds what is left.
        Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
        jobs.add(KIND, {"message": str(message)})
    return len(mails)


def reached(
    category: DataCategory, rule: Rule, now: datetime, *, ahead: timedelta = timedelta(0)
) -> QuerySet[Any]:
    """Return the rows of which somebody is to be told by then, with the step told last."""
    mode, at = rule.mode, now + ahead
    assert isinstance(mode, After)
    sent = ladder.given(category, mode, now)
    rows = ladder.foretell(category, mode, within_reach(category, rule, at), now).annotate(
        told=Subquery(sent.order_by("step").values("step")[:1]),
        quiet=Exists(ladder.of_row(category, mode).filter(state__in=QUIET)),
    )
    turn, before = Q(told=None), None
    for days in mode.steps:
        comes = Q(told__gt=days, promised__lte=at + timedelta(days=days))
        turn |= comes if before is None else comes & Q(told__lte=before)
        before = days
    found: QuerySet[Any] = rows.filter(turn, quiet=False).exclude(ladder.nobody(category))
    return found


def _steps(category: DataCategory, mode: After, rows: QuerySet[Any]) -> Iterator[Step]:
    subject = category.account("subject_id")
    columns = (category.tell, subject, "pk", category.clock, "told", "promised")
    for account, subject_id, row, clock, told, day in rows.order_by("pk").values_list(*columns):
        days = next(step for step in mode.steps if told is None or step < told)
        yield Step(account, subject_id, category, mode, row, clock, days, day)


def send(message: UUID, clock: Clock) -> None:
    """Send one mail, of what is still to be told; what was sent is not sent again.

    Raises what the mail server's refusal for now raises: the job tries again later.
    """
    letter = _begin(message, clock())
    if letter is None:
        return
    if not letter.address:
        _end(message, State.NO_ADDRESS)
        return
    try:
        letters.write_letter(letter).send()
    except (SMTPRecipientsRefused, SMTPDataError) as refused:
        if not _is_permanent(refused):
            raise
        _end(message, State.REFUSED)
        return
    if not can_tell():
        _end(message, State.NO_SERVER)
    else:
        _write_sent(message, clock())


def _is_permanent(refused: SMTPRecipientsRefused | SMTPDataError) -> bool:
    if isinstance(refused, SMTPDataError):
        return refused.smtp_code in PERMANENT
    return all(code in PERMANENT for code, _said in refused.recipients.values())


@transaction.atomic
def _begin(message: UUID, now: datetime) -> Letter | None:
    """Write that a mail is being sent, and return it; None if nothing is to be told any more."""
    waiting = list(_open(message).select_for_update().order_by("pk"))
    rules: set[str] = set()
    still: list[Notice] = []
    by_category: dict[str, list[Notice]] = defaultdict(list)
    for notice in waiting:
        by_category[notice.category].append(notice)
    for key, notices in by_category.items():
        for notice, mode in _still_right(get_rows(key), notices, now):
            notice.due_at = max(notice.due_at, first_day(mode, notice.clock, notice.step, now))
            notice.state = State.SENDING
            still.append(notice)
            rules.add(get_rows(key).reason(mode))
    right = {notice.pk for notice in still}
    wrong = [notice.pk for notice in waiting if notice.pk not in right]
    Notice.objects.filter(pk__in=wrong).update(state=State.CANCELLED, dedupe=None)
    if not still:
        return None
    Notice.objects.bulk_update(still, ["due_at", "state"], batch_size=500)
    days = sorted(notice.due_at for notice in still)
    address, zone = _address(still[0].subject_id)
    return Letter(
        message,
        address,
        len(still),
        days[0],
        days[-1],
        tuple(sorted(rules)),
        is_account=get_rows(still[0].category).whole_subject,
        zone=zone,
    )


def _still_right(
    category: DataCategory, notices: list[Notice], now: datetime
) -> Iterator[tuple[Notice, After]]:
    """Yield those of which people are still to be told: not used since, not held, same rule."""
    for rule in rules_of(category, now):
        mode = rule.mode
        if not isinstance(mode, After):
            continue
        mine = [one for one in notices if one.period == mode.period and one.step in mode.steps]
        rows = within_reach(category, rule, now + TOGETHER).filter(pk__in=[n.row for n in mine])
        clocks = dict(rows.values_list("pk", category.clock))
        yield from ((one, mode) for one in mine if clocks.get(one.row) == one.clock)


def _open(message: UUID) -> QuerySet[Notice]:
    return Notice.objects.filter(message=message, state__in=ladder.OPEN)


def _address(subject_id: UUID) -> tuple[str, str]:
    """Return where somebody reads mails, and their time zone; empty where they have none."""
    people = get_user_model()
    columns = (people.get_email_field_name(), zone_field())
    found = people.objects.filter(subject_id=subject_id).values_list(*columns).first()
    address, zone = found or ("", "")
    return str(address or ""), str(zone or "")


def _end(message: UUID, state: State) -> None:
    _open(message).update(state=state)


@transaction.atomic
def _write_sent(message: UUID, now: datetime) -> None:
    """Write that a mail went out: from now on its days are counted."""
    notices = _open(message)
    for days in set(notices.values_list("step", flat=True)):
        promise = now + timedelta(days=days)
        notices.filter(step=days, due_at__lt=promise).update(due_at=promise)
    notices.update(state=State.SENT, sent_at=now)


def mark_bounced(message: UUID) -> int:
    """Write that a mail came back: what it was about stays; return how many things that are."""
    gone_out = Notice.objects.filter(message=message, state__in=(State.SENDING, State.SENT))
    return gone_out.update(state=State.BOUNCED)


def rows_of(message: UUID, *, now: datetime) -> Found:
    """Return what a mail was about, as far as it is as it was left and not on its way out."""
    told = _ahead(message, now)
    found = {}
    for key in sorted(set(told.values_list("category", flat=True))):
        category = get_rows(key)
        about = told.filter(category=key, row=OuterRef("pk"), clock=OuterRef(category.clock))
        rows = category.rows().filter(Exists(about))
        if category.mark_field:
            rows = rows.filter(**{category.mark_field: None})
        found[category] = rows
    return found


def still_due(message: UUID, *, now: datetime) -> tuple[int, datetime | None]:
    """Return how many things of a mail are still as they were, and the first day it named."""
    count = sum(rows.count() for rows in rows_of(message, now=now).values())
    first = _ahead(message, now).aggregate(first=Min("due_at"))["first"]
    return count, first if count else None


def _ahead(message: UUID, now: datetime) -> QuerySet[Notice]:
    """Return the notices of a mail whose day is still to come."""
    told = Notice.objects.filter(message=message, due_at__gt=now)
    return told.exclude(state=State.CANCELLED)


def account_of(message: UUID) -> DataCategory | None:
    """Return the category of accounts if a mail was about one, else None."""
    for key in Notice.objects.filter(message=message).values_list("category", flat=True)[:1]:
        category = get_rows(key)
        return category if category.whole_subject else None
    return None


def is_for(message: UUID, subject_id: UUID) -> bool:
    """Return whether a mail went to this person."""
    return Notice.objects.filter(message=message, subject_id=subject_id).exists()


@transaction.atomic
def keep(message: UUID, *, now: datetime) -> int:
    """Keep what a mail was about, as if its person had used it now; return how many things."""
    kept = 0
    for category, rows in rows_of(message, now=now).items():
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        found = category.rows().filter(pk__in=numbers)
        for pk in numbers:
            scopes = map(str, category.told_apart_by(found.filter(pk=pk)))
            about = (category.key, plain(pk))
            lasting.say(Word(TOPIC, "kept", about=about, details=tuple(scopes)), now=now)
        kept += category.keep(found, now)
    return kept


@lasting.comes_back(TOPIC)
def keep_again(word: Word, at: datetime) -> None:
    """Keep a thing whose person said so, if it is the same that it was and was not used since."""
    key, number = word.about
    category = get_rows(str(key))
    rows = category.rows().filter(pk=number, **{f"{category.clock}__lt": at})
    if {str(scope) for scope in category.told_apart_by(rows)} == set(word.details):
        category.keep(rows, at)
