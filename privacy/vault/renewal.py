"""Puts what older keys of a subject open under its present ones, and destroys older keys.

What may go wrong for ever: an older share destroyed while a scope hangs on it alone. Principle:
the present master key opens the one before, so that whatever ends the work, it goes on where it
stood; each scope moves in one transaction, and the older share goes when none is left.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import Grant, KeyWrap, SubjectKey
from privacy.vault import admissions, epochs, generations, keyring, recipients, roles, subjects
from privacy.vault.box import open_box
from privacy.vault.errors import CodeMistyped, KeyDestroyed, WrongKey
from privacy.vault.kdf import PasswordKey, in_one_go
from privacy.vault.passkeys import way_secret
from privacy.vault.recovery import read_code
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import Recipient

RECOVERY, SUCCESSOR = KeyWrap.Kind.RECOVERY, KeyWrap.Kind.SUCCESSOR
PASSKEY = KeyWrap.Kind.PASSKEY


@sensitive_variables()
def begin(unlocked: Unlocked, *, key: PasswordKey) -> Unlocked:
    """Return new keys of the subject, because somebody may know the way to the present ones.

    From the caller's transaction on, no way of before opens anything: only the new keys open the
    old ones, until `finish` has moved all and destroyed them. All devices are forgotten.
    Raises Locked if the keys were renewed meanwhile, KeyDestroyed.
    """
    row = generations.require_present(unlocked)
    with transaction.atomic():
        fresh = generations.make(row.subject_id, row.generation + 1, key)
        KeyWrap.objects.filter(subject_key=row).delete()
        generations.put_secret(row, SUCCESSOR, fresh.master_key, unlocked.master_key)
        subjects.forget_all(row.subject_id)
    return fresh


@sensitive_variables()
def finish(unlocked: Unlocked) -> int:
    """Return how many scopes were moved from keys that `begin` replaced; these are gone then.

    Whatever is sealed from now on in a scope of theirs has a fresh key. Makes one query if there
    is nothing to move. Whatever ends it, call it again.
    """
    moved = 0
    # The oldest first: it opens by the keys after it alone.
    for old in reversed(_replaced(unlocked)):
        for scope in _granted(old):
            moved += _move(scope, old, unlocked)
        roles.carry_over(old, unlocked, _recipient(unlocked))
        admissions.sign_again(old, unlocked)
        keyring.shred_generation(old.subject_id, old.generation)
    return moved


@sensitive_variables()
def reopen(unlocked: Unlocked, *, password: str) -> int:
    """Return how many locked scopes the subject's present keys open again, thanks to a password
    or a recovery code of before.

    Runs Argon2 once for each older generation that the code does not open, and none of them if
    there is no time for that. Whatever ends it in between, it may be called again.
    Raises WrongKey if no older generation opens, TooBusy.
    """
    opened = _open_all(list(_others(unlocked)), password)
    if not opened:
        raise WrongKey(f"no earlier password of subject {unlocked.subject_id} is this one.")
    return _reopen(opened, unlocked)


@sensitive_variables()
def reopen_with_passkey(unlocked: Unlocked, *, name: str, prf: Secret) -> int:
    """Return how many locked scopes the subject's present keys open again, thanks to a passkey
    that opened older ones. Makes one query if it opened none.
    """
    secret, opened = way_secret(prf, unlocked.subject_id), []
    for row in _others(unlocked).filter(wraps__kind=PASSKEY, wraps__name=name):
        with suppress(WrongKey, KeyDestroyed):
            opened.append(generations.open_by_secret(row, PASSKEY, secret, name=name))
    return _reopen(opened, unlocked)


def _others(unlocked: Unlocked) -> QuerySet[SubjectKey]:
    """Return the generations of the subject's keys besides the present one."""
    rows = SubjectKey.objects.filter(subject_id=unlocked.subject_id)
    return rows.exclude(generation=unlocked.generation)


def _reopen(opened: list[Unlocked], unlocked: Unlocked) -> int:
    """Return how many scopes of older keys were granted to the present ones."""
    granted = 0
    for old in opened:
        finish(old)
        granted += _regrant(old, unlocked)
        roles.carry_over(old, unlocked, _recipient(unlocked))
    return granted


def _open_all(rows: list[SubjectKey], words: str) -> list[Unlocked]:
    """Return the generations that open.

    One permit serves for all: who is turned away must know that nobody looked at the guess.
    """
    opened = []
    with in_one_go():
        for row in rows:
            with suppress(WrongKey, KeyDestroyed):
                opened.append(_open(row, words))
    return opened


def _open(row: SubjectKey, words: str) -> Unlocked:
    """Return an older generation unlocked by what may be its recovery code or its password."""
    try:
        return generations.open_by_secret(row, RECOVERY, read_code(words))
    except (CodeMistyped, WrongKey):
        return generations.open_generation(row, password=words)[0]


def _replaced(unlocked: Unlocked) -> list[Unlocked]:
    """Return the keys that `unlocked` replaced and that are not gone yet, the newest first."""
    rows = SubjectKey.objects.filter(
        subject_id=unlocked.subject_id,
        generation__lt=unlocked.generation,
        wraps__kind=SUCCESSOR,
    )
    by_generation = {row.generation: row for row in rows}
    found, newer = [], unlocked
    while row := by_generation.get(newer.generation - 1):
        try:
            newer = generations.open_by_secret(row, SUCCESSOR, newer.master_key)
        except KeyDestroyed:
            # The work ended between the share and the rows.
            keyring.shred_generation(row.subject_id, row.generation)
            break
        found.append(newer)
    return found


def _granted(old: Unlocked) -> list[UUID]:
    held = Grant.objects.filter(recipient=old.subject_id, generation=old.generation)
    return list(held.order_by("scope").values_list("scope", flat=True).distinct())


def _move(scope: UUID, old: Unlocked, new: Unlocked) -> bool:
    """Grant a scope to the new keys, begin an epoch that the old ones never open, and return
    whether there was something to move.
    """
    to = _recipient(new)
    held = Grant.objects.filter(scope=scope, recipient=old.subject_id, generation=old.generation)
    with transaction.atomic():
        # Of two who finish at once, the second finds nothing left here.
        if not list(held.select_for_update()):
            return False
        try:
            box = open_box(scope, by=old)
        except KeyDestroyed:
            held.delete()
            return False
        box.grant_to(to)
        epochs.begin(box, to=[to], but=[old.subject_id])
        held.delete()
    return True


def _regrant(old: Unlocked, new: Unlocked) -> int:
    """Return how many scopes were granted from one generation to another of the same subject."""
    to, granted = _recipient(new), 0
    for scope in _granted(old):
        mine = Grant.objects.filter(scope=scope, recipient=to.id, generation=to.generation)
        if mine.exists():
            continue
        try:
            open_box(scope, by=old).grant_to(to)
        except KeyDestroyed:
            continue
        granted += 1
    return granted


def _recipient(unlocked: Unlocked) -> Recipient:
    row = SubjectKey.objects.get(subject_id=unlocked.subject_id, generation=unlocked.generation)
    return recipients.of_row(row)
