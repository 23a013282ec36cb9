"""Pages of the administration ask for a permission of the list, never for Django's own four."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from privacy.permissions import may

AnyModel = TypeVar("AnyModel", bound=Model)


class AskingAdmin(admin.ModelAdmin[AnyModel]):
    """Shown to whoever holds one of `sees`; what can be done there asks for more.

    As it stands nothing can be added, changed or deleted.
    """

    sees: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50

    def may_see(self, request: HttpRequest) -> bool:
        """Return whether this person may open the pages. Whoever overrides it asks once only."""
        return may(request.user, *self.sees)

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
