"""Interviews in the administration: what is published; of sessions only that they are there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from interviews.models import InterviewSession, InterviewSource, PackageVersion
from interviews.rights import ON_SESSIONS, PUBLISH, SEE, sessions_with, sources_with
from interviews.services.folders import (
    MOST_PACKAGE_BYTES,
    PackageRefused,
    read_archive,
)
from interviews.services.publishing import publish_packages, set_listed
from privacy.asking import AskingAdmin
from privacy.permissions import may

SEES_INTERVIEWS = (PUBLISH, *ON_SESSIONS)


class ArchiveForm(forms.Form):
    """A zip archive of one or several packages."""

    archive = forms.FileField(
        help_text="A zip file of a folder PACKAGE/data/questions with .yml files.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
    is_listed = forms.BooleanField(
        label="Show new interviews on the front page", required=False, initial=True
    )

    def clean_archive(self) -> dict[str, Any]:
        archive = self.cleaned_data["archive"]
        if archive.size > MOST_PACKAGE_BYTES:
            raise forms.ValidationError(f"At most {MOST_PACKAGE_BYTES} bytes, please.")
        try:
            return dict(read_archive(archive.read()))
        except PackageRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


@admin.register(InterviewSource)
class InterviewSourceAdmin(AskingAdmin[InterviewSource]):
    """What authors published; the archive page publishes more."""

    list_display = ("title", "package", "path", "version_number", "is_listed", "mistakes")
    list_filter = ("is_listed", "package")
    list_select_related = ("package", "version")
    search_fields = ("title", "path", "package__name")
    actions = ("put_on_front_page", "take_off_front_page")
    change_list_template = "interviews/admin/source_list.html"

    @admin.display(description="version")
    def version_number(self, source: InterviewSource) -> int:
        return source.version.number

    fields = ("title", "package", "path", "mode", "roles", "is_limited")
    readonly_fields = ("title", "package", "path")
    filter_horizontal = ("roles",)

    def may_see(self, request: HttpRequest) -> bool:
        return self.get_queryset(request).exists() or may(request.user, *SEES_INTERVIEWS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let who publishes say who can open the answers; all else comes with a package."""
        return obj is not None and may(request.user, PUBLISH, on=obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return sources_with(request.user, PUBLISH).exists() or may(request.user, PUBLISH)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSource]:
        """Return the interviews with which this person may do something."""
        seen = sources_with(request.user, *SEES_INTERVIEWS)
        return super().get_queryset(request).filter(pk__in=seen.values("pk"))

    @admin.action(description="Show on the front page", permissions=["publish"])
    def put_on_front_page(self, request: HttpRequest, queryset: QuerySet[InterviewSource]) -> None:
        self._list(request, queryset, is_listed=True)

    @admin.action(description="Take off the front page", permissions=["publish"])
    def take_off_front_page(
        self, request: HttpRequest, queryset: QuerySet[InterviewSource]
    ) -> None:
        self._list(request, queryset, is_listed=False)

    def _list(
        self, request: HttpRequest, queryset: QuerySet[InterviewSource], *, is_listed: bool
    ) -> None:
        theirs = sources_with(request.user, PUBLISH).filter(pk__in=queryset.values("pk"))
        count = set_listed(list(theirs.values_list("pk", flat=True)), is_listed=is_listed)
        where = "shown on" if is_listed else "taken off"
        self.message_user(request, f"{count} interviews {where} the front page.")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_publish": may(request.user, PUBLISH), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(self.publish)
        mine = path("publish/", publish, name="interviews_interviewsource_publish")
        return [mine, *super().get_urls()]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Take an archive, publish what is in it, and name every mistake."""
        if not may(request.user, PUBLISH):
            raise PermissionDenied
        form = ArchiveForm(request.POST or None, request.FILES or None)
        mistakes = []
        if request.method == "POST" and form.is_valid():
            published = publish_packages(
                form.cleaned_data["archive"],
                is_listed=form.cleaned_data["is_listed"],
                now=timezone.now(),
            )
            mistakes = [mistake for each in published for mistake in each.mistakes]
            for each in published:
                state = "published" if each.is_new else "unchanged"
                messages.info(request, f"{each.name}: version {each.number} {state}.")
            if not mistakes:
                url = reverse("admin:interviews_interviewsource_changelist")
                return HttpResponseRedirect(url)
        context = {
            **self.admin_site.each_context(request),
            "title": "Publish interviews",
            "form": form,
            "mistakes": mistakes,
            "opts": self.opts,
        }
        return render(request, "interviews/admin/publish.html", context)


@admin.register(PackageVersion)
class PackageVersionAdmin(AskingAdmin[PackageVersion]):
    """Which states of which packages are published."""

    sees = (PUBLISH,)
    list_display = ("package", "number", "published_at", "digest")
    list_filter = ("package",)
    list_select_related = ("package",)


@admin.register(InterviewSession)
class InterviewSessionAdmin(AskingAdmin[InterviewSession]):
    """That sessions are there, never what is in them; of those interviews that one may see."""

    list_select_related = ("version",)
    list_display = ("id", "title", "status", "steps", "started_at", "touched_at", "finished_at")
    list_filter = ("status", "title")
    date_hierarchy = "touched_at"
    fields = (
        "uid",
        "title",
        "version",
        "status",
        "steps",
        "started_at",
        "touched_at",
        "finished_at",
        "erasing_at",
    )

    def may_see(self, request: HttpRequest) -> bool:
        return may(request.user, SEE) or sources_with(request.user, SEE).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.may_see(request)
        return sessions_with(request.user, SEE).filter(pk=obj.pk).exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSession]:
        """Return the sessions that this person may know of, none that is being erased."""
        return sessions_with(request.user, SEE).order_by("-touched_at")
