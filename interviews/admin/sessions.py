"""That sessions are there, never what is in them; deleting them, taking the list along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from interviews.models import InterviewSession
from interviews.rights import DELETE, EXPORT, SEE, sessions_with, sources_with
from interviews.services.sessions import Held, erase_sessions, erased_with, why_here
from privacy import looks
from privacy.asking import AskingAdmin
from privacy.permissions import may

MOST_AT_ONCE = 1_000
COLUMNS = ("number", "interview", "state", "screens answered", "begun", "last touched", "finished")


@admin.register(InterviewSession)
class InterviewSessionAdmin(AskingAdmin[InterviewSession]):
    """Sessions of those interviews that one may see."""

    list_display = ("id", "title", "status", "steps", "started_at", "touched_at", "finished_at")
    list_filter = ("status", "title")
    list_select_related = ("version",)
    date_hierarchy = "touched_at"
    actions = ("erase", "export")
    fields = (
        "uid",
        "title",
        "version",
        "status",
        "steps",
        "started_at",
        "touched_at",
        "finished_at",
        "why_here",
        "erasing_at",
    )
    readonly_fields = ("why_here",)

    @admin.display(description="why it is still here")
    def why_here(self, session: InterviewSession) -> str:
        return " ".join(why_here(session, now=timezone.now()))

    def may_see(self, request: HttpRequest) -> bool:
        return _holds(request, SEE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.may_see(request)
        return sessions_with(request.user, SEE).filter(pk=obj.pk).exists()

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return _holds(request, DELETE)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return _holds(request, EXPORT)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSession]:
        """Return the sessions that this person may know of, none that is being erased."""
        return sessions_with(request.user, SEE).order_by("-touched_at")

    def get_urls(self) -> list[URLPattern]:
        erase = self.admin_site.admin_view(self.erase_view)
        mine = path("erase/", erase, name="interviews_interviewsession_erase")
        return [mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list; those whose sessions are on this page of it are told."""
        answer = super().changelist_view(request, extra_context)
        shown = answer.context_data if isinstance(answer, TemplateResponse) else None
        if shown and "cl" in shown:
            _tell(request, shown["cl"].result_list, looks.What.LISTED)
        return answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one session; whose it is is told."""
        answer = super().change_view(request, object_id, form_url, extra_context)
        if isinstance(answer, TemplateResponse):
            shown = self.get_queryset(request).filter(pk=object_id)
            _tell(request, shown, looks.What.SESSION)
        return answer

    @admin.action(description="Delete for ever…", permissions=["erase"])
    def erase(
        self, request: HttpRequest, chosen: QuerySet[InterviewSession]
    ) -> HttpResponse | None:
        """Show what would go; nothing is deleted yet."""
        sessions = list(_theirs(request, DELETE, chosen.values_list("pk", flat=True)))
        if not sessions:
            self.message_user(request, "None of these is yours to delete.", messages.WARNING)
            return None
        _tell(request, sessions, looks.What.LISTED)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {_sessions(len(sessions))}?",
            "sessions": sessions,
            "with_them": erased_with(sessions),
            "opts": self.opts,
        }
        return TemplateResponse(request, "interviews/admin/erase.html", context)

    @method_decorator(require_POST)
    def erase_view(self, request: HttpRequest) -> HttpResponse:
        """Delete what was shown, whoever's it is; they are told."""
        if not self.has_erase_permission(request):
            raise PermissionDenied
        numbers = [int(one) for one in request.POST.getlist("session") if one.isdecimal()]
        sessions = list(_theirs(request, DELETE, numbers[:MOST_AT_ONCE]))
        now, subjects = timezone.now(), _owners(sessions)
        try:
            erasure = erase_sessions(sessions, now=now)
        except Held:
            said = "At least one of them has to be kept: there is a hold. Nothing was deleted."
            self.message_user(request, said, messages.ERROR)
        else:
            looks.note(subjects, looks.What.DELETED, by=request.user, now=now)
            said = f"{_sessions(len(sessions))} deleted, and the keys that opened them."
            if not erasure.complete:
                said += " A sealed file is removed shortly."
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:interviews_interviewsession_changelist"))

    @admin.action(description="Download as a table, without answers", permissions=["export"])
    def export(
        self, request: HttpRequest, chosen: QuerySet[InterviewSession]
    ) -> StreamingHttpResponse:
        """Give numbers, states and times; those whose sessions they are are told."""
        sessions = list(_theirs(request, EXPORT, chosen.values_list("pk", flat=True)))
        _tell(request, sessions, looks.What.EXPORTED)
        return StreamingHttpResponse(
            _table(sessions),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="sessions.csv"'},
        )


def _holds(request: HttpRequest, name: str) -> bool:
    return may(request.user, name) or sources_with(request.user, name).exists()


def _theirs(request: HttpRequest, name: str, numbers: Iterable[int]) -> QuerySet[InterviewSession]:
    """Return those of these sessions on whose interview this person holds a permission."""
    return sessions_with(request.user, name).filter(pk__in=list(numbers)).order_by("pk")


def _owners(sessions: Iterable[InterviewSession]) -> set[UUID]:
    return {one.subject_id for one in sessions if one.owner_id is not None}


def _tell(request: HttpRequest, sessions: Iterable[InterviewSession], what: looks.What) -> None:
    """Write down, for the owners of these sessions to see, what was done with them."""
    looks.note(_owners(sessions), what, by=request.user, now=timezone.now())


def _sessions(count: int) -> str:
    return "1 interview session" if count == 1 else f"{count} interview sessions"


def _table(sessions: Iterable[InterviewSession]) -> Iterator[str]:
    yield _line(COLUMNS)
    for one in sessions:
        times = (one.started_at, one.touched_at, one.finished_at)
        yield _line(
            (
                one.pk,
                _plain(one.title),
                one.status,
                one.steps,
                *(time.isoformat(timespec="seconds") if time else "" for time in times),
            )
        )


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
