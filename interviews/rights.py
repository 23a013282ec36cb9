"""Who may do what with an interview and its sessions: site-wide, or on that one alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from guardian.models import GroupObjectPermission
from guardian.shortcuts import get_objects_for_user

from interviews.models import InterviewSession, InterviewSource
from interviews.models.sessions import SessionQuerySet
from interviews.models.sources import SourceQuerySet
from interviews.visitors import Visitor
from privacy.permissions import may

START = "interviews.start"
SEE = "interviews.see_sessions"
OPEN = "interviews.open_shared"
DELETE = "interviews.delete_sessions"
EXPORT = "interviews.export_sessions"
PUBLISH = "interviews.publish"
PERIOD = "interviews.set_period"
HOLD = "interviews.hold_sessions"
ON_SESSIONS = (SEE, DELETE, EXPORT)
ON_KEEPING = (PERIOD, HOLD)


def sources_with(user: Any, *names: str) -> SourceQuerySet:
    """Return the interviews on which somebody holds one of these permissions."""
    everything: SourceQuerySet = InterviewSource.objects.all()
    if not user.is_authenticated:
        return everything.none()
    if may(user, *names):
        return everything
    found = get_objects_for_user(
        user, list(names), klass=InterviewSource, any_perm=True, accept_global_perms=False
    )
    return everything.filter(pk__in=found.values("pk"))


def sessions_with(user: Any, *names: str) -> SessionQuerySet:
    """Return the sessions of the interviews on which somebody holds one of these permissions."""
    present: SessionQuerySet = InterviewSession.objects.all()
    if may(user, *names):
        return present
    pairs = sources_with(user, *names).values_list("package_id", "path")
    wanted = Q(pk__in=[])
    for package_id, path in pairs:
        wanted |= Q(version__package_id=package_id, path=path)
    return present.filter(wanted)


def source_of(session: InterviewSession) -> InterviewSource | None:
    """Return the interview of a session, None if it is not on offer any more."""
    found = InterviewSource.objects.filter(
        package_id=session.version.package_id, path=session.path
    )
    return found.first()


def startable(visitor: Visitor) -> Q:
    """Return which interviews a visitor may start: all, save those limited to others.

    Two queries more for somebody who is logged in, where any interview is limited.
    """
    everybodys = Q(is_limited=False)
    limited = InterviewSource.objects.filter(is_limited=True)
    if visitor.user_id is None or not limited.exists():
        return everybodys
    person = get_user_model().objects.get(pk=visitor.user_id)
    return everybodys | Q(pk__in=sources_with(person, START).values("pk"))


def may_start(visitor: Visitor, source: InterviewSource) -> bool:
    """Return whether a visitor may start an interview."""
    if not source.is_limited:
        return True
    return InterviewSource.objects.filter(startable(visitor), pk=source.pk).exists()


def roles_that_open() -> QuerySet[Group]:
    """Return the roles that may open shared answers, everywhere or on some interview."""
    codename = OPEN.partition(".")[2]
    here = GroupObjectPermission.objects.filter(permission__codename=codename)
    everywhere = Q(
        permissions__codename=codename, permissions__content_type__app_label="interviews"
    )
    return (
        Group.objects.filter(everywhere | Q(pk__in=here.values("group")))
        .distinct()
        .order_by("name")
    )
