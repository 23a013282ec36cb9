"""Stands in the place of Django's command of this name, which sets a password for somebody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse


class Command(BaseCommand):
    """Refuses: a password that somebody else chose is known to two, and opens no answers."""

    help = "Say how people get a new password; nobody sets one for somebody else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rest", nargs="*", help="whatever Django's command would take")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Nobody sets a password for somebody else. They choose one themselves at "
            f"{settings.DASITE_URL}{reverse('account_reset_password')}; the page of a person in "
            "the administration mails them a link there."
        )
