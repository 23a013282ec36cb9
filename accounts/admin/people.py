"""People in the administration: found, let in and out; no password, no key, no answer is shown."""

from __future__ import annotations

from functools import partial
from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 -- first, so that what they register can be taken away again
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.admin.actors import actor, posted, tell, tell_listed, try_to
from accounts.admin.people_forms import FindForm, PersonForm
from accounts.models import User
from accounts.services import granting, people, standing
from accounts.services.granting import MANAGE
from accounts.services.people import DEACTIVATE
from privacy import looks
from privacy.asking import AskingAdmin
from privacy.permissions import held_by, in_words, may

FOUND = 50  # people on one page of a search

LIBRARIES = (EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialApp, SocialToken)
for hidden in LIBRARIES:
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


@admin.register(User)
class PersonAdmin(AskingAdmin[User]):
    """A person's account; erasing it is the business of retention, signing up that of people."""

    sees = ("accounts.see_people", MANAGE, DEACTIVATE)
    actions = ("send_reset_links", "deactivate", "reactivate")
    list_display = ("id", "email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_display_links = ("id", "email")
    list_filter = ("is_active", "is_staff", "groups")
    ordering = ("-id",)
    change_list_template = "admin/accounts/people.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("find/", view(self.find_view), name="accounts_user_find"),
            path("<int:pk>/reset/", view(self.reset_view), name="accounts_user_reset"),
            path("<int:pk>/off/", view(self.off_view), name="accounts_user_off"),
            path("<int:pk>/on/", view(self.on_view), name="accounts_user_on"),
            *super().get_urls(),
        ]

    def has_switch_permission(self, request: HttpRequest) -> bool:
        return may(request.user, DEACTIVATE)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"find": FindForm(), **(extra_context or {})}
        return tell_listed(request, super().changelist_view(request, extra))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show it, which the person is told of as of the page of their account."""
        self._need(request)
        tell(request, [self.found(request, object_id)], looks.What.PERSON)
        return super().history_view(request, object_id, extra_context)

    @method_decorator(sensitive_post_parameters())
    @method_decorator(require_POST)
    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Show who is meant by a number or part of an address, which no address bar keeps."""
        self._need(request)
        form = FindForm(request.POST)
        found = _find(form.cleaned_data["words"]) if form.is_valid() else User.objects.none()
        shown = list(found[:FOUND])
        tell(request, shown, looks.What.LISTED)
        context = {
            **self.admin_site.each_context(request),
            "title": "People found",
            "form": form,
            "errors": bool(form.errors),
            "found": shown,
            "count": found.count(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/people_found.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page, which the person is told of, and save roles."""
        self._need(request)
        person, now = self.found(request, object_id), timezone.now()
        form = PersonForm(posted(request), person=person, by=actor(request))
        if request.method == "POST" and may(request.user, MANAGE) and form.is_valid():
            wanted = form.wanted
            change = partial(standing.change, person, wanted, by=actor(request), now=now)
            if try_to(request, change):
                tell(request, [person], looks.What.CHANGED)
                messages.success(request, "Saved. It counts from now on.")
            return _to_person(person.pk)
        if request.method == "POST" and not may(request.user, MANAGE):
            raise PermissionDenied
        tell(request, [person], looks.What.PERSON)
        is_below = granting.may_touch_person(actor(request), person)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Person {person.pk}",
            "person": person,
            "form": form,
            "errors": bool(form.errors),
            "roles": person.groups.order_by("name"),
            "permitted": [in_words(name) for name in sorted(held_by(person))],
            "grants": standing.grants_of(person),
            "may_give": is_below and may(request.user, MANAGE),
            "may_switch": is_below and self.has_switch_permission(request),
            "is_oneself": person.pk == request.user.pk,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/person.html", context)

    @method_decorator(require_POST)
    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._send(request, [self._person(request, pk)])
        return _to_person(pk)

    @method_decorator(require_POST)
    def off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._switch(request, [self._person(request, pk)], on=False)
        return _to_person(pk)

    @method_decorator(require_POST)
    def on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._switch(request, [self._person(request, pk)], on=True)
        return _to_person(pk)

    @admin.action(description="Send a link to choose a new password", permissions=["switch"])
    def send_reset_links(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._send(request, list(chosen))

    @admin.action(
        description="Switch off: no login, all devices logged out", permissions=["switch"]
    )
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._switch(request, list(chosen), on=False)

    @admin.action(description="Switch on again", permissions=["switch"])
    def reactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._switch(request, list(chosen), on=True)

    def _need(self, request: HttpRequest) -> None:
        if not self.may_see(request):
            raise PermissionDenied

    def _person(self, request: HttpRequest, pk: int) -> User:
        if not self.has_switch_permission(request):
            raise PermissionDenied
        return get_object_or_404(User, pk=pk)

    def _send(self, request: HttpRequest, chosen: list[User]) -> None:
        now, by, sent = timezone.now(), actor(request), 0
        for person in chosen:
            try:
                if people.help_back_in(request, person, by=by, now=now):
                    tell(request, [person], looks.What.CHANGED)
                    sent += 1
            except (granting.BeyondOwn, granting.NotAllowed) as refused:
                self.message_user(request, str(refused), messages.ERROR)
        self.message_user(
            request,
            f"{sent} {'mail' if sent == 1 else 'mails'} sent. With a new password, what was "
            "answered before stays locked: the mail says so.",
            messages.SUCCESS if sent else messages.WARNING,
        )

    def _switch(self, request: HttpRequest, chosen: list[User], *, on: bool) -> None:
        now, by = timezone.now(), actor(request)
        switch = people.switch_on if on else people.switch_off
        done = [one for one in chosen if try_to(request, partial(switch, one, by=by, now=now))]
        tell(request, done, looks.What.CHANGED)
        state = "on" if on else "off"
        what = "1 account" if len(done) == 1 else f"{len(done)} accounts"
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, f"{what} switched {state}.", level)


def _find(words: str) -> QuerySet[User]:
    wanted = Q(email__icontains=words) | Q(name__icontains=words)
    if words.isdecimal() and len(words) < 19:  # as many digits as a number can have
        wanted |= Q(pk=int(words))
    return User.objects.filter(wanted).order_by("pk")


def _to_person(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))
