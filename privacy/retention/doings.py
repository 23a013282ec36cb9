"""Where an account's number stands in what is about others: who did something, as its record.

It is no row of the person's own: the record of a hold is about what is held, an invitation about
who was invited. So it goes by its own rule and not with the account; but the person may know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model

from privacy.retention.category import DataCategory
from privacy.retention.registry import row_categories


@dataclass(frozen=True)
class Doings:
    """In how many records of one category the number of an account stands, but for its own."""

    category: DataCategory
    count: int

    @property
    def why(self) -> str:
        """Return what for, in words."""
        return str(self.category.number_stays or self.category.stays)


def doings_of(subject_id: UUID) -> Iterator[Doings]:
    """Yield where the number of this person's account stands, nothing where it stands nowhere.

    Nothing, too, where the account is gone.
    """
    accounts = get_user_model()._base_manager.filter(subject_id=subject_id)
    user_id = accounts.values_list("pk", flat=True).first()
    if user_id is None:
        return
    for one in row_categories():
        if not one.by_number:
            continue
        own = one.of_subject(subject_id).order_by().values("pk")
        count = one.done_by(user_id).exclude(pk__in=own).count()
        if count:
            yield Doings(one, count)
