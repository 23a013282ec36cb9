"""Whether a database that was put back may be met by people, and what makes it so.

What may go wrong for ever: after a restore somebody meets what another had erased, or a key share
that was destroyed opens something again. So nobody gets in while one of these holds:

    a restore is not in order   its mark stands in the copy itself, before anybody can read it
    `default` is older          the ledger names erasures, holds or other decisions that `default`
                                does not know
    `vault` is older            `default` knows lines that the ledger does not have

Putting it in order brings holds back first, erases again, destroys again the shares that came
back, writes on an older ledger the holds that it has lost, says again what else was decided, and
moves the counters of numbers on. Each step can be
done twice, and by two at once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from privacy.models.ledger import LedgerHead
from privacy.models.restores import Restore
from privacy.models.runs import RetentionBatch
from privacy.retention import holding, lasting, numbers, reconciling, replay
from privacy.retention.erasure import Clock
from privacy.vault import orphans


@dataclass(frozen=True)
class InOrder:
    """What it took to put things in order."""

    erasures: int = 0
    shares: int = 0
    words: int = 0

    @property
    def sentence(self) -> str:
        """Return it in words."""
        if not (self.erasures or self.shares or self.words):
            return "This database knows every erasure of the ledger."
        return (
            f"{self.erasures} erasures were older than this database; done again. "
            f"{self.shares} key shares had come back; destroyed again. "
            f"{self.words} other decisions were not in it; said again."
        )


@dataclass(frozen=True)
class Forecast:
    """What would be done, in numbers."""

    restores: int
    erasures: dict[str, int]  # lines of the ledger by category
    people: int
    holds: int
    words: int
    lost_lines: int
    shares: int
    counters: int

    @property
    def is_shut(self) -> bool:
        """Return whether anything is to be done before people may come."""
        return bool(self.restores or self.erasures or self.holds or self.words or self.lost_lines)


def is_shut(now: datetime) -> bool:
    """Return whether people have to wait; a handful of queries while nothing is new."""
    open_ones = Restore.objects.filter(replayed_at=None)
    behind = open_ones.exists() or vault_is_older() or replay.is_behind(now)
    return behind or lasting.is_behind(now)


def vault_is_older() -> bool:
    """Return whether `default` knows lines of the ledger that an older `vault` has lost."""
    return _lost_lines(_head()).exists()


def _head() -> int:
    return LedgerHead.objects.aggregate(seq=Max("seq"))["seq"] or 0


def _lost_lines(head: int) -> QuerySet[RetentionBatch]:
    return RetentionBatch.objects.filter(ledger_seq__gt=head)


def put_in_order(clock: Clock) -> InOrder:
    """Return what it took until people may come; does nothing where nothing is to be done."""
    restores = list(Restore.objects.filter(replayed_at=None).values_list("pk", flat=True))
    shares = _destroy_again(clock()) if vault_is_older() else 0
    erasures = replay.replay(clock)
    holding.say_again(clock())
    words = lasting.bring_back()
    if restores or shares or erasures:
        numbers.advance()
    Restore.objects.filter(pk__in=restores).update(replayed_at=clock(), erased=erasures + shares)
    return InOrder(erasures, shares, words)


def _destroy_again(now: datetime) -> int:
    """Destroy the shares that nothing in the newer `default` uses; return how many went.

    Only that database can tell which were destroyed: the lines that said so are lost with the
    newer vault. What it does not use was erased since, or was never used.
    """
    head, found = _head(), orphans.unused_shares()
    reconciling.destroy_shares(found, now)
    # New lines will bear these numbers.
    _lost_lines(head).exclude(category=reconciling.SHARES).update(ledger_seq=None)
    return found.count


def forecast() -> Forecast:
    """Return what `put_in_order` would do; reads the whole ledger and changes nothing."""
    lines = list(replay.unknown_erasures())
    return Forecast(
        restores=Restore.objects.filter(replayed_at=None).count(),
        erasures=dict(Counter(line.category for line in lines)),
        people=len({line.subject_id for line in lines if line.subject_id}),
        holds=holding.to_bring_back(),
        words=len(lasting.all_unknown()),
        lost_lines=_lost_lines(_head()).count(),
        shares=orphans.unused_shares().count if vault_is_older() else 0,
        counters=len(numbers.behind()),
    )
