"""Who is at work in the administration, and what is said to them when something is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from accounts.services.granting import BeyondOwn, LastAdministrator, NotAllowed
from privacy import looks

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


def tell(request: HttpRequest, people: Iterable[User], what: looks.What) -> None:
    """Write down, for these people to see, what whoever is at work did with their data."""
    subjects = [one.subject_id for one in people]
    looks.note(subjects, what, by=actor(request), now=timezone.now())


def tell_listed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return a list of people, and tell those who are on the page of it."""
    shown = answer.context_data if isinstance(answer, TemplateResponse) else None
    if shown and "cl" in shown:
        tell(request, shown["cl"].result_list, looks.What.LISTED)
    return answer


def posted(request: HttpRequest) -> Any:
    """Return what was posted, also if that is nothing; None if the page is only looked at."""
    return request.POST if request.method == "POST" else None
