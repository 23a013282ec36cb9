"""Makes, reads and shreds the key shares, and reads the root keys over them.

What may go wrong for ever: a share that is gone takes with it all that was sealed above it, in
every backup of `default`; that is what it is for. Principle: a share is durable in the database
`vault` before the first ciphertext that needs it exists, so that a crash leaves at worst a share
that nothing uses, which `vault_check` counts.
Transactions: each share is made in one of its own; shredding goes in batches, each its own.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from privacy import commits
from privacy.among import Many
from privacy.models.keys import Grant, KeyShare, KeyWrap, SubjectKey, Ticket, UnlockedKey
from privacy.models.sharing import Admission, RoleMember
from privacy.prepared import Prepared
from privacy.vault.aead import Place, SealKey, seal, unseal
from privacy.vault.binding import expand
from privacy.vault.errors import KeyDestroyed, TooManyAtOnce
from privacy.vault.roots import RootKeys, parse_root_keys
from privacy.vault.secret import Secret

SCOPE, SUBJECT = KeyShare.Kind.SCOPE, KeyShare.Kind.SUBJECT
# Whose secret the installation's own is; no subject and no scope has this id.
SERVER_ID = UUID(int=0)
# Ids in one DELETE, which holds the locks of all their rows.
BATCH = 5000
# More than any page opens at once (20 interviews): whatever asks for so many is worth a look.
MANY = 100

logger = logging.getLogger(__name__)
_shares = Prepared(KeyShare.objects)


@dataclass(frozen=True)
class Shredded:
    """How many rows a shredding took: shares, and what became useless with them."""

    shares: int = 0
    rows: int = 0


def root_keys() -> RootKeys:
    """Return the root keys of this installation. Raises RootKeysWrong."""
    return _parsed(settings.DASITE_ROOT_KEYS)


@lru_cache(maxsize=2)
def _parsed(text: str) -> RootKeys:
    return parse_root_keys(text)


def _share_key(root_key: str, number: int) -> SealKey:
    return SealKey(root_keys().derive(root_key, "dasite/v1/root/share"), epoch=number)


def _place(kind: str, owner: UUID, number: int) -> Place:
    return Place(KeyShare._meta.db_table, f"{kind}/{number}", "sealed", owner)


def make_share(kind: str, owner: UUID, number: int) -> Secret:
    """Return the share of `owner`'s epoch or generation `number`, made if there was none.

    It is committed when this returns; hence RuntimeError inside a transaction on `vault`.
    """
    share, root_key = Secret.random(), root_keys().newest
    sealed = seal(_share_key(root_key, number), share.reveal(), _place(kind, owner, number))
    try:
        with transaction.atomic(using="vault", durable=True):
            KeyShare.objects.create(
                kind=kind, owner=owner, number=number, root_key=root_key, sealed=sealed
            )
    except IntegrityError:
        # A crash left it behind, or another process was quicker; nothing was sealed with ours.
        return read_share(kind, owner, number)
    return share


def read_share(kind: str, owner: UUID, number: int) -> Secret:
    """Return one share.

    Raises KeyDestroyed if it is not there, RootKeysWrong if the root key over it is missing.
    """
    row = KeyShare.objects.filter(kind=kind, owner=owner, number=number).first()
    if row is None:
        raise KeyDestroyed(f"the share {number} of {kind} {owner} was destroyed.")
    return open_share(row)


def server_secret(use: str) -> Secret:
    """Return what this installation alone can derive for one `use`, on each of its machines.

    It takes a share of `vault` and the root key over it; made at the first call.
    """
    kind, number = KeyShare.Kind.SERVER, 1
    row = KeyShare.objects.filter(kind=kind, owner=SERVER_ID, number=number).first()
    share = open_share(row) if row is not None else make_share(kind, SERVER_ID, number)
    return expand(share, f"dasite/v1/server/{use}")


def find_shares(kind: str, owners: Collection[UUID]) -> dict[UUID, dict[int, Secret]]:
    """Return all shares of each owner that has any, by number, in one query.

    Many at once are written into the log, by their count: a burst of it is an alarm.
    Raises RootKeysWrong if the root key over one is missing, TooManyAtOnce.
    """
    if len(owners) >= MANY:
        logger.warning("shares of %s %ss are asked for at once", len(owners), kind)
    if len(owners) > settings.DASITE_SHARES_AT_ONCE:
        raise TooManyAtOnce(
            f"shares of {len(owners)} {kind}s were asked for at once; DASITE_SHARES_AT_ONCE "
            f"allows {settings.DASITE_SHARES_AT_ONCE}. Ask for fewer, one batch after the other."
        )
    found: dict[UUID, dict[int, Secret]] = {}
    for row in _shares_of(kind, owners):
        found.setdefault(row.owner, {})[row.number] = open_share(row)
    return found


def _shares_of(kind: str, owners: Collection[UUID]) -> Iterable[KeyShare]:
    if len(owners) == 1:  # that of each step of an interview
        return _shares.find(kind=kind, owner=next(iter(owners)))
    return KeyShare.objects.filter(kind=kind, owner__in=owners)


def open_share(row: KeyShare) -> Secret:
    """Return the share in a row. Raises SealBroken, WrongKey, RootKeysWrong."""
    key = _share_key(row.root_key, row.number)
    place = _place(row.kind, row.owner, row.number)
    return Secret(unseal(key, bytes(row.sealed), place))


def reseal_shares(limit: int = 500) -> int:
    """Return how many shares were sealed anew under the newest root key, at most `limit`.

    Call it until it returns 0; whatever ends it in between, every share stays readable.
    """
    newest, done = root_keys().newest, 0
    for row in KeyShare.objects.exclude(root_key=newest).order_by("pk")[:limit]:
        place = _place(row.kind, row.owner, row.number)
        sealed = seal(_share_key(newest, row.number), open_share(row).reveal(), place)
        # Only while the row is there: a share that was shredded meanwhile must not come back.
        rows = KeyShare.objects.filter(pk=row.pk)
        done += rows.update(sealed=sealed, root_key=newest)
    return done


def require_share(kind: str, owner: UUID) -> None:
    """Raise KeyDestroyed if `owner` has no share at all."""
    if not KeyShare.objects.filter(kind=kind, owner=owner).exists():
        raise KeyDestroyed(f"the shares of {kind} {owner} were destroyed.")


def shred_scopes(uids: Collection[UUID | str]) -> Shredded:
    """Return what went: the shares of the scopes `uids` for ever, then what let anybody in.

    Shares go first: once they are gone, no grant in any backup opens anything. Doing it again
    does no harm and takes nothing.
    """
    shares = rows = 0
    for batch in in_batches(uids):
        owners = Many(batch)
        shares += KeyShare.objects.filter(kind=SCOPE, owner__among=owners).delete()[0]
        # Of no use to anybody by now, so that it may wait for the disk with what comes next.
        with commits.transaction(waits=False):
            rows += Grant.objects.filter(scope__among=owners).delete()[0]
            rows += Ticket.objects.filter(scope__among=owners).delete()[0]
            rows += Admission.objects.filter(scope__among=owners).delete()[0]
    return Shredded(shares, rows)


def shred_subject(subject_id: UUID) -> Shredded:
    """Return what went: all shares of one subject for ever, its wraps, grants and unlocked keys,
    and what let it into scopes of others.

    The public keys stay until `delete_subject`, so that `unlock` answers KeyDestroyed, and
    nobody makes new keys for a subject that is being erased.
    """
    shares = KeyShare.objects.filter(kind=SUBJECT, owner=subject_id).delete()[0]
    with transaction.atomic():
        rows = UnlockedKey.objects.filter(subject_id=subject_id).delete()[0]
        rows += KeyWrap.objects.filter(subject_key__subject_id=subject_id).delete()[0]
        rows += Grant.objects.filter(recipient=subject_id).delete()[0]
        rows += Admission.objects.filter(recipient=subject_id).delete()[0]
        rows += RoleMember.objects.filter(subject_id=subject_id).delete()[0]
    return Shredded(shares, rows)


def shred_generation(subject_id: UUID, generation: int) -> None:
    """Destroy the share of one generation for ever, then what became useless with it."""
    KeyShare.objects.filter(kind=SUBJECT, owner=subject_id, number=generation).delete()
    with transaction.atomic():
        Grant.objects.filter(recipient=subject_id, generation=generation).delete()
        SubjectKey.objects.filter(subject_id=subject_id, generation=generation).delete()


def delete_subject(subject_id: UUID) -> int:
    """Return how many rows of public keys went: the last trace of a shredded subject here."""
    return SubjectKey.objects.filter(subject_id=subject_id).delete()[0]


def shares_left(scopes: Collection[UUID | str], subject_id: UUID | None = None) -> int:
    """Return how many shares of these scopes and this subject are there still."""
    left = sum(
        KeyShare.objects.filter(kind=SCOPE, owner__among=Many(batch)).count()
        for batch in in_batches(scopes)
    )
    if subject_id is not None:
        left += KeyShare.objects.filter(kind=SUBJECT, owner=subject_id).count()
    return left


def in_batches(uids: Collection[UUID | str]) -> Iterator[Sequence[UUID | str]]:
    """Yield `uids` in lists that fit into one statement."""
    rest = iter(uids)
    while batch := list(islice(rest, BATCH)):
        yield batch
