"""Where somebody is logged in, and logging them out there; what is unlocked there goes as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import login_sessions
from accounts.browsers import UNKNOWN, name_browser
from accounts.models import LoginSession, User
from privacy.vault import subjects


@dataclass(frozen=True)
class Device:
    """One browser in which somebody is logged in, as their page shows it."""

    uid: UUID
    browser: str
    began_at: datetime
    seen_at: datetime
    is_this: bool
    is_unlocked: bool


@receiver(user_logged_in, dispatch_uid="accounts.meet")
def meet(request: HttpRequest, **kwargs: object) -> None:
    """Let a login be listed from its first moment on, with the kind of browser."""
    browser = name_browser(str(request.META.get("HTTP_USER_AGENT", "")))
    login_sessions.begin_device(request.session, browser=browser, now=timezone.now())


def devices_of(user: User, session: SessionBase, *, now: datetime) -> list[Device]:
    """Return where a person is logged in, this browser first, then the last seen; two queries."""
    here = login_sessions.device_of(session)
    unlocked = subjects.unlocked_devices(user.subject_id, now)
    rows = LoginSession.objects.filter(user=user, expire_date__gt=now).order_by("-seen_at")
    found = [
        Device(
            row.uid,
            login_sessions.open_browser(row) or UNKNOWN,
            row.began_at,
            row.seen_at,
            row.uid == here,
            row.uid in unlocked,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


def log_out(user: User, uid: UUID) -> bool:
    """End one login of a person; return False if they have none of this number."""
    return bool(login_sessions.drop(user, LoginSession.objects.filter(user=user, uid=uid)))


@transaction.atomic
def log_out_others(user: User, session: SessionBase) -> int:
    """End all logins of a person but this one; return how many there were."""
    here = login_sessions.device_of(session)
    if here is not None:
        subjects.forget_other_devices(user.subject_id, here)
    return login_sessions.sign_out(user, but=session.session_key)
