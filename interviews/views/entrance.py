"""What every page of interviews needs first: who is there, and what to show when it cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from interviews.engine.errors import AuthorMistake, EngineError
from interviews.middleware import Guest
from interviews.models import InterviewSession, InterviewSource
from interviews.selectors import access_session
from interviews.services.boxes import KeyLapsed
from interviews.services.seats import SessionMoved
from interviews.shelf import help_after_error
from interviews.views.again import is_answer, keep_form
from interviews.views.unlocking import ask_for_password, is_right_password
from interviews.visitors import Unlock, Visitor
from privacy.vault.errors import KeyDestroyed, Locked, SealBroken, VaultError, WrongKey

P = ParamSpec("P")
SessionView = Callable[Concatenate[HttpRequest, Visitor, InterviewSession, P], HttpResponseBase]

# The words for what the server understood and cannot do: the answers are locked (RFC 4918).
LOCKED = 423
LOST = 410  # Gone: it was there, and nobody can open it again

HELD = (
    "This has to be kept for now by order of the people who run this site. Nothing was deleted. "
    "Ask them what is held, and how long."
)


class OpenRequest(Protocol):
    """A request behind both middlewares."""

    unlock: Unlock
    guest: Guest


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who is at the screen."""
    opened = cast(OpenRequest, request)
    user = request.user
    if not user.is_authenticated:
        return Visitor(tokens=opened.guest.tokens)
    unlocked = opened.unlock.current()
    if unlocked is not None and unlocked.subject_id != user.subject_id:
        unlocked = None  # somebody else's key in this browser opens nothing here
    return Visitor(user.pk, user.subject_id, unlocked, user.name, user.email, opened.guest.tokens)


def guest_of(request: HttpRequest) -> Guest:
    """Return the keys that this browser holds without a login."""
    return cast(OpenRequest, request).guest


def of_session(view: SessionView[P]) -> Callable[..., HttpResponseBase]:
    """Hand a view the visitor's session, and answer for what keeps it closed.

    Nothing that a page of a session says may stay in a cache. Absent and forbidden answer
    alike; somebody who is not logged in is asked to, whatever the address. If the key lapsed, a
    form waits beside a password field and is sent once more with it.
    """

    @wraps(view)
    @never_cache
    @sensitive_post_parameters()
    def wrapper(
        request: HttpRequest, uid: uuid.UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        visitor = visitor_of(request)
        try:
            session = access_session(visitor, uid)
        except Http404:
            if visitor.user_id is not None:
                raise
            return keep_form(request) if is_answer(request) else _to_login(request)
        try:
            try:
                return view(request, visitor, session, *args, **kwargs)
            except KeyLapsed:
                if request.method != "POST":
                    raise
            is_right = is_right_password(request)
            visitor = visitor_of(request)
            if visitor.unlocked is None:
                return ask_for_password(request, is_stuck=is_right)
            return view(request, visitor, session, *args, **kwargs)
        except (KeyLapsed, SessionMoved, VaultError, EngineError) as error:
            return closed(request, session, error)

    return wrapper


def closed(request: HttpRequest, session: InterviewSession, error: Exception) -> HttpResponse:
    """Say why a session cannot be shown, and what can be done."""
    if isinstance(error, KeyLapsed):
        return to_unlock(_safe_path(request))
    if isinstance(error, SessionMoved):
        # Another request was quicker: look again at what it left, if anything.
        return HttpResponseRedirect(_safe_path(request))
    if isinstance(error, Locked):
        return render(request, "interviews/locked.html", {"session": session}, status=LOCKED)
    if isinstance(error, KeyDestroyed) and InterviewSession.objects.filter(pk=session.pk).exists():
        # Not erased, then: an older copy of the vault was put back, without this one's share.
        return render(request, "interviews/lost.html", {"session": session}, status=LOST)
    if isinstance(error, SealBroken | WrongKey):
        return render(request, "interviews/broken.html", {"session": session}, status=500)
    if isinstance(error, EngineError):
        return author_error(request, error, of=session)
    raise Http404 from error  # destroyed, or never this person's


def author_error(
    request: HttpRequest,
    error: EngineError,
    *,
    of: InterviewSession | InterviewSource,
) -> HttpResponse:
    """Show a calm page; to authors also what is wrong, and where (at least in which source)."""
    session = of if isinstance(of, InterviewSession) else None
    details: dict[str, Any] | None = None
    if settings.DASITE_AUTHOR_DETAILS:
        position = error.position if isinstance(error, AuthorMistake) else None
        message = error.message if isinstance(error, AuthorMistake) else str(error)
        where = f"{of.version.package.name}:{of.path}"
        details = {"message": message, "position": position or where}
    back_url = ""
    if session and session.steps:
        back_url = reverse("interviews:step", args=[session.uid, session.steps - 1])
    context = {
        "session": session,
        "details": details,
        "back_url": back_url,
        "said": help_after_error(of),
    }
    return render(request, "interviews/author_error.html", context, status=500)


def _to_login(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(_safe_path(request))


def to_unlock(path: str) -> HttpResponse:
    """Ask for the password and come back to `path`."""
    return HttpResponseRedirect(f"{reverse('accounts:unlock')}?{urlencode({'next': path})}")


def _safe_path(request: HttpRequest) -> str:
    """Return the page to come back to; a form's address has its page under the same."""
    return request.get_full_path() if request.method == "GET" else request.path
