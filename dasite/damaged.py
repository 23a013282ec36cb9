"""Answers what a database cannot be asked as what is not there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found

# What psycopg2 says of a NUL in a text, which SQLite takes.
NUL_REFUSED = "A string literal cannot contain NUL"


class DamagedRequestMiddleware:
    """Answers 404 where a NUL of the request came as far as PostgreSQL; no row holds one there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ValueError) or not str(error).startswith(NUL_REFUSED):
            return None
        return page_not_found(request, Http404())
