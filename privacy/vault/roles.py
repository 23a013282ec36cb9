"""Roles with a key pair: what is granted to a role, each of its members can open.

Principle: the server makes a role's key pair, encrypts the private half to each member and forgets
it. Who joins later gets it from a member who is here with unlocked keys (`settle`). When somebody
leaves, the role has a new pair; what was granted to the old one moves when a member opens it.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import SubjectKey
from privacy.models.sharing import RoleKey, RoleMember
from privacy.vault import recipients
from privacy.vault.binding import expand
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import Recipient, decrypt_for, encrypt_to, make_pair

USE = "dasite/v1/role"


def role_id(number: int) -> UUID:
    """Return what the vault knows the role with this number by."""
    name = expand(Secret(bytes(32)), "dasite/v1/role/id", number, length=16)
    return UUID(bytes=name.reveal())


@transaction.atomic
def set_members(role: UUID, members: Collection[UUID]) -> None:
    """Say who is in a role; people without keys come in when they have some and it is said again.

    Whoever left opens nothing of the role any more, and the role gets a new key pair. Whoever
    joined waits for `settle`, unless the pair is new.
    """
    newest = RoleKey.objects.filter(role=role).order_by("-generation").first()
    rows = RoleMember.objects.filter(role_key__role=role)
    gone = rows.exclude(subject_id__in=list(members))
    has_left = gone.exists()
    gone.delete()
    able = _newest_keys(members)
    if not able:
        return
    if newest is None or has_left:
        _make(role, newest.generation + 1 if newest else 1, able)
        return
    there = set(newest.members.values_list("subject_id", flat=True))
    _wait(newest, [row for row in able if row.subject_id not in there])


def settle(unlocked: Unlocked) -> int:
    """Return how many others were given the keys of roles that this member holds.

    Makes one query for somebody in no role.
    """
    held = list(_held(unlocked))
    given = 0
    for mine in held:
        private_key = _open(mine, unlocked)
        others = RoleMember.objects.filter(role_key=mine.role_key).exclude(pk=mine.pk)
        keys = {row.subject_id: row for row in _newest_keys([one.subject_id for one in others])}
        for one in others:
            key = keys.get(one.subject_id)
            if key is None or (one.sealed and one.generation == key.generation):
                continue
            sealed = _seal(mine.role_key, recipients.of_row(key), private_key)
            RoleMember.objects.filter(pk=one.pk).update(sealed=sealed, generation=key.generation)
            given += 1
    return given


@sensitive_variables()
def private_keys(unlocked: Unlocked, role: UUID) -> dict[int, Secret]:
    """Return the private keys of a role that a member holds, by generation."""
    rows = _held(unlocked).filter(role_key__role=role)
    return {row.role_key.generation: _open(row, unlocked) for row in rows}


@sensitive_variables()
def carry_over(old: Unlocked, new: Unlocked, to: Recipient) -> None:
    """Put the roles' keys that a subject's old keys open under its new ones."""
    for row in _held(old):
        sealed = _seal(row.role_key, to, _open(row, old))
        RoleMember.objects.filter(pk=row.pk).update(sealed=sealed, generation=new.generation)


def _held(unlocked: Unlocked) -> QuerySet[RoleMember]:
    rows = RoleMember.objects.filter(
        subject_id=unlocked.subject_id, generation=unlocked.generation
    )
    return rows.exclude(sealed=b"").select_related("role_key")


def _make(role: UUID, generation: int, able: list[SubjectKey]) -> None:
    pair = make_pair()
    row = RoleKey.objects.create(
        role=role,
        generation=generation,
        public_key=pair.public_key,
        proof=recipients.prove_role(role, generation, pair.public_key),
    )
    RoleMember.objects.bulk_create(
        RoleMember(
            role_key=row,
            subject_id=key.subject_id,
            generation=key.generation,
            sealed=_seal(row, recipients.of_row(key), pair.private_key),
        )
        for key in able
    )


def _wait(role_key: RoleKey, able: list[SubjectKey]) -> None:
    RoleMember.objects.bulk_create(
        RoleMember(role_key=role_key, subject_id=key.subject_id, generation=key.generation)
        for key in able
    )


def _newest_keys(subjects: Collection[UUID]) -> list[SubjectKey]:
    found: dict[UUID, SubjectKey] = {}
    for row in SubjectKey.objects.filter(subject_id__in=list(subjects)).order_by("generation"):
        found[row.subject_id] = row
    return list(found.values())


def _seal(role_key: RoleKey, to: Recipient, private_key: Secret) -> bytes:
    return encrypt_to(
        to.public_key, private_key.reveal(), *_info(role_key, to.id, to.generation), suite=to.suite
    )


def _open(row: RoleMember, unlocked: Unlocked) -> Secret:
    info = _info(row.role_key, unlocked.subject_id, unlocked.generation)
    return Secret(decrypt_for(unlocked.private_key, bytes(row.sealed), *info))


def _info(role_key: RoleKey, member: UUID, generation: int) -> tuple[str | UUID | int, ...]:
    return (USE, role_key.role, role_key.generation, member, generation)
