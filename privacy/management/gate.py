"""Keeps commands from a restored site that is not in order: nobody else stands in their way.

What may go wrong for ever: a command erases by the rules of an older copy what a hold keeps that
the copy does not know, or exports somebody who had gone.
"""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils import timezone

from privacy.retention import restore_gate


def refuse_shut() -> None:
    """Raise CommandError while people, too, have to wait."""
    if restore_gate.is_shut(timezone.now()):
        raise CommandError("A restore is not in order yet. Run manage.py ledger_replay first.")
