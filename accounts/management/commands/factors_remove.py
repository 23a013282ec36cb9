"""Removes the second factors of somebody who has lost them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.services import second_factors, ways_in


class Command(BaseCommand):
    """For the last administrator who lost the phone; whoever runs it vouches for the person."""

    help = "Remove the second factors of an account, so that its password is enough again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the number of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(pk=options["number"]).first()
        if person is None:
            raise CommandError(f"There is no account with the number {options['number']}.")
        count = second_factors.remove_all(person, now=timezone.now())
        self.stdout.write(f"{count} removed. Account {person.pk} is logged out everywhere.")
        if not ways_in.ways_in_of(person):
            self.stdout.write(
                "Nothing logs them in now. Send a link to choose a password: Administration, "
                f"People, person {person.pk}."
            )
