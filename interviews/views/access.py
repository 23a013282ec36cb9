"""Who else may open the documents of an interview, and what others have opened to oneself."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews.models import InterviewSession
from interviews.rights import roles_that_open
from interviews.selectors import list_documents
from interviews.services import sharing
from interviews.services.boxes import KeyLapsed
from interviews.services.documents import open_made, read_name
from interviews.views.documents import give
from interviews.views.entrance import of_session, to_unlock, visitor_of
from interviews.visitors import Visitor
from privacy.vault import roles
from privacy.vault.admissions import ROLE, Terms


class LetInForm(forms.Form):
    """A person, by number and address, or a role; why, and for how long."""

    number = forms.IntegerField(label="Their number here", required=False, min_value=1)
    email = forms.EmailField(label="Their e-mail address", required=False)
    role = forms.ModelChoiceField(
        roles_that_open(), label="Or a role", required=False, empty_label="No role"
    )
    reason = forms.CharField(label="Why", required=False, max_length=200)
    days = forms.IntegerField(
        label="For how many days", required=False, min_value=1, max_value=3650
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, email, role = (cleaned.get(name) for name in ("number", "email", "role"))
        if bool(role) == bool(number or email):
            raise ValidationError("Name either a person, by number and address, or a role.")
        if not role:
            cleaned["person"] = sharing.find_person(number or 0, email or "")
            if cleaned["person"] is None:
                raise ValidationError("Nobody here has this number and this address.")
        return cleaned

    def terms(self) -> Terms:
        """Return what was agreed."""
        given, days = self.cleaned_data, self.cleaned_data.get("days")
        ends_at = timezone.now() + timedelta(days=days) if days else None
        if given["role"]:
            return Terms(roles.role_id(given["role"].pk), ROLE, given["reason"], ends_at)
        return Terms(given["person"], reason=given["reason"], expires_at=ends_at)


@require_http_methods(["GET", "HEAD", "POST"])
@of_session
def access(request: HttpRequest, visitor: Visitor, session: InterviewSession) -> HttpResponse:
    """Show who may open the documents, and let somebody in."""
    if session.owner_id is None:
        raise Http404  # nobody stands behind a guest's word
    form, now = LetInForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        if sharing.let_in(session, visitor, form.terms(), now=now):
            messages.success(request, _("They can open the documents from now on."))
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
    return HttpResponseRedirect(reverse("interviews:access", args=[session.uid]), status=303)


@never_cache
@login_required
@require_safe
def opened_to_me(request: HttpRequest) -> HttpResponse:
    """List what others have opened to the person."""
    sessions = sharing.opened_to(visitor_of(request), now=timezone.now())
    return render(request, "interviews/opened_to_me.html", {"sessions": sessions})


@never_cache
@login_required
@require_safe
def opened(
    request: HttpRequest, uid: uuid.UUID, document_uid: uuid.UUID | None = None
) -> HttpResponse:
    """Show the documents of somebody else's interview, or give one; the owner is told when."""
    try:
        session, box = sharing.open_as_helper(uid, visitor_of(request), now=timezone.now())
    except KeyLapsed:
        return to_unlock(request.get_full_path())
    if document_uid is not None:
        return give(request, session, open_made(session, box, document_uid), [])
    made = [(each, read_name(each, box)) for each in list_documents(session)]
    return render(request, "interviews/opened.html", {"session": session, "made": made})
