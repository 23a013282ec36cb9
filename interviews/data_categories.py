"""What interviews keep about people, why, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from interviews.models import (
    AssembledDocument,
    InterviewSession,
    InterviewSource,
    Package,
    PackageFile,
    PackageVersion,
    SessionStatus,
    SessionSteps,
    Upload,
)
from interviews.rights import sources_with
from interviews.services import telling
from interviews.services.exports import open_sessions
from interviews.services.locking import LOCKED
from privacy.retention.category import After, Child, DataCategory, NoPersonalData, OtherClock
from privacy.retention.conditions import Condition, begins, ends
from privacy.retention.registry import register
from privacy.retention.targets import Target, TargetNotFound, register_target
from privacy.vault.box import Opener


def interviews_on_offer() -> list[tuple[str, str]]:
    sources = InterviewSource.objects.select_related("package")
    return [(f"{one.package.name}:{one.path}", one.title) for one in sources]


def of_interviews(refs: Sequence[str]) -> Q:
    """Return which sessions are of these interviews, each a package and the path of a file."""
    found = Q()
    for ref in refs:
        package, _colon, path = ref.partition(":")
        found |= Q(version__package__name=package, path=path)
    return found


# No two kinds have a session in common, so that one rule holds for each.
KINDS = {
    "anonymous": ("interviews begun without an account", Q(owner=None)),
    "unfinished": (
        "interviews of people with an account that are not finished",
        Q(owner__isnull=False, status=SessionStatus.STARTED) & ~LOCKED,
    ),
    "finished": (
        "finished interviews of people with an account",
        Q(owner__isnull=False, status=SessionStatus.FINISHED) & ~LOCKED,
    ),
    "locked": ("interviews locked with a password that was forgotten", LOCKED),
}


def find_kind(typed: str) -> str:
    """Return the kind of sessions that was chosen."""
    if typed not in KINDS:
        raise TargetNotFound(f"There is no kind of sessions {typed[:20]!r}.")
    return typed


register_target(
    Target(
        kind="sessions",
        label="interviews of one kind",
        hint="which kind",
        find=find_kind,
        describe=lambda ref: KINDS[ref][0] if ref in KINDS else ref,
        choices=lambda: [(ref, words) for ref, (words, _) in KINDS.items()],
        rank=1,
    )
)


@register
class InterviewSessions(DataCategory):
    """Answers, uploads, the way back through them, and the documents made from them."""

    key = "interviews.session"
    label = "interviews"
    purpose = "so that you can go on where you stopped, and have your documents again"
    legal_ground = "the service that the person asked for"
    model = InterviewSession
    clock = "touched_at"
    clock_words = "they were last touched"
    other_clocks = (OtherClock("begun", "started_at", "they were begun"),)
    default = After("P90D")
    floor = "P1D"
    ceiling = "P10Y"
    mark_field = "erasing_at"
    subject = "subject_id"
    scope_field = "uid"
    tell = "owner"
    policy_targets = ("interview", "role", "sessions")
    # Their key lies in a cookie that ends with the browser; hardly anybody can come back to them.
    # And what a forgotten password locked hardly anybody opens again; its time begins then.
    proposed = (("sessions", "anonymous", After("P7D")), ("sessions", "locked", After("P30D")))
    children = (
        Child("steps", SessionSteps, "session"),
        Child(
            "uploads",
            Upload,
            "session",
            file_fields=("file",),
            made_field="created_at",
            size_field="size_bytes",
        ),
        Child(
            "documents",
            AssembledDocument,
            "session",
            file_fields=("file",),
            made_field="created_at",
            size_field="size_bytes",
        ),
    )
    conditions = (
        Condition(
            "interview", "of the interview", lambda ref: of_interviews([ref]), interviews_on_offer
        ),
        Condition(
            "status", "that are", lambda status: Q(status=status), lambda: SessionStatus.choices
        ),
        Condition("begun_from", "begun on or after", lambda day: Q(started_at__gte=begins(day))),
        Condition("begun_until", "begun on or before", lambda day: Q(started_at__lt=ends(day))),
    )
    where_else = ("backups, unreadable once the key's share is destroyed",)

    def within(self, kind: str, refs: Sequence[str]) -> Q | None:
        if kind == "session":
            return Q(uid__in=refs)
        if kind == "interview":
            return of_interviews(refs)
        if kind == "sessions":
            found = Q()
            for ref in refs:
                found |= KINDS[ref][1] if ref in KINDS else Q(pk__in=[])
            return found
        if kind == "role":
            people = get_user_model()._base_manager.filter(groups__in=refs)
            return Q(owner__in=people.values("pk"))
        return super().within(kind, refs)

    def farewell(self, rows: QuerySet[InterviewSession], now: datetime) -> Callable[[], None]:
        others = telling.inside(rows, now=now)
        return lambda: telling.tell_gone(others)

    def words_of(self, row: InterviewSession) -> str:
        return row.title

    def opened(self, rows: QuerySet[Any], opener: Opener) -> Iterator[tuple[str, bytes]]:
        return open_sessions(rows, opener)


def find_session(typed: str) -> str:
    """Return the uid of the session with this number."""
    found = InterviewSession.everything.filter(pk=typed) if typed.isdecimal() else None
    session = found.first() if found is not None else None
    if session is None:
        raise TargetNotFound(f"There is no interview session with the number {typed[:20]!r}.")
    return str(session.uid)


def session_in_words(ref: str) -> str:
    session = InterviewSession.everything.filter(uid=ref).first()
    return f"interview session {session.pk}" if session else "an interview session that is gone"


def find_interview(typed: str) -> str:
    """Return the name of the package and the path of the file that were chosen."""
    if typed not in dict(interviews_on_offer()):
        raise TargetNotFound(f"There is no interview {typed[:80]!r}.")
    return typed


def reached_interviews(user: Any, what: str, refs: Collection[str]) -> set[str]:
    """Return those of these interviews on which somebody holds this permission."""
    pairs = sources_with(user, f"interviews.{what}").values_list("package__name", "path")
    return {f"{package}:{path}" for package, path in pairs} & set(refs)


def reached_sessions(user: Any, what: str, refs: Collection[str]) -> set[str]:
    """Return those of these sessions on whose interview somebody holds this permission."""
    rows = InterviewSession.everything.filter(uid__in=refs).values_list(
        "uid", "version__package__name", "path"
    )
    of_each = {str(uid): f"{package}:{path}" for uid, package, path in rows}
    theirs = reached_interviews(user, what, of_each.values())
    return {ref for ref, interview in of_each.items() if interview in theirs}


register_target(
    Target(
        kind="session",
        label="one interview session",
        hint="its number in the list of interview sessions",
        find=find_session,
        describe=session_in_words,
        can_be_held=True,
        reach=reached_sessions,
    )
)
register_target(
    Target(
        kind="interview",
        label="all sessions of an interview",
        hint="which interview",
        find=find_interview,
        describe=lambda ref: f"the interview {ref}",
        choices=interviews_on_offer,
        can_be_held=True,
        reach=reached_interviews,
        rank=3,
    )
)

AUTHORS = "what an author published; it is about nobody"

register(NoPersonalData(InterviewSource.roles.through, "which roles an interview lets in"))
for model in (Package, PackageVersion, PackageFile, InterviewSource):
    register(NoPersonalData(model, AUTHORS))
