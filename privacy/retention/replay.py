"""After an older copy of `default` was put back: erases again what the ledger says was erased.

What may go wrong for ever: somebody else's row bears the number of one that was erased before the
copy was put back. So a row goes only if it is the person's (`subject_id`) or bears a scope that
its line names, whatever its number. What a policy took becomes due by that policy again, and what
it sealed cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch
from privacy.retention import holding, ledger, requests, unseen
from privacy.retention.category import DataCategory
from privacy.retention.erasure import Clock
from privacy.retention.registry import get_rows
from privacy.retention.run import ACCOUNTS

AT_ONCE = 1000  # lines of the ledger that are looked up together

Kind = LedgerEntry.Kind


def unknown_erasures() -> Iterator[LedgerEntry]:
    """Yield what people had erased and `default` knows nothing of, the oldest line first.

    Reads the whole ledger, two queries for each thousand lines.
    """
    intents = LedgerEntry.objects.filter(kind=Kind.INTENT, blanked_at=None)
    asked = intents.filter(policy_version=None).order_by("seq")
    last = 0
    while lines := list(asked.filter(seq__gt=last)[:AT_ONCE]):
        last = lines[-1].seq
        known = _known([line.batch for line in lines])
        yield from (line for line in lines if line.batch not in known)


def is_behind(now: datetime) -> bool:
    """Return whether `default` looks older than the ledger: an older copy of it was put back.

    Two queries while nothing is new. What was written within the last minute may still be on its
    way into `default`; it proves nothing.
    """
    last = RetentionBatch.objects.aggregate(last=Max("ledger_seq"))["last"] or 0
    lines = unseen.lines_after(last, now)
    asked = lines.filter(kind=Kind.INTENT, policy_version=None)
    batches = list(asked.values_list("batch", flat=True)[:AT_ONCE])
    if batches and set(batches) - _known(batches):
        return True
    placed = set(lines.filter(kind=Kind.HOLD).values_list("batch", flat=True))
    return bool(placed) and holding.are_unknown(placed)


def _known(batches: Sequence[UUID]) -> set[UUID]:
    """Return those of `batches` that `default` knows, or that were taken back."""
    here = RetentionBatch.objects.filter(pk__in=batches).values_list("pk", flat=True)
    back = LedgerEntry.objects.filter(kind=Kind.CANCELLED, batch__in=batches)
    return {*here, *back.values_list("batch", flat=True)}


def replay(clock: Clock) -> int:
    """Erase again what people had erased; return how many lines of the ledger that took.

    To be called before people can reach a site whose `default` was put back. Holds return first.
    A second call finds nothing to do.
    """
    holding.bring_back(clock())
    done, people = 0, set()
    for line in list(unknown_erasures()):
        if line.subject_id is None:
            _erase_rows(line, clock())
        elif line.subject_id not in people:
            people.add(line.subject_id)
            _erase_person(line, clock())
        unseen.remember(line, clock())
        done += 1
    return done


def _erase_rows(line: LedgerEntry, now: datetime) -> None:
    """Erase those of the line's rows that bear one of its scopes."""
    category = get_rows(line.category)
    numbers, told = ledger.split_objects(line.objects_named)
    scopes = {UUID(scope) for scope in [*line.scopes, *told]}
    found = category.rows().filter(pk__among=numbers).values_list("pk", flat=True)
    ids = [pk for pk in found if _is_meant(line, category, category.rows().filter(pk=pk), scopes)]
    requests.erase_items(line.category, ids, now=now, heeds_holds=False)


def _is_meant(
    line: LedgerEntry, category: DataCategory, row: QuerySet[Any], scopes: set[UUID]
) -> bool:
    """Return whether a line means this row, and not one that came after it.

    A session whose files went alone goes on: those that were made later are not meant.
    """
    if not scopes.intersection(category.told_apart_by(row)):
        return False
    return bool(line.scopes) or not any(
        child.has_newer(row, line.at) for child in category.own_children()
    )


def _erase_person(line: LedgerEntry, now: datetime) -> None:
    """Erase a person again, whatever was held since: it had gone before."""
    assert line.subject_id is not None
    account = _account_of(line)
    requests.erase_subject(line.subject_id, user_id=account, now=now, heeds_holds=False)


def _account_of(line: LedgerEntry) -> int:
    """Return the number of the account that was erased with this line."""
    lines = LedgerEntry.objects.filter(kind=Kind.INTENT, subject_id=line.subject_id)
    accounts = [one for one in lines if get_rows(one.category).order >= ACCOUNTS]
    return int(accounts[0].objects_named[0])
