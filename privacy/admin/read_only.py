"""Records of what happened can be read, never added, changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from privacy.asking import AskingAdmin
from privacy.retention.errors import OwnProposal, PolicyRefused

AnyModel = TypeVar("AnyModel", bound=Model)


class ReadOnlyAdmin(AskingAdmin[AnyModel]):
    """Pages to read; what may be done on them stands in buttons of their own."""

    actions: Any = None

    def may_act(self, request: HttpRequest) -> bool:
        """Return whether this person may press the buttons, not only read.

        A class with buttons says who; without any, nobody has to.
        """
        return False

    def refuse_readers(self, request: HttpRequest) -> None:
        """Raise PermissionDenied unless this person may press the buttons."""
        if not self.may_act(request):
            raise PermissionDenied

    def decide(self, request: HttpRequest, row: Any, done: str, act: Callable[[], object]) -> bool:
        """Let `act` decide about a row and log it as `done`; say why not, and return False."""
        try:
            act()
        except (OwnProposal, PolicyRefused) as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return False
        row.refresh_from_db()
        self.log_change(request, row, done)
        return True

    def back_to(self, pk: int) -> HttpResponse:
        """Return to the page of one record, after a button."""
        opts = self.opts
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        return HttpResponseRedirect(url)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_act": self.may_act(request), **(extra_context or {})}
        return super().changelist_view(request, extra)
