"""What somebody types to say who they are: their addresses, and their telephone number."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from accounts.models import PhoneNumber
from accounts.services import phones
from accounts.services.people import addresses_of


def names_of(subject_ids: Collection[UUID | str]) -> set[str]:
    """Return all that guesses at these people's accounts are counted under.

    A number that is damaged is left out: what was counted under it is found by nobody, and lapses.
    """
    numbers = PhoneNumber.objects.filter(user__subject_id__in=subject_ids)
    return {*addresses_of(subject_ids), *(phones.read(row) for row in numbers)} - {""}
