"""Deleting one's account: what goes and what stays, the password as proof, what was done."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import ProofForm
from accounts.models import User
from accounts.services import deletion
from accounts.unlocking import unlock_door
from accounts.views.profile import person

SALT = "accounts.deletion"
# As long as a browser may keep the form open; after it, a second click is told to log in.
TICKET_LIVES = timedelta(hours=12)
# The list of what was deleted waits so long for the browser to show it.
REPORT_SECONDS = 600


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Show what a deletion does, and do it once the password has been given."""
    if request.method == "POST" and _is_done(request.POST.get("ticket", "")):
        return redirect("accounts:deleted")
    return _delete(request)


@login_required
def _delete(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = ProofForm(user, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _carry_out(request, user)
        except deletion.LastAdministrator:
            refusal = "last administrator"
        except deletion.Held:
            refusal = "held"
    context = {
        "form": form,
        "preview": deletion.preview(user),
        "refusal": refusal,
        "ticket": signing.dumps(user.pk, salt=SALT),
    }
    return render(request, "accounts/delete.html", context, status=409 if refusal else 200)


def _carry_out(request: HttpRequest, user: User) -> HttpResponse:
    lines = [[line.label, line.count] for line in deletion.preview(user).goes if line.count]
    erasure = deletion.delete_account(user, now=timezone.now())
    unlock_door(request).forget()
    logout(request)
    request.session["deleted"] = {
        "lines": lines,
        "complete": erasure.complete,
        "receipt": erasure.receipt,
    }
    request.session.set_expiry(REPORT_SECONDS)
    return redirect("accounts:deleted")


def _is_done(ticket: str) -> bool:
    """Return whether the form that bears `ticket` belongs to an account that is gone already."""
    try:
        number = signing.loads(ticket, salt=SALT, max_age=TICKET_LIVES)
    except signing.BadSignature:
        return False
    return not User.objects.filter(pk=number).exists()


@never_cache
@require_GET
def deleted(request: HttpRequest) -> HttpResponse:
    """Say what is gone and what is not, to somebody who has no account any more."""
    return render(request, "accounts/deleted.html", request.session.get("deleted", {}))


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """Give the signed receipt to the browser in which the account was deleted."""
    text = request.session.get("deleted", {}).get("receipt", "")
    if not text:
        raise Http404
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="receipt.json"'},
    )
