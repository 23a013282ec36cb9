"""What buttons do that do not answer: leave, exit, restart, log in, log out."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from interviews.engine.screens import Button
from interviews.models import InterviewSession
from interviews.selectors import find_source
from interviews.services.seats import Sitting
from interviews.services.sessions import Held, begin_session, erase_sessions, restart_session
from interviews.views.entrance import HELD, guest_of
from interviews.visitors import Visitor

ERASING = {"exit", "exit_logout"}
LOGGING_OUT = {"logout", "exit_logout"}
DOORS = {"signin": "account_login", "register": "account_signup"}


def obey(
    request: HttpRequest, visitor: Visitor, sitting: Sitting, command: Button
) -> HttpResponse:
    """Do what a command button says. Only a form may erase or restart: a mere visit may not."""
    try:
        return _obey(request, visitor, sitting, command)
    except Held:
        messages.error(request, _(HELD))
        return HttpResponseRedirect(reverse("interviews:list"))


def _obey(
    request: HttpRequest, visitor: Visitor, sitting: Sitting, command: Button
) -> HttpResponse:
    session, word = sitting.session, command.key.partition("-")[0]
    if word in DOORS:
        back = urlencode({"next": _address(session)})
        return HttpResponseRedirect(f"{reverse(DOORS[word])}?{back}")
    if request.method == "POST" and word == "restart":
        restart_session(sitting, visitor, now=timezone.now())
    if word in {"restart", "refresh"} and request.method == "POST":
        return HttpResponseRedirect(_address(session))
    if word == "new_session" and request.method == "POST":
        return _begin_again(request, visitor, sitting)
    has_erased = word in ERASING and request.method == "POST"
    if has_erased:
        erase_sessions([session], now=timezone.now())
        guest_of(request).drop(session.uid)
    if word in LOGGING_OUT:
        logout(request)
    return _go_to(request, command.url, has_erased=has_erased)


def _begin_again(request: HttpRequest, visitor: Visitor, sitting: Sitting) -> HttpResponse:
    session = sitting.session
    source = find_source(session.version.package.name, session.path)
    begun = begin_session(source, visitor, url_args=sitting.record.url_args, now=timezone.now())
    if begun.token:
        guest_of(request).keep(begun.session.uid, begun.token)
    return HttpResponseRedirect(_address(begun.session))


def _go_to(request: HttpRequest, url: str, *, has_erased: bool) -> HttpResponse:
    """Go on to the author's address; to another site only by the person's own step."""
    if not url:
        url = reverse("interviews:home")
    if url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(url)
    address = urlsplit(url)
    context = {
        "url": url if address.scheme in {"http", "https"} else "",
        "host": address.hostname,
        "has_erased": has_erased,
    }
    return render(request, "interviews/left.html", context)


def _address(session: InterviewSession) -> str:
    return reverse("interviews:screen", args=[session.uid])
