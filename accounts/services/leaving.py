"""Lets people go: asks, waits, lets them come back, carries out; may be cut short anywhere.

What may go wrong for ever: an account goes whose person changed their mind. So of two, one who
comes back and a worker who begins, one loses on the row of the request; and coming back is written
on the ledger first, so that no restored database carries out what was taken back.
Transactions: asking and coming back are one each; carrying out has those of the erasure, between
one that takes the request and one that ends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts import keys, login_sessions
from accounts.models import DeletionRequest, DeletionRules, User
from accounts.services import deletion, lasting_words, mails
from accounts.services.deletion import Held, LastAdministrator
from accounts.zones import as_for
from privacy import jobs
from privacy.audit import Concerning, What, record
from privacy.retention import leaving
from privacy.retention.leaving import Shared
from privacy.retention.requests import Erasure

__all__ = ["Held", "LastAdministrator", "Shared"]

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State, Obstacle, When = DeletionRequest.State, DeletionRequest.Obstacle, DeletionRules.When

LEASE = timedelta(seconds=360)  # longer than the hard limit of a task, 300 s
LOOK_AGAIN = timedelta(hours=1)  # at what had to be kept
KEEP_ADDRESS = timedelta(days=1)  # for the receipt, should no mail server answer


def read_rules() -> DeletionRules:
    """Return the administrators' word, or what holds while there is none."""
    return DeletionRules.objects.first() or DeletionRules()


@transaction.atomic
def set_rules(rules: DeletionRules, *, by: int, now: datetime) -> None:
    """Keep other rules; who asked before keeps the day that they were told."""
    rules.save()
    record(What.SETTING, Concerning(about="accounts.deletion_rules"), by=by, now=now)


def note_role_rule(role: int, *, by: int, now: datetime) -> None:
    """Write down that somebody changed whether people with a role have to ask to leave."""
    about = Concerning(role=role, about="accounts.role_deletion_rule")
    record(What.SETTING, about, by=by, now=now)


def request_of(user: User) -> DeletionRequest | None:
    """Return the person's request that is not over, or None."""
    open_ones = DeletionRequest.objects.filter(state__in=DeletionRequest.OPEN)
    return open_ones.filter(subject_id=user.subject_id).first()


def shared_with_others(user: User, *, now: datetime) -> list[Shared]:
    """Return what others can open at present and would lose."""
    return leaving.shared_with_others(user.subject_id, now=now)


def is_held(user: User) -> bool:
    """Return whether something of the person has to be kept."""
    return leaving.is_held(user.subject_id)


def ask(user: User, *, copies: Collection[UUID] = (), now: datetime) -> DeletionRequest:
    """Return the request that waits from now on; the account is locked and hidden at once.

    What is named by `copies` stays open until then to those who can open it, and they are told.
    Raises LastAdministrator.
    """
    with transaction.atomic():
        deletion.refuse_last_administrator(user)
        found, is_new = _request(user, now, wait=timedelta(days=read_rules().days))
        if not is_new:
            return found
        shared = _shut(found, user, copies, now)
        due_at = found.due_at
        lasting_words.leaves(user, found.uid, due_at=due_at, copies=copies, now=now)
        soon = _numbers(one for each in shared if each.scope in copies for one in each.people)
        jobs.add("accounts.say_asked", {"request": found.pk})
        for number in soon:
            jobs.add("accounts.say_goes_soon", {"request": found.pk, "person": number})
    return found


def _shut(
    found: DeletionRequest, user: User, copies: Collection[UUID], now: datetime
) -> list[Shared]:
    """Lock an account whose person leaves, to others too; return what they could open."""
    lock_out(user, now)
    shared = shared_with_others(user, now=now)
    found.to_tell = _numbers(one for each in shared for one in each.people)
    found.save(update_fields=["to_tell"])
    leaving.shut_others_out(user.subject_id, but=copies, now=now)
    return shared


@dataclass(frozen=True)
class Again:
    """A request that an older copy of the database does not know."""

    uid: UUID
    asked_at: datetime
    due_at: datetime
    copies: Collection[UUID]


def ask_again(user: User, again: Again) -> None:
    """Let a person be leaving whose request was forgotten by a restore; nobody is mailed twice."""
    with transaction.atomic():
        found, _is_new = _request(user, again.asked_at)
        if found.state not in DeletionRequest.CAN_COME_BACK:
            return
        found.uid, found.due_at = again.uid, again.due_at
        found.save(update_fields=["uid", "due_at"])
        _shut(found, user, again.copies, again.asked_at)


