"""Ends what somebody opened to others, so that no older copy of the database opens it again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from privacy.retention import lasting
from privacy.retention.lasting import Word
from privacy.vault import admissions
from privacy.vault.box import Box

TOPIC = "share"
ENDED = "ended"


def end(box: Box, admission_id: int, *, now: datetime) -> bool:
    """Return whether an admission was ended; see `admissions.withdraw`."""
    with transaction.atomic():
        row = admissions.live(box.scope, now).filter(pk=admission_id).first()
        if row is None or not admissions.withdraw(box, admission_id, now=now):
            return False
        word = Word(TOPIC, ENDED, about=(str(box.scope),), subject_id=row.recipient)
        lasting.say(word, now=now)
    return True


@lasting.comes_back(TOPIC)
def end_again(word: Word, at: datetime) -> None:
    """End what a restore has opened again; no key is needed for that."""
    (scope,) = word.about
    assert word.subject_id is not None
    admissions.end_without_keys(UUID(str(scope)), word.subject_id, at=at)
