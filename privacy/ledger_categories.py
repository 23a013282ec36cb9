"""What the ledger keeps and what tells of it: lines, marks of them, numbers of who was erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from privacy.models import LastingWord, LedgerEntry, Tombstone
from privacy.retention import policies
from privacy.retention.category import DataCategory, ForGood, OnEvent
from privacy.retention.methods import BlankFields
from privacy.retention.registry import get_category, register

DUTY = "Legal obligation, GDPR Art. 6(1)(c): to erase, and to be able to show it"
ENDS = (LedgerEntry.Kind.DONE, LedgerEntry.Kind.CANCELLED, LedgerEntry.Kind.RELEASE)
RESTORED_LATE = timedelta(days=30)  # a copy that somebody carried elsewhere


@dataclass(frozen=True)
class NoBackupIsThatOld(OnEvent):
    """What a line names is needed until no backup can bring it back."""

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the moment before which every backup has gone; None if none has to go."""
        rules = policies.rules_of(get_category("privacy.backup_default"), now)
        oldest = [rule.mode.cutoff(now) for rule in rules]
        return None if None in oldest else min(filter(None, oldest)) - RESTORED_LATE


@register
class Ledger(DataCategory):
    """Appended to and chained: a line stays, and names nothing any more when it has grown old.

    What is not done yet, and a hold that stands, is named as long as that is so.
    """

    key = "privacy.ledger"
    label = "lines of the ledger"
    purpose = "so that a restored backup cannot bring back what was erased"
    legal_ground = DUTY
    model = LedgerEntry
    clock = "at"
    due = Q(blanked_at=None) & Q(
        Q(kind=LedgerEntry.Kind.DECIDED)
        | Exists(LedgerEntry.objects.filter(batch=OuterRef("batch"), kind__in=ENDS))
    )
    default = NoBackupIsThatOld("no backup is old enough to need them, and 30 days have passed")
    method = BlankFields(
        {"objects_named": [], "scopes": [], "subject_id": None, "blanked_at": Now()}
    )
    stays = "numbers of rows, until no backup can bring back what was erased, and 30 days more"


@dataclass(frozen=True)
class NoLineIsThatOld(NoBackupIsThatOld):
    """A mark is needed as long as its line names something, and a little longer."""

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the moment before which every line of the ledger is blank."""
        blank = super().cutoff(now)
        return blank - RESTORED_LATE if blank else None


@register
class LastingWords(DataCategory):
    """That the ledger has a decision, by the number of its line; until then what was decided."""

    key = "privacy.lasting_word"
    label = "marks of decisions on the ledger"
    purpose = "so that a restored backup is known to lack a decision, such as a share you ended"
    legal_ground = DUTY
    model = LastingWord
    clock = "at"
    due = Q(seq__isnull=False)
    default = NoLineIsThatOld("their line of the ledger names nothing any more")
    stays = "that something was decided, by the number of a line alone, as long as the line"


@register
class Tombstones(DataCategory):
    """The number of an account that was erased."""

    key = "privacy.tombstone"
    label = "marks that an account existed"
    purpose = "so that a number is never given to somebody else"
    legal_ground = DUTY
    model = Tombstone
    default = ForGood()
    stays = "the number of the account, so that it is never given to somebody else"
    by_number = ("user_id",)
