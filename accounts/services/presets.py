"""Makes the roles of a preset that are not there yet; those that are, stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.presets import PRESETS, Preset
from accounts.services.granting import Wanted, make_role
from privacy.permissions import held_by, in_words


@dataclass(frozen=True)
class Planned:
    """What making the preset would do for one role."""

    preset: Preset
    is_there: bool
    beyond: tuple[str, ...]  # what whoever asks does not hold, in words

    @property
    def will_be_made(self) -> bool:
        """Return whether the role is made."""
        return not self.is_there and not self.beyond

    @property
    def words(self) -> list[str]:
        """Return what the role would permit."""
        return [in_words(name) for name in sorted(self.preset.permissions)]


def plan(by: User) -> list[Planned]:
    """Return what `make` would do; two queries."""
    there = {name.lower() for name in Group.objects.values_list("name", flat=True)}
    held = held_by(by)
    return [
        Planned(
            one,
            one.name in there,
            tuple(in_words(name) for name in sorted(one.permissions - held)),
        )
        for one in PRESETS
    ]


@transaction.atomic
def make(*, by: User, now: datetime) -> list[str]:
    """Make the roles that are missing and that `by` may make; return their names."""
    missing = [one.preset for one in plan(by) if one.will_be_made]
    for preset in missing:
        make_role(Wanted(preset.name, preset.description, preset.permissions), by=by, now=now)
    return [preset.name for preset in missing]
