"""Erases the account of whoever is logged in, and leads to the list of what went."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from accounts.services import deletion, leaving
from accounts.unlocking import unlock_door

# The list of what was deleted waits so long for the browser to show it.
REPORT_SECONDS = 600
# What the pages call the reasons for which nothing was deleted.
REFUSALS = {leaving.LastAdministrator: "last administrator", leaving.Held: "held"}


def carry_out(request: HttpRequest, user: User) -> HttpResponse:
    """Erase the account at once. Raises LastAdministrator, Held."""
    lines = [[line.label, line.count] for line in deletion.preview(user).goes if line.count]
    erasure = leaving.leave_now(user, now=timezone.now())
    unlock_door(request).forget()
    logout(request)
    request.session["deleted"] = {
        "lines": lines,
        "complete": erasure.complete,
        "receipt": erasure.receipt,
    }
    request.session.set_expiry(REPORT_SECONDS)
    return redirect("accounts:deleted")
