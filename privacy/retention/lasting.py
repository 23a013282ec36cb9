"""What was decided and must not be forgotten when an older copy of `default` is put back.

What may go wrong for ever: somebody was shut out, a backup from before is put back, and they are
in again; or somebody asked to leave, and nobody remembers. So such a decision is a line on the
ledger.

    said        a row beside what it decides, in the same transaction: both or neither
    written     once that is committed, the line is appended; a job does what a crash left
    brought     after a restore the last word on each thing that `default` does not know is said
    back        again, by the app whose topic it is, before anybody may come in

A word only ever shuts, never opens: what lets somebody in is said too, so that it undoes an
earlier word, but nobody is let in because a ledger says so.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from privacy.models.lasting import LastingWord
from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch
from privacy.retention import ledger, unseen

AT_ONCE = 1000  # lines of the ledger that are looked up together


@dataclass(frozen=True)
class Word:
    """One decision: `word` about one thing of a topic; a later word about it takes its place."""

    topic: str
    word: str
    about: tuple[Any, ...] = ()  # numbers, names, None
    details: tuple[int | str, ...] = ()
    subject_id: uuid.UUID | None = None


Again = Callable[[Word, datetime], None]
_topics: dict[str, Again] = {}


def comes_back(topic: str) -> Callable[[Again], Again]:
    """Return a decorator: the function makes `default` say the last word of a topic again.

    It is called in a transaction with the word and when it was said, and may be called twice.
    Raises ValueError if another function does it already.
    """

    def take(function: Again) -> Again:
        if topic in _topics:
            raise ValueError(f"Two functions bring back {topic!r}; rename one.")
        _topics[topic] = function
        return function

    return take


def say(word: Word, *, now: datetime) -> None:
    """Let a word last, in the transaction of what it decides; the ledger has it soon after."""
    row = LastingWord.objects.create(
        at=now,
        topic=word.topic,
        said=[word.word, json.dumps(word.about), *word.details],
        subject_id=word.subject_id,
    )
    transaction.on_commit(partial(_write, row), robust=True)


def write_down() -> int:
    """Write on the ledger what was said and is not there yet; return how many words."""
    rows = list(LastingWord.objects.filter(seq=None).order_by("pk")[:AT_ONCE])
    for row in rows:
        _write(row)
    return len(rows)


def _write(row: LastingWord) -> None:
    record = ledger.Record(
        LedgerEntry.Kind.DECIDED, row.topic, row.uid, row.said, subject_id=row.subject_id
    )
    (seq,) = ledger.append([record], now=row.at)
    _as_mark(LastingWord.objects.filter(pk=row.pk, seq=None), seq)


def _as_mark(rows: QuerySet[LastingWord], seq: int) -> None:
    rows.update(seq=seq, topic="", said=[], subject_id=None)


def last_known() -> int:
    """Return the newest line of the ledger that `default` knows; two queries."""
    batches = RetentionBatch.objects.aggregate(last=Max("ledger_seq"))["last"] or 0
    words = LastingWord.objects.aggregate(last=Max("seq"))["last"] or 0
    return max(batches, words)


def is_behind(now: datetime) -> bool:
    """Return whether the ledger has words that `default` does not know; of the last minute none.

    These may be on their way into `default`.
    """
    lines = unseen.lines_after(last_known(), now).filter(kind=LedgerEntry.Kind.DECIDED)
    return bool(_unknown(list(lines.order_by("seq")[:AT_ONCE])))


def _lines() -> QuerySet[LedgerEntry]:
    decided = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.DECIDED, blanked_at=None)
    return decided.order_by("seq")


def _unknown(lines: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    uids = [line.batch for line in lines]
    known = set(LastingWord.objects.filter(uid__in=uids).values_list("uid", flat=True))
    return [line for line in lines if line.batch not in known]


def all_unknown() -> list[LedgerEntry]:
    """Return the words that `default` does not know, the oldest first.

    Reads all words of the ledger, two queries for each thousand.
    """
    found: list[LedgerEntry] = []
    last = 0
    while lines := list(_lines().filter(seq__gt=last)[:AT_ONCE]):
        last = lines[-1].seq
        found += _unknown(lines)
    return found


def bring_back() -> int:
    """Say again what `default` does not know, of each thing the last word; return how many lines.

    Each thing is a transaction of its own, and a second call finds nothing to do.
    """
    things: dict[tuple[object, ...], list[LedgerEntry]] = {}
    # What a crash kept back may stand behind a later word.
    for line in sorted(all_unknown(), key=attrgetter("at", "seq")):
        _word, about, *_details = line.objects_named
        things.setdefault((line.category, line.subject_id, about), []).append(line)
    for lines in things.values():
        with transaction.atomic():
            again = _topics.get(lines[-1].category)
            if again is not None:
                again(_word_of(lines[-1]), lines[-1].at)
            LastingWord.objects.bulk_create(
                LastingWord(uid=line.batch, at=line.at, seq=line.seq) for line in lines
            )
    return sum(map(len, things.values()))


def _word_of(line: LedgerEntry) -> Word:
    word, about, *details = line.objects_named
    about = tuple(json.loads(str(about)))
    return Word(line.category, str(word), about, tuple(details), line.subject_id)
