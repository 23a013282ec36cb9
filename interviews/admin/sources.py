"""Interviews in the administration: what is published, and who may do what with each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from interviews.admin import grants
from interviews.admin.keeping import keeping_links
from interviews.models import InterviewSource, PackageVersion
from interviews.rights import ON_KEEPING, ON_SESSIONS, PUBLISH, roles_that_open, sources_with
from interviews.services import granting
from interviews.services.folders import (
    MOST_PACKAGE_BYTES,
    PackageRefused,
    read_archive,
)
from interviews.services.granting import MANAGE
from interviews.services.publishing import publish_packages, set_listed
from privacy.asking import AskingAdmin
from privacy.permissions import may

SEES_INTERVIEWS = (PUBLISH, *ON_SESSIONS, *ON_KEEPING, MANAGE)


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
    change_form_template = "interviews/admin/source.html"

    @admin.display(description="version")
    def version_number(self, source: InterviewSource) -> int:
        return source.version.number

    fields = ("title", "package", "path", "mode", "roles", "is_limited")
    readonly_fields = ("title", "package", "path")
    filter_horizontal = ("roles",)

    def may_see(self, request: HttpRequest) -> bool:
        return may(request.user, *SEES_INTERVIEWS) or self.get_queryset(request).exists()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.may_see(request)
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let who publishes say who can open the answers; all else comes with a package."""
        return obj is not None and may(request.user, PUBLISH, on=obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request.user, PUBLISH) or sources_with(request.user, PUBLISH).exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewSource]:
        """Return the interviews with which this person may do something."""
        found = super().get_queryset(request)
        if may(request.user, *SEES_INTERVIEWS):
            return found
        seen = sources_with(request.user, PUBLISH, *ON_SESSIONS, *ON_KEEPING)
        return found.filter(pk__in=seen.values("pk"))

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer the roles that may open what is shared with them, and no others."""
        if db_field.name == "roles":
            kwargs["queryset"] = roles_that_open()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: InterviewSource, form: Any, change: Any
    ) -> None:
        """Save, and write down what was set."""
        super().save_model(request, obj, form, change)
        granting.note_settings(obj, form.changed_data, by=request.user, now=timezone.now())

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

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponse:
        """Lead to how long its sessions are kept, and to holds on them, whoever decides that."""
        links = keeping_links(request.user, kwargs["obj"])
        return super().render_change_form(
            request, {**context, "interview": links}, *args, **kwargs
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_publish": may(request.user, PUBLISH), **(extra_context or {})}
        return super().changelist_view(request, extra)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("publish/", view(self.publish), name="interviews_interviewsource_publish"),
            path("<int:pk>/permissions/", view(self.grants), name="interviews_source_grants"),
            path(
                "<int:pk>/permissions/person/",
                view(self.find_holder),
                name="interviews_source_find_holder",
            ),
            path(
                "<int:pk>/permissions/<str:kind>/<int:number>/",
                view(self.grant),
                name="interviews_source_grant",
            ),
            *super().get_urls(),
        ]

    def grants(self, request: HttpRequest, pk: int) -> HttpResponse:
        return grants.show(self, request, pk)

    def grant(self, request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
        return grants.change(self, request, pk, kind, number)

    @method_decorator(require_POST)
    def find_holder(self, request: HttpRequest, pk: int) -> HttpResponse:
        return grants.find_person(self, request, pk)

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
