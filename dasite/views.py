"""Pages of the shell itself: the switch between light and dark, a form with an old token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import csrf
from django.views.decorators.http import require_POST

from dasite.context import THEMES
from interviews.views.again import is_answer, is_from_here, keep_form

YEAR = 31_536_000  # seconds


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's own choice, and go back where the person was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form with another login's token; an answer of ours is kept to be sent again."""
    if is_from_here(request) and is_answer(request):
        return keep_form(request)
    return csrf.csrf_failure(request, reason=reason)
