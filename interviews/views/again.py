"""Shows a form that cannot be taken yet once more: nothing is stored, and nothing is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

FORBIDDEN = 403
# What is made anew, or must not be sent twice.
NOT_KEPT = {"csrfmiddlewaretoken", "unlock_password"}


def is_answer(request: HttpRequest) -> bool:
    """Say whether this is the form of a screen."""
    return request.method == "POST" and "screen" in request.POST


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was posted, for hidden fields."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_KEPT
    ]


@never_cache
def keep_form(request: HttpRequest) -> HttpResponse:
    """Say that the login changed meanwhile; the form waits here to be sent again.

    The same for every address, so that it tells nobody which sessions there are.
    """
    context = {
        "kept": kept_fields(request),
        "form_url": request.path,
        "lost_files": bool(request.FILES),
    }
    return render(request, "interviews/again.html", context, status=FORBIDDEN)


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a page of this site sent the form; no page of another can claim it."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
