"""Pages of the administration ask for a permission of the list, never for Django's own four."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from privacy.permissions import may

AnyModel = TypeVar("AnyModel", bound=Model)
MOST_DIGITS = 18  # of a number that a database can keep


class AskingAdmin(admin.ModelAdmin[AnyModel]):
    """Shown to whoever holds one of `sees`; what can be done there asks for more.

    As it stands nothing can be added, changed or deleted.
    """

    sees: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50

    def may_see(self, request: HttpRequest) -> bool:
        """Return whether this person may open the pages. Whoever overrides it asks once only."""
        return may(request.user, *self.sees)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> AnyModel | None:
        """Return the row of an id, None if there is none, also for one that no number could be."""
        if object_id.isdecimal() and len(object_id) > MOST_DIGITS:
            return None
        return super().get_object(request, object_id, from_field)

    def found(self, request: HttpRequest, object_id: str) -> AnyModel:
        """Return the row of an id. Raises Http404."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Return whether an address may narrow the list by this.

        By the filters of the page alone: Django would take each field of the row, and who sees a
        list without a column could ask it out letter by letter, a password's verifier, too.
        """
        name = lookup.partition(LOOKUP_SEP)[0]
        if name not in {*self._filters(request), self.date_hierarchy, "pk", "id"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    def _filters(self, request: HttpRequest | None) -> set[str]:
        """Return what the filters of the page are called in an address."""
        found = self.get_list_filter(request) if request else self.list_filter
        return {
            getattr(one, "parameter_name", None) or str(one[0] if isinstance(one, tuple) else one)
            for one in found
        }

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_see(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_see(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OnePageAdmin(admin.ModelAdmin[AnyModel]):
    """All that there is to a model on one page of its own; a link to a single row leads there."""

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.page), name=f"{self._name}_changelist"),
            path("<path:object_id>/change/", view(self.change_view), name=f"{self._name}_change"),
        ]

    def page(self, request: HttpRequest) -> HttpResponse:
        """Return the page; each has its own."""
        raise NotImplementedError

    def to_page(self) -> HttpResponse:
        """Lead to the page."""
        return HttpResponseRedirect(reverse(f"admin:{self._name}_changelist"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead a link from the menu, a bookmark or the admin's history to the one page."""
        return self.to_page()
