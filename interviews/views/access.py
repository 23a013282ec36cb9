"""Who else may read an interview, given and ended by its owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.models import InterviewSession
from interviews.rights import roles_that_open
from interviews.services import sharing
from interviews.services.boxes import box_of
from interviews.services.resealing import progress_of, seal_anew
from interviews.views.entrance import of_session
from interviews.visitors import Visitor
from privacy.vault import roles
from privacy.vault.admissions import ROLE, Terms

HOUR, DAYS, OPEN_END = "hour", "days", "open"
LIVE_HELP = timedelta(minutes=60)
# What a person waits for one page of a work that goes on; far below what ends a slow request.
PATIENCE = timedelta(seconds=5)


class LetInForm(forms.Form):
    """A person, by number and address, or a role; why, and for how long."""

    number = forms.IntegerField(label="Their number here", required=False, min_value=1)
    email = forms.EmailField(label="Their e-mail address", required=False)
    role = forms.ModelChoiceField(
        roles_that_open(), label="Or a role", required=False, empty_label="No role"
    )
    reason = forms.CharField(label="Why", required=False, max_length=200)
    lasts = forms.ChoiceField(
        label="For how long",
        choices=[
            (HOUR, "60 minutes, to look on while you talk"),
            (DAYS, "the number of days below"),
            (OPEN_END, "until you end it"),
        ],
        widget=forms.RadioSelect,
        initial=HOUR,
    )
    days = forms.IntegerField(label="Number of days", required=False, min_value=1, max_value=3650)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, email, role = (cleaned.get(name) for name in ("number", "email", "role"))
        if bool(role) == bool(number or email):
            raise ValidationError("Name either a person, by number and address, or a role.")
        if cleaned.get("lasts") == DAYS and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", "Say for how many days.")
        if not role:
            cleaned["person"] = sharing.find_person(number or 0, email or "")
            if cleaned["person"] is None:
                raise ValidationError("Nobody here has this number and this address.")
        return cleaned

    def terms(self, now: datetime) -> Terms:
        """Return what was agreed."""
        given = self.cleaned_data
        spans = {HOUR: LIVE_HELP, DAYS: timedelta(days=given["days"] or 0), OPEN_END: None}
        span = spans[given["lasts"]]
        ends_at = now + span if span else None
        if given["role"]:
            return Terms(roles.role_id(given["role"].pk), ROLE, given["reason"], ends_at)
        return Terms(given["person"], reason=given["reason"], expires_at=ends_at)


@require_http_methods(["GET", "HEAD", "POST"])
@of_session
def access(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    """Show who may read the interview, and let somebody in."""
    if session.owner_id is None:
        raise Http404  # nobody stands behind a guest's word
    form, now = LetInForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        if sharing.let_in(session, visitor, form.terms(now), now=now):
            messages.success(request, _("They can read your answers and documents from now on."))
            return HttpResponseRedirect(request.path, status=303)
        form.add_error(None, _("They have no keys yet: ask them to log in once."))
    context = {"session": session, "form": form, "lines": sharing.who_is_in(session, now=now)}
    return render(request, "interviews/access.html", context)


@require_POST
@of_session
def end_access(
    request: HttpRequest, visitor: Visitor, session: InterviewSession, admission_id: int
) -> HttpResponse:
    """Let somebody in no longer."""
    if not sharing.end(session, visitor, admission_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("They can open nothing of this interview any more."))
    back = "interviews:screen" if "screen" in request.POST else "interviews:access"
    return HttpResponseRedirect(reverse(back, args=[session.uid]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@of_session
def anew(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    """Say what sealing everything anew does and what it cannot, do it, and say how far it is."""
    if session.owner_id is None:
        raise Http404
    if request.method == "POST":
        if not seal_anew(session, visitor, clock=timezone.now, until=timezone.now() + PATIENCE):
            return HttpResponseRedirect(request.path, status=303)
        messages.success(request, _("Everything is sealed under fresh keys; the old are gone."))
        return HttpResponseRedirect(reverse("interviews:access", args=[session.uid]), status=303)
    box_of(session, visitor)  # asks for the password now rather than after the decision
    context = {"session": session, "progress": progress_of(session)}
    return render(request, "interviews/anew.html", context)
