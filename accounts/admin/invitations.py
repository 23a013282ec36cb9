"""Invitations: somebody is asked by mail to come; sent again, withdrawn, gone when used."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.admin.actors import actor, posted, tell, try_to
from accounts.models import Invitation, User
from accounts.services import invitations
from accounts.services.granting import may_touch_role
from accounts.services.invitations import INVITE, Guest
from privacy import looks
from privacy.asking import AskingAdmin


class GuestForm(forms.Form):
    """Whom to invite; only roles that `by` could give are on it."""

    email = forms.EmailField(
        label="E-mail address",
        error_messages={"required": "Type the address of whom you invite."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.ModelMultipleChoiceField(
        Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_staff = forms.BooleanField(label="May enter the administration", required=False)

    use_required_attribute = False

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data)
        theirs = [role.pk for role in Group.objects.all() if may_touch_role(by, role)]
        field = self.fields["roles"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Group.objects.filter(pk__in=theirs).order_by("name")
        if not theirs:
            del self.fields["roles"]
            del self.fields["is_staff"]

    @property
    def guest(self) -> Guest:
        """Return who was meant, once the form is valid."""
        data = self.cleaned_data
        roles = tuple(data.get("roles", ()))
        return Guest(data["email"].strip().lower(), roles, bool(data.get("is_staff")))


@admin.register(Invitation)
class InvitationAdmin(AskingAdmin[Invitation]):
    sees = (INVITE,)
    actions = None
    list_display = ("id", "state", "invited_by", "sent_at", "expires_at", "accepted_by")
    ordering = ("-id",)
    change_list_template = "admin/accounts/invitations.html"

    @admin.display(description="state")
    def state(self, row: Invitation) -> str:
        if row.accepted_at:
            return "accepted"
        if row.withdrawn_at:
            return "withdrawn"
        return "waits" if row.expires_at > timezone.now() else "too old"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/again/", view(self.again_view), name="accounts_invitation_again"),
            path("<int:pk>/withdraw/", view(self.off_view), name="accounts_invitation_withdraw"),
            *super().get_urls(),
        ]

    @method_decorator(sensitive_post_parameters())
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        self._need(request)
        form = GuestForm(posted(request), by=actor(request))
        if request.method == "POST" and form.is_valid():
            invite = partial(invitations.invite, form.guest, by=actor(request), now=timezone.now())
            if try_to(request, invite):
                messages.success(request, "Invited. The link in the mail works once, for a week.")
                return _to_list()
        return self._page(request, "invite.html", "Invite somebody", form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._need(request)
        row = self.found(request, object_id)
        address = invitations.address_of(row)
        tell(request, User.objects.filter(email=address.lower()), looks.What.LISTED)
        return self._page(
            request,
            "invitation.html",
            f"Invitation {row.pk}",
            invitation=row,
            state=self.state(row),
            address=address,
        )

    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._need(request)
        row = get_object_or_404(Invitation, pk=pk)
        if invitations.send_again(row, by=actor(request), now=timezone.now()):
            messages.success(request, "Sent again, with a new link. The one before works no more.")
        else:
            messages.warning(request, "It was used or withdrawn, or is too old. Invite them anew.")
        return _to_list()

    @method_decorator(require_POST)
    def off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._need(request)
        row = get_object_or_404(Invitation, pk=pk)
        if invitations.withdraw(row, by=actor(request), now=timezone.now()):
            messages.success(
                request, "Withdrawn. The link works no more; the address is forgotten."
            )
        else:
            messages.warning(request, "It was used or withdrawn before.")
        return _to_list()

    def _need(self, request: HttpRequest) -> None:
        if not self.may_see(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        form = more.get("form")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "errors": bool(form and form.errors),
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"admin/accounts/{template}", context)


def _to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_invitation_changelist"))
