"""Refuses addresses that no page has and a database cannot be asked about."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"


class DamagedAddressMiddleware:
    """Answers 404 to an address with a NUL: PostgreSQL takes none in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """Look once it is known that somebody would be asked."""
        if NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
