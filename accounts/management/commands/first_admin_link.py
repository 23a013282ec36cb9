"""Prints the link that makes the first administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from accounts.services import first_administrator


class Command(BaseCommand):
    """The link is the one line on standard output; it lives 24 hours and works once."""

    help = "Print a one-time link to the page where the first administrator is made."

    def handle(self, *args: Any, **options: Any) -> None:
        if not first_administrator.is_needed():
            self.stderr.write("An administrator exists already; there is no link to give.")
            return
        path = reverse("accounts:first-administrator", args=[first_administrator.make_token()])
        self.stdout.write(f"{settings.DASITE_URL}{path}")
