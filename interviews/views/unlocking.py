"""Asks for the password in place, when the key lapsed and a form is there: nothing is stored."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from interviews.views.again import kept_fields


@sensitive_variables()
def is_right_password(request: HttpRequest) -> bool:
    """Say whether the password of this person was posted; if so, it opened what it opens.

    The backends count a wrong one and refuse too many, as they do for a login.
    """
    password = request.POST.get("unlock_password")
    if not password or not request.user.is_authenticated:
        return False
    user = authenticate(request, email=request.user.email, password=password)
    return user is not None and user.pk == request.user.pk


def ask_for_password(request: HttpRequest, *, is_stuck: bool = False) -> HttpResponse:
    """Show what was posted as hidden fields beside a password field.

    `is_stuck` if the password was right and opened nothing: it was set without the person.
    """
    context = {
        "kept": kept_fields(request),
        "lost_files": bool(request.FILES),
        "form_url": request.path,
        "is_stuck": is_stuck,
        "is_wrong": bool(request.POST.get("unlock_password")) and not is_stuck,
    }
    return render(request, "interviews/unlock.html", context)
