"""Lets others into a scope, and out again: signed, listed, with the time of the last opening.

Principle: a grant opens a scope, and the admission beside it says who gave it, why and until when.
Who is not the owner opens a scope here, where the admission is checked; a grant without one, or
one whose signature does not fit, opens nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import Grant, SubjectKey
from privacy.models.sharing import Admission, RoleMember
from privacy.vault import epochs, keyring, recipients, roles, signing
from privacy.vault.binding import Part
from privacy.vault.box import Box, open_granted
from privacy.vault.errors import Locked, NoGrant, VaultError
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import Recipient

SUBJECT, ROLE, SERVER = Admission.Kind.SUBJECT, Admission.Kind.ROLE, Admission.Kind.SERVER
SERVER_ID = keyring.SERVER_ID
USE = "dasite/v1/admission"
# Each opening is told to the person; writing it down more often would buy nothing.
NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Terms:
    """Whom one lets in, why, and until when; None is until it is withdrawn."""

    recipient: UUID
    kind: str = SUBJECT
    reason: str = ""
    expires_at: datetime | None = None


@sensitive_variables()
def admit(box: Box, terms: Terms, *, by: Unlocked | None, now: datetime) -> Admission:
    """Return the admission by which somebody can open `box` from now on.

    `by` signs it; None stands for the interview's own rule, for which this installation signs.
    Raises NoSubject, KeyDestroyed, SealBroken if the recipient's public key was exchanged.
    """
    to = _recipient(terms)
    row = Admission(
        scope=box.scope,
        recipient=terms.recipient,
        kind=terms.kind,
        given_by=by.subject_id if by else keyring.SERVER_ID,
        generation=by.generation if by else 1,
        reason=terms.reason,
        created_at=now,
        expires_at=terms.expires_at,
    )
    secret = by.master_key if by else keyring.server_secret("sign")
    row.signature = signing.sign(secret, USE, *_signed(row))
    with transaction.atomic():
        live(box.scope, now).filter(recipient=terms.recipient).update(withdrawn_at=now)
        row.save(force_insert=True)
        box.grant_to(to)
    return row


def withdraw(box: Box, admission_id: int, *, now: datetime) -> bool:
    """Return whether an admission was withdrawn: what is sealed from now on stays closed to them.

    What they have read, nobody can take back. Raises SealBroken if a public key was exchanged.
    """
    with transaction.atomic():
        row = live(box.scope, now).filter(pk=admission_id).select_for_update().first()
        if row is None:
            return False
        Admission.objects.filter(pk=row.pk).update(withdrawn_at=now)
        Grant.objects.filter(scope=box.scope, recipient=row.recipient).delete()
        epochs.begin(box)
    return True


def end_without_keys(scope: UUID, recipient: UUID, *, at: datetime) -> None:
    """End what was begun until `at`, as if its time had been over then.

    The grants go; the owner's next opening begins the epoch, as for all that lapses. The rows
    were withdrawn in a newer database, and their signature need not fit any more.
    """
    rows = Admission.objects.filter(scope=scope, recipient=recipient, withdrawn_at=None)
    with transaction.atomic():
        if rows.filter(created_at__lte=at).update(expires_at=at):
            still = rows.filter(created_at__gt=at)
            if not still.exists():
                Grant.objects.filter(scope=scope, recipient=recipient).delete()


def end_lapsed(box: Box, *, now: datetime) -> int:
    """Return how many admissions had come to their end: for them it is as if withdrawn then.

    One query if there is none. Call it before something is sealed in the box.
    """
    rows = _lapsed(now).filter(scope=box.scope)
    with transaction.atomic():
        over = list(rows.select_for_update())
        if over:
            Admission.objects.filter(pk__in=[row.pk for row in over]).update(
                withdrawn_at=F("expires_at")
            )
            still = live(box.scope, now).values("recipient")
            gone = Grant.objects.filter(
                scope=box.scope, recipient__in={row.recipient for row in over}
            )
            gone.exclude(recipient__in=still).delete()
            epochs.begin(box)
    return len(over)


def drop_lapsed(*, now: datetime) -> int:
    """Return how many grants went whose admission is over; no key is needed for that.

    The new epoch begins when the owner opens the scope (`end_lapsed`): nobody else seals in it.
    """
    same = {"scope": OuterRef("scope"), "recipient": OuterRef("recipient")}
    over = Grant.objects.filter(Exists(_lapsed(now).filter(**same)))
    return over.exclude(Exists(_holding(now).filter(**same))).delete()[0]


def _lapsed(now: datetime) -> QuerySet[Admission]:
    return Admission.objects.filter(expires_at__lte=now, withdrawn_at=None)


def live(scope: UUID, now: datetime) -> QuerySet[Admission]:
    """Return the admissions that hold at `now`."""
    return _holding(now).filter(scope=scope)


def _holding(now: datetime) -> QuerySet[Admission]:
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return Admission.objects.filter(lasting, withdrawn_at=None, paused_at=None)


def of_others(scopes: Collection[UUID], *, now: datetime) -> dict[UUID, list[Admission]]:
    """Return who can open these scopes beside their owner, by scope; scopes without any left out.

    One query for each 500 scopes.
    """
    found: dict[UUID, list[Admission]] = {}
    for batch in keyring.in_batches(scopes):
        rows = _holding(now).filter(scope__among=batch).exclude(kind=SERVER)
        for row in rows.order_by("scope", "pk"):
            found.setdefault(row.scope, []).append(row)
    return found


def pause(scopes: Collection[UUID], *, now: datetime) -> int:
    """Close scopes to everybody but their owner until `resume`; return how many admissions."""
    return sum(
        _holding(now).filter(scope__among=batch).exclude(kind=SERVER).update(paused_at=now)
        for batch in keyring.in_batches(scopes)
    )


def resume(scopes: Collection[UUID]) -> int:
    """Let those in again who were shut out by `pause`; return how many admissions."""
    return sum(
        Admission.objects.filter(scope__among=batch).exclude(paused_at=None).update(paused_at=None)
        for batch in keyring.in_batches(scopes)
    )


def list_admissions(scope: UUID) -> list[Admission]:
    """Return all admissions to a scope, the newest first, for its owner to see."""
    return list(Admission.objects.filter(scope=scope).order_by("-pk"))


def admitted_to(subject_id: UUID, *, now: datetime, in_roles: bool = True) -> list[UUID]:
    """Return the scopes that a subject was let into, itself or, if these count, in a role."""
    whose = Q(recipient=subject_id)
    if in_roles:
        mine = RoleMember.objects.filter(subject_id=subject_id).exclude(sealed=b"")
        whose |= Q(recipient__in=mine.values("role_key__role"))
    rows = _holding(now).filter(whose)
    return list(rows.order_by("scope").values_list("scope", flat=True).distinct())


@sensitive_variables()
def open_admitted(scope: UUID, *, by: Unlocked, now: datetime, in_roles: bool = True) -> Box:
    """Return the box of a scope that `by` was let into, itself or, if these count, in a role.

    It is noted.

    Raises NoGrant without a live admission, SealBroken if its signature does not fit,
    KeyDestroyed.
    """
    ways_in = (SUBJECT, ROLE) if in_roles else (SUBJECT,)
    for row in live(scope, now).filter(kind__in=ways_in).order_by("kind", "pk"):
        for recipient, private_key in _ways(row, by):
            check(row)
            try:
                box = open_granted(scope, recipient, private_key)
            except (Locked, NoGrant):
                continue  # granted to another key of the same role
            if row.kind == ROLE:
                epochs.move_on(box, row.recipient)
            _note(row, now)
            return box
    raise NoGrant(f"subject {by.subject_id} was not let into scope {scope}.")


@sensitive_variables()
def open_served(scope: UUID, *, now: datetime) -> Box:
    """Return the box of a scope that this installation was let into by the interview's rule.

    Raises NoGrant, SealBroken, KeyDestroyed.
    """
    row = live(scope, now).filter(kind=SERVER).first()
    if row is None:
        raise NoGrant(f"this installation was not let into scope {scope}.")
    check(row)
    return open_granted(scope, recipients.of_server(), recipients.server_key())


def check(row: Admission) -> None:
    """Raise SealBroken unless the admission was signed by whom it names."""
    if row.given_by == keyring.SERVER_ID:
        public = signing.public_half(keyring.server_secret("sign"))
    else:
        keys = SubjectKey.objects.filter(subject_id=row.given_by, generation=row.generation)
        key = keys.first()
        if key is None:
            raise NoGrant(f"who let somebody into scope {row.scope} is gone, and so is that.")
        recipients.check_subject(key)
        public = bytes(key.signing_key)
    signing.check(public, bytes(row.signature), USE, *_signed(row))


@sensitive_variables()
def sign_again(old: Unlocked, new: Unlocked) -> None:
    """Sign with a subject's new keys what its old ones signed, unless that does not fit."""
    rows = Admission.objects.filter(given_by=old.subject_id, generation=old.generation)
    for row in rows:
        try:
            check(row)
        except VaultError:
            continue
        row.generation = new.generation
        row.signature = signing.sign(new.master_key, USE, *_signed(row))
        row.save(update_fields=["generation", "signature"])


