"""Lets accounts go by a rule, each as if its person had asked for it at this moment.

What may go wrong for ever: somebody goes who came back. So whether the account is due is asked
under a lock on its row, in the transaction that takes it away; a login, and a link of a mail,
write on that row (`accounts.seen`). What was cut short before anything went stays, and is asked
anew.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import DeletionRequest, User
from accounts.services import deletion, leaving


def go(due: QuerySet[User], *, run: int, now: datetime, is_told: bool) -> bool:
    """Erase the one account in `due`; return whether it is gone.

    With `is_told` the receipt is mailed; of an address that nobody confirmed nothing is known.
    """
    with transaction.atomic():
        user = due.select_for_update(of=("self",)).first()
        if user is None or leaving.request_of(user) is not None:
            return False
        found = DeletionRequest.objects.create(
            state=leaving.State.EXECUTING,
            subject_id=user.subject_id,
            account=user.pk,
            asked_at=now,
            due_at=now,
            run=run,
        )
        leaving.lock_out(user, now)
        leaving.take(found, user, now)
        if not is_told:
            found.address = ""
            found.save(update_fields=["address"])
    try:
        erasure = deletion.delete_account(user, now=now, part_of=run)
    except leaving.Held:
        leaving.keep_after_all(found, now=now)
        return False
    if erasure.complete:
        leaving.close(found, now, receipt_is_given=False)
    return erasure.complete
