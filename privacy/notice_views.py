"""What the links in a mail of a deletion lead to: a page that asks, and does it when told to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from privacy.retention import letters, notices, requests
from privacy.retention.errors import LinkRefused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to keep what a mail was about, and keep it; the link is proof enough."""
    message, now = _message_or_404(token, letters.KEEP), timezone.now()
    if request.method == "POST":
        kept = notices.keep(message, now=now)
        context: dict[str, Any] = {"is_done": True, "count": kept}
    else:
        context = {"is_done": False, **_days(message, now)}
    context["is_account"] = notices.account_of(message) is not None
    return render(request, "privacy/notice_keep.html", context)


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Say what goes, to whom it belongs and has just shown who they are, and erase it."""
    message, now = _message_or_404(token, letters.DELETE), timezone.now()
    subject_id: UUID = request.user.subject_id  # type: ignore[union-attr]  # logged in
    if not notices.is_for(message, subject_id):
        raise Http404
    account = notices.account_of(message)
    if account is not None:
        return HttpResponseRedirect(reverse(account.delete_page))
    found = notices.rows_of(message, now=now)
    if request.method == "POST":
        return _erase(request, found, now)
    names = [category.words_of(row) for category, rows in found.items() for row in rows]
    return render(request, "privacy/notice_delete.html", {"names": names, "count": len(names)})


def _erase(request: HttpRequest, found: notices.Found, now: datetime) -> HttpResponse:
    """Erase each kind; what a hold keeps stays, and is said to stay."""
    gone, is_complete = 0, True
    for category, rows in found.items():
        ids = list(rows.values_list("pk", flat=True))
        try:
            erasure = requests.delete_items(category.key, ids, now=now)
        except requests.Held:
            messages.error(
                request,
                "Something of it has to be kept by order of the people who run this site, so "
                "nothing was deleted. Ask them what is held and how long.",
            )
            continue
        gone += len(ids)
        is_complete = is_complete and erasure.complete
    if gone:
        later = "" if is_complete else " A sealed file is removed shortly."
        messages.success(request, f"Deleted, and nobody can read it any more.{later}")
    return HttpResponseRedirect(request.path, status=303)


def _message_or_404(token: str, purpose: str) -> UUID:
    try:
        return letters.read_token(token, purpose)
    except LinkRefused as error:
        raise Http404 from error


def _days(message: UUID, now: datetime) -> dict[str, Any]:
    """Return how many things a mail was about, and the first day on which one would go."""
    count, day = notices.still_due(message, now=now)
    return {"count": count, "day": day}
