"""Interviews in the administration: what is published; of sessions only that they are there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from interviews.models import InterviewSession, InterviewSource, PackageVersion
from interviews.services.folders import (
    MOST_PACKAGE_BYTES,
    PackageRefused,
    read_archive,
)
from interviews.services.publishing import publish_packages, set_listed


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


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that others write: shown, never added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(InterviewSource)
class InterviewSourceAdmin(ReadOnly):
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

    fields = ("title", "package", "path", "mode", "roles")
    readonly_fields = ("title", "package", "path")
    filter_horizontal = ("roles",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let who publishes say who can open the answers; all else comes with a package."""
        return self.has_publish_permission(request)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("interviews.add_packageversion")

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
        count = set_listed(list(queryset.values_list("pk", flat=True)), is_listed=is_listed)
        where = "shown on" if is_listed else "taken off"
        self.message_user(request, f"{count} interviews {where} the front page.")

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(self.publish)
        mine = path("publish/", publish, name="interviews_interviewsource_publish")
        return [mine, *super().get_urls()]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Take an archive, publish what is in it, and name every mistake."""
        if not self.has_publish_permission(request):
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
class PackageVersionAdmin(ReadOnly):
    """Which states of which packages are published."""

    list_display = ("package", "number", "published_at", "digest")
    list_filter = ("package",)
    list_select_related = ("package",)


@admin.register(InterviewSession)
class InterviewSessionAdmin(ReadOnly):
    """That sessions are there, never what is in them."""

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