def _ways(row: Admission, by: Unlocked) -> Iterator[tuple[Recipient, Secret]]:
    """Yield the keys by which `by` may open what an admission is about, the newest first."""
    if row.recipient == by.subject_id:
        yield Recipient(by.subject_id, by.generation, b""), by.private_key
    elif row.kind == ROLE:
        held = roles.private_keys(by, row.recipient)
        for generation in sorted(held, reverse=True):
            yield Recipient(row.recipient, generation, b""), held[generation]


def _note(row: Admission, now: datetime) -> None:
    if row.last_opened_at is None or now - row.last_opened_at >= NOTE_EVERY:
        Admission.objects.filter(pk=row.pk).update(last_opened_at=now)


def _recipient(terms: Terms) -> Recipient:
    if terms.kind == SERVER:
        return recipients.of_server()
    if terms.kind == ROLE:
        return recipients.of_role(terms.recipient)
    return recipients.of_subject(terms.recipient)


def _signed(row: Admission) -> tuple[Part, ...]:
    """Return what a signature covers: all of an admission that its giver decided."""
    expires = int(row.expires_at.timestamp()) if row.expires_at else 0
    whose = (row.scope, row.recipient, row.kind, row.given_by, row.generation)
    return (*whose, row.reason, int(row.created_at.timestamp()), expires)
