"""Django's command of this name, whose administrators are on the audit log like any others."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.utils import timezone

from accounts.services import by_command


class Command(createsuperuser.Command):
    """Makes an administrator; one that is there already gets neither a password nor a right."""

    def handle(self, *args: Any, **options: Any) -> None:
        before = by_command.newest_number()
        super().handle(*args, **options)
        by_command.note_administrators(after=before, now=timezone.now())
