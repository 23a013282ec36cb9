"""Deletes an account because its person wants it, at once and on every device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from privacy.retention import requests
from privacy.retention.requests import Erasure, Held, Line

__all__ = ["Held", "LastAdministrator", "Preview", "delete_account", "preview"]


class LastAdministrator(Exception):
    """Nobody would be left who could administer the site."""


# The kind that people think of first: it leads the list and stands on the button.
INTERVIEWS = "interviews.session"


@dataclass(frozen=True)
class Preview:
    """What a deletion would do: what goes, what stays and why."""

    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    interviews: int

    @property
    def is_held(self) -> bool:
        """Return whether something has to be kept, so that nothing goes at once."""
        return any(line.is_held for line in self.stays)

    @property
    def in_words(self) -> str:
        """Return what the button deletes besides the account: " and 3 interviews", or nothing."""
        if not self.interviews:
            return ""
        return f" and {self.interviews} interview{'' if self.interviews == 1 else 's'}"


def preview(user: User, *, now: datetime | None = None) -> Preview:
    """Return what deleting this account does today; with the time, also what ends what stays."""
    lines = requests.what_goes(user.subject_id, now=now)
    goes = [line for line in lines if line.goes]
    first, rest = _interviews_first(goes)
    return Preview(
        goes=(*first, *rest),
        stays=tuple(line for line in lines if not line.goes),
        interviews=first[0].count if first else 0,
    )


def _interviews_first(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return interviews with what hangs on them (lines without a key), and all others."""
    first: list[Line] = []
    rest: list[Line] = []
    target = rest
    for line in lines:
        if line.key:
            target = first if line.key == INTERVIEWS else rest
        target.append(line)
    return first, rest


def delete_account(user: User, *, now: datetime, part_of: int | None = None) -> Erasure:
    """Erase the person: keys first, then rows, sessions on every device, files; a mark stays.

    `part_of` is the retention run that lets them go by a rule.
    Raises LastAdministrator; Held if something must be kept, and then nothing was deleted.
    """
    was_administrator = user.is_superuser
    if was_administrator:
        _step_down(user)
    try:
        return requests.erase_subject(user.subject_id, user_id=user.pk, now=now, part_of=part_of)
    except Exception:  # whatever stops it does so before anything has gone
        if was_administrator:
            User._base_manager.filter(pk=user.pk).update(is_superuser=True)
        raise


@transaction.atomic
def _step_down(user: User) -> None:
    """Take away the rights of an administrator, but never of the last one."""
    refuse_last_administrator(user)
    User.objects.filter(pk=user.pk).update(is_superuser=False)


def refuse_last_administrator(user: User) -> None:
    """Raise LastAdministrator if nobody else could administer the site; in a transaction.

    The rows are locked, so that two who leave at once cannot both count on the other. Who is
    leaving already counts no more.
    """
    if not user.is_superuser:
        return
    able = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if not any(other.pk != user.pk and other.leaving_at is None for other in able):
        raise LastAdministrator
