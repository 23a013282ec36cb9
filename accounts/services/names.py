"""What somebody types to say who they are: their addresses, and their telephone number."""

from __future__ import annotations

from uuid import UUID

from accounts.models import PhoneNumber
from accounts.services import phones
from accounts.services.people import addresses_of


def names_of(subject_id: UUID) -> set[str]:
    """Return all that guesses at this person's account are counted under."""
    numbers = PhoneNumber.objects.filter(user__subject_id=subject_id)
    return {*addresses_of(subject_id), *(phones.read(row) for row in numbers)}