def stay_again(user: User, *, now: datetime) -> None:
    """End a request that a restore has brought back and that its person had taken back."""
    found = request_of(user)
    if found is not None and found.state in DeletionRequest.CAN_COME_BACK:
        _stays(found, now)


def _request(
    user: User, now: datetime, *, wait: timedelta = timedelta(0)
) -> tuple[DeletionRequest, bool]:
    """Return the person's open request, and whether it is new. Their row is locked for it."""
    User._base_manager.select_for_update().get(pk=user.pk)
    found = request_of(user)
    if found is not None:
        return found, False
    made = DeletionRequest.objects.create(
        state=State.WAITING,
        subject_id=user.subject_id,
        account=user.pk,
        asked_at=now,
        due_at=now + wait,
    )
    return made, True


def lock_out(user: User, now: datetime) -> None:
    """Log out everywhere and drop what is unlocked; who logs in again is asked what to do."""
    User.objects.filter(pk=user.pk).update(leaving_at=now)
    login_sessions.sign_out(user)
    keys.lock_everywhere(user)


def _numbers(subjects: Iterable[UUID]) -> list[int]:
    """Return the numbers of these people, of those who can still log in."""
    people = User.objects.filter(subject_id__in=set(subjects), is_active=True)
    return sorted(people.values_list("pk", flat=True))


def keep(user: User, *, now: datetime) -> bool:
    """Return whether the account stays; not if its deletion has begun."""
    with transaction.atomic():
        rows = DeletionRequest.objects.filter(subject_id=user.subject_id)
        found = rows.filter(state__in=DeletionRequest.OPEN).select_for_update().first()
        if found is not None and found.state not in DeletionRequest.CAN_COME_BACK:
            return False
        if found is not None:
            leaving.take_back(found.uid, now=now)
            lasting_words.stays(user.subject_id, now=now)
            _stays(found, now)
        User.objects.filter(pk=user.pk).update(leaving_at=None)
    return True


def _stays(found: DeletionRequest, now: datetime) -> None:
    """End a request that was taken back; from then on it does not say whose it was."""
    assert found.subject_id is not None
    User._base_manager.filter(subject_id=found.subject_id).update(leaving_at=None)
    leaving.let_others_in(found.subject_id)
    DeletionRequest.objects.filter(pk=found.pk).update(
        state=State.CANCELLED,
        held_by="",
        ended_at=now,
        claimed_until=None,
        subject_id=None,
        account=None,
        address="",
        to_tell=[],
    )


def leave_now(user: User, *, now: datetime) -> Erasure:
    """Erase the account at once and return what went.

    Raises LastAdministrator, Held: nothing was deleted then, and a request that waited waits on.
    """
    with transaction.atomic():
        deletion.refuse_last_administrator(user)
        if is_held(user):
            raise Held("something of this person is held.")
        found, is_new = _request(user, now)
        User.objects.filter(pk=user.pk).update(leaving_at=now)
        take(found, user, now)
    try:
        erasure = deletion.delete_account(user, now=now)
    except (Held, LastAdministrator) as error:
        if is_new:
            keep_after_all(found, now=now)
        else:
            _wait(found, error, now)
        raise
    if erasure.complete:
        close(found, now, receipt_is_given=bool(erasure.receipt))
    return erasure


def keep_after_all(found: DeletionRequest, *, now: datetime) -> None:
    """End a request that could not be carried out, as if its person had taken it back."""
    assert found.subject_id is not None
    with transaction.atomic():
        leaving.take_back(found.uid, now=now)
        lasting_words.stays(found.subject_id, now=now)
        _stays(found, now)


def take(found: DeletionRequest, user: User, now: datetime) -> None:
    """Take a request for this process, and keep what is needed once the account has gone."""
    shared = shared_with_others(user, now=now)
    told = _numbers(one for each in shared for one in each.people)
    found.state, found.claimed_until = State.EXECUTING, now + LEASE
    found.address, found.to_tell = user.email, sorted({*found.to_tell, *told})
    found.save(update_fields=["state", "claimed_until", "address", "to_tell"])


def _wait(found: DeletionRequest, error: Exception, now: datetime) -> None:
    """Put back a request whose account has to be kept, to be looked at again later."""
    held_by = Obstacle.HOLD if isinstance(error, Held) else Obstacle.LAST_ADMINISTRATOR
    DeletionRequest.objects.filter(pk=found.pk).update(
        state=State.HELD, held_by=held_by, claimed_until=now + LOOK_AGAIN, address=""
    )


