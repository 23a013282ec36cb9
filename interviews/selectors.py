"""The only readers of what belongs to a person, and of what authors published.

What is absent and what belongs to somebody else answer alike: 404.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q
from django.http import Http404

from interviews.models import (
    AssembledDocument,
    InterviewSession,
    InterviewSource,
    PackageFile,
    PackageVersion,
    SessionStatus,
    Upload,
)
from interviews.models.sessions import SessionQuerySet
from interviews.models.sources import SourceQuerySet
from interviews.rights import startable
from interviews.visitors import Visitor
from privacy.prepared import Prepared

_sessions: Prepared[InterviewSession] = Prepared(InterviewSession.objects)


def list_sources(visitor: Visitor, words: str = "") -> SourceQuerySet:
    """Return what the visitor may start whose title or description has all of `words`."""
    found = InterviewSource.objects.on_offer().filter(startable(visitor))
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(description__icontains=word))
    return found


def find_source(package: str, path: str) -> InterviewSource:
    """Return the interview that an address names, whether it is listed or not."""
    wanted = InterviewSource.objects.select_related("version", "package")
    source = wanted.filter(package__name=package, path=path).first()
    if source is None:
        raise Http404
    return source


def find_listed_source(visitor: Visitor, source_id: int) -> InterviewSource:
    """Return an interview that stands on the visitor's front page."""
    listed = list_sources(visitor).select_related("version", "package")
    source = listed.filter(pk=source_id).first()
    if source is None:
        raise Http404
    return source


def newest_version_id() -> int:
    """Return the id that no later published version is below."""
    newest: int | None = PackageVersion.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def read_package_file(
    package: str, path: str, *, catalogue: int, version_id: int | None = None
) -> bytes:
    """Return a file's bytes from `version_id`, or from the package's newest up to `catalogue`.

    Raises FileNotFoundError if that version has no such file.
    """
    if version_id is None:
        version_id = (
            PackageVersion.objects.filter(package__name=package, pk__lte=catalogue)
            .order_by("-pk")
            .values_list("pk", flat=True)
            .first()
        )
    found = PackageFile.objects.filter(version_id=version_id, path=path)
    content = found.values_list("content", flat=True).first()
    if content is None:
        raise FileNotFoundError(f"{package}:{path}")
    return bytes(content)


def list_sessions(visitor: Visitor) -> SessionQuerySet:
    """Return the visitor's sessions, the one touched last first."""
    present: SessionQuerySet = InterviewSession.objects.all()
    return present.of(user_id=visitor.user_id, guest_uids=visitor.tokens)


def access_session(visitor: Visitor, uid: uuid.UUID) -> InterviewSession:
    """Return the visitor's session with this public id."""
    session = _sessions.first(uid=uid)
    if session is None:
        raise Http404
    is_theirs = (
        uid in visitor.tokens if session.owner_id is None else session.owner_id == visitor.user_id
    )
    if not is_theirs:
        raise Http404
    return session


def list_by_uid(uids: Iterable[uuid.UUID]) -> SessionQuerySet:
    """Return sessions of whomever, the one touched last first: for those who were let in.

    Whether somebody was, the vault says: nothing of them is to be shown before their box is open.
    """
    present: SessionQuerySet = InterviewSession.objects.filter(uid__in=list(uids))
    return present


def unfinished_session(visitor: Visitor, source: InterviewSource) -> InterviewSession | None:
    """Return the session of this interview that the visitor touched last and did not finish."""
    begun = list_sessions(visitor).filter(
        version__package_id=source.package_id, path=source.path, status=SessionStatus.STARTED
    )
    return begun.first()


def list_documents(session: InterviewSession) -> list[AssembledDocument]:
    """Return the documents that were made in this session, the newest first."""
    return list(session.documents.order_by("-created_at"))


def document_counts(sessions: Iterable[InterviewSession]) -> dict[int, int]:
    """Return how many different documents each session has."""
    rows = AssembledDocument.objects.filter(session__in=list(sessions))
    counts: dict[int, int] = {}
    for session_id, _ in rows.values_list("session_id", "key").distinct():
        counts[session_id] = counts.get(session_id, 0) + 1
    return counts


def count_uploads(sessions: Iterable[InterviewSession]) -> int:
    """Return how many files were given in these sessions."""
    return Upload.objects.filter(session__in=list(sessions)).count()


def count_sessions_since(begin: datetime) -> tuple[int, int]:
    """Return how many sessions were begun, and how many finished, from then on."""
    present = InterviewSession.objects
    begun = present.filter(started_at__gte=begin).count()
    return begun, present.filter(finished_at__gte=begin).count()


def sources_on_offer() -> SourceQuerySet:
    """Return the interviews of the front page, also those that are limited."""
    return InterviewSource.objects.on_offer()


def count_sources_with_mistakes() -> int:
    """Return how many interviews cannot be begun because of their author's mistakes."""
    return InterviewSource.objects.filter(mistakes__gt=0).count()
