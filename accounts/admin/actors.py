"""Who is at work in the administration, and what is said to them when something is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User
from accounts.services.granting import BeyondOwn, LastAdministrator, NotAllowed

LAST = "Nobody else could administer this site. Make somebody else an administrator first."


def actor(request: HttpRequest) -> User:
    """Return who is at work; the administration lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def try_to(request: HttpRequest, change: Callable[[], Any]) -> bool:
    """Return whether a change was made; if not, say why."""
    try:
        change()
    except (BeyondOwn, NotAllowed) as refused:
        messages.error(request, str(refused))
    except LastAdministrator:
        messages.error(request, LAST)
    else:
        return True
    return False


def posted(request: HttpRequest) -> Any:
    """Return what was posted, also if that is nothing; None if the page is only looked at."""
    return request.POST if request.method == "POST" else None
