"""Who can open what somebody sealed, and when they last did: from what was signed about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from privacy.models.sharing import Admission
from privacy.vault import roles

HERE = "this site, by the interview's own rule"
GONE = "somebody whose account is gone"


@dataclass(frozen=True)
class Access:
    """One who was let in: since when, until when, and the last time that they opened it."""

    who: str
    since: datetime
    ends_at: datetime | None
    last_opened_at: datetime | None
    is_over: bool

    def as_json(self) -> dict[str, object]:
        """Return it for an archive."""
        return {
            "who": self.who,
            "since": self.since,
            "until": self.ends_at,
            "last_opened_at": self.last_opened_at,
            "over": self.is_over,
        }


def access_to(scopes: Collection[UUID], *, now: datetime) -> dict[UUID, list[Access]]:
    """Return who was let into each of these scopes, the newest first; three queries in all."""
    rows = list(Admission.objects.filter(scope__in=scopes).order_by("-pk"))
    names = _names({row.recipient for row in rows}) if rows else {}
    found: dict[UUID, list[Access]] = defaultdict(list)
    for row in rows:
        ended = row.expires_at is not None and row.expires_at <= now
        found[row.scope].append(
            Access(
                HERE if row.kind == Admission.Kind.SERVER else names.get(row.recipient, GONE),
                row.created_at,
                row.expires_at,
                row.last_opened_at,
                is_over=ended or row.withdrawn_at is not None,
            )
        )
    return found


def _names(recipients: Collection[UUID]) -> Mapping[UUID, str]:
    people = get_user_model()
    column = people.get_email_field_name()
    persons = people.objects.filter(subject_id__in=recipients)
    groups = Group.objects.values_list("pk", "name")
    return dict(persons.values_list("subject_id", column)) | {
        roles.role_id(pk): f"people with the role {name}" for pk, name in groups
    }