def carry_out_due(clock: Clock, *, until: datetime) -> int:
    """Carry out the requests whose day has come, until none is left or `until`; return how many.

    What was cut short is taken up again once its lease is over.
    """
    done = 0
    while clock() < until:
        found = _claim(clock())
        if found is None:
            break
        try:
            done += _carry_out(found, clock())
        except Exception as error:  # noqa: BLE001 - the edge of a batch: the next one may go well
            logger.error("request %s failed: %s", found.pk, type(error).__name__)  # noqa: TRY400 - a database's message can quote values
    late = DeletionRequest.objects.filter(state=State.DONE, ended_at__lt=clock() - KEEP_ADDRESS)
    for found in late.exclude(address=""):
        _forget(found)
    return done


def _claim(now: datetime) -> DeletionRequest | None:
    """Return a request that is due, now ours; None if there is none."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = DeletionRequest.objects.filter(free, state__in=DeletionRequest.OPEN, due_at__lte=now)
    for found in due.order_by("due_at", "pk"):
        ours = due.filter(pk=found.pk, state=found.state).order_by()
        if ours.update(state=State.EXECUTING, claimed_until=now + LEASE):
            found.refresh_from_db()
            return found
    return None


def _carry_out(found: DeletionRequest, now: datetime) -> bool:
    """Return whether the account is gone by now; what another process does is left to it."""
    assert found.subject_id is not None
    if leaving.was_taken_back(found.uid):
        _stays(found, now)
        return False
    if leaving.is_under_way(found.subject_id, now=now):
        return False
    user = User._base_manager.filter(subject_id=found.subject_id).first()
    if user is not None:
        if found.run is not None:
            # Whoever let them go by a rule died before anything went; the next run asks anew.
            keep_after_all(found, now=now)
            return False
        take(found, user, now)
        try:
            erasure = deletion.delete_account(user, now=now)
        except (Held, LastAdministrator) as error:
            _wait(found, error, now)
            return False
        if not erasure.complete:
            return False
    close(found, now, receipt_is_given=False)
    return True


def close(found: DeletionRequest, now: datetime, *, receipt_is_given: bool) -> None:
    """Write that the account is gone, tell those who lost something, and mail the receipt."""
    with transaction.atomic():
        rows = DeletionRequest.objects.filter(pk=found.pk, state=State.EXECUTING)
        if not rows.update(state=State.DONE, ended_at=now, claimed_until=None, to_tell=[]):
            return
        for number in found.to_tell:
            jobs.add("accounts.say_is_gone", {"person": number})
        if found.address and not receipt_is_given:
            jobs.add("accounts.mail_receipt", {"request": found.pk})
        else:
            _forget(found)


def _forget(found: DeletionRequest) -> None:
    DeletionRequest.objects.filter(pk=found.pk).update(subject_id=None, account=None, address="")


def mail_receipt(request_id: int, *, now: datetime) -> None:
    """Mail the receipt to whoever has gone, then forget the address."""
    rows = DeletionRequest.objects.filter(pk=request_id, state=State.DONE).exclude(address="")
    found = rows.first()
    if found is None:
        return
    assert found.subject_id is not None
    assert found.account is not None
    receipt = leaving.receipt_of(found.subject_id, account=found.account, now=now)
    said = {
        "account": found.account,
        "has_receipt": bool(receipt),
        "by_rule": found.run is not None,
    }
    mails.send(found.address, "deleted", receipt=receipt, **said)
    _forget(found)


def say_asked(request_id: int) -> None:
    """Mail the person until when they can come back, if they still can."""
    found = _waiting(request_id)
    if found is None or found.account is None:
        return
    user = User.objects.filter(pk=found.account).first()
    if user is not None:
        with as_for(user):
            mails.send(user.email, "deletion_asked", due_at=found.due_at)


def say_goes_soon(request_id: int, person: int) -> None:
    """Mail somebody who may save a copy until when they can."""
    found, user = _waiting(request_id), User.objects.filter(pk=person).first()
    if found and user:
        with as_for(user):
            mails.send(user.email, "goes_soon", due_at=found.due_at)


def say_is_gone(person: int) -> None:
    """Mail somebody that what they could open is gone."""
    user = User.objects.filter(pk=person).first()
    if user is not None:
        mails.send(user.email, "is_gone")


def _waiting(request_id: int) -> DeletionRequest | None:
    rows = DeletionRequest.objects.filter(pk=request_id, state__in=DeletionRequest.CAN_COME_BACK)
    return rows.first()
