"""Tries every address of the site as everybody, and says who got how far.

`in`: an answer of the page. `login`: led to log in, or to a second factor. `no`: 403. `none`: 404.
`gone`: led away from a record that one must not know of. `unlock`: asked for the password.
`method`: this address is only read, or only posted to. `key`: wants a key for the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any

from allauth.core.context import request_context
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, resolve

ALIASES = ("default", "vault")
LOGIN = ("/account/login/", "/admin/login/", "/profile/second-factor/")
UNLOCK = "/profile/unlock/"
METHODS = ("get", "post")


def routes() -> list[str]:
    """Return every address of the site, as its pattern, none twice."""
    here, api = (get_resolver(urlconf).url_patterns for urlconf in (None, "dasite.api"))
    return sorted({*_walk(here, ""), *_walk(api, "")})


def _walk(patterns: Any, before: str) -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _walk(one.url_patterns, route)


def path_of(route: str, values: dict[str, Any]) -> str:
    """Return an address with these values in it; for names without one it stays a "1"."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").rstrip("$")

    def value(match: re.Match[str]) -> str:
        return str(values.get(match.group(1), "1"))

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, named)


def code_of(answer: HttpResponse) -> str:
    """Return how far an answer let somebody."""
    where = answer.headers.get("Location", "")
    if where.startswith(LOGIN):
        return "login"
    if where.startswith(UNLOCK):
        return "unlock"
    if where == "/admin/":
        return "gone"  # what Django's administration says of a record that is not there
    return {401: "key", 403: "no", 404: "none", 405: "method"}.get(answer.status_code, "in")


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    # Savepoints of our own: the vault writes durably, so within no block but the test's.
    saved = {alias: transaction.savepoint(using=alias) for alias in ALIASES}
    yield
    for alias, point in saved.items():
        transaction.savepoint_rollback(point, using=alias)


class Visitor:
    """A browser that comes back to every address as it came to the first."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.cookies: SimpleCookie = deepcopy(client.cookies)

    def tries(self, path: str, method: str) -> str:
        """Return how far they get by one request."""
        self.client.cookies = deepcopy(self.cookies)
        with undone():
            answer = getattr(self.client, method)(path)
            answer.getvalue()  # a download is over when it was read, without closing databases
            return code_of(answer)


class Colleague:
    """Somebody who asks a view of the administration itself, past middleware: thousands a second.

    What they hold is read once.
    """

    def __init__(self, user: Any, session: Any) -> None:
        session.keys()  # read once, or each copy would read it anew
        self.user, self.session = user, session
        self.factory = RequestFactory()

    def tries(self, path: str, method: str) -> str:
        """Return how far they get by one request."""
        request: Any = getattr(self.factory, method)(path)
        match = resolve(path)
        request.user, request.resolver_match = self.user, match
        request.session = deepcopy(self.session)  # logging out empties it
        request._messages = FallbackStorage(request)
        request._dont_enforce_csrf_checks = True
        with undone(), request_context(request):
            return self._answer(match, request)

    @staticmethod
    def _answer(match: Any, request: HttpRequest) -> str:
        try:
            return code_of(match.func(request, *match.args, **match.kwargs))
        except PermissionDenied:
            return "no"
        except Http404:
            return "none"
