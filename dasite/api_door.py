"""The way to the API: no cookie goes through, no key is left lying about, refusals are JSON.

The paths are read when the first request comes for one. They bring libraries that no worker and no
command needs, and Django reads all other paths in each of them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.debug import sensitive_variables

from privacy.problems import API, by_status

PATHS = "dasite.api"


class Bearer(str):
    """A key on its way, which does not show itself where somebody prints a request."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class ApiMiddleware:
    """Stands before all that reads cookies, stores requests or logs them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.bearer = _take_key(request)  # type: ignore[attr-defined]  # for `accounts.api`
        if request.bearer:  # type: ignore[attr-defined]
            # Another site's page cannot make a browser send it: no token has to vouch for that.
            request.csrf_processing_done = True  # type: ignore[attr-defined]  # Django reads it
        response = self.get_response(request)
        if response.status_code >= 400 and "json" not in response.headers["Content-Type"]:
            _say_as_problem(response)
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        return response


@sensitive_variables()
def _take_key(request: HttpRequest) -> Bearer:
    """Return what stands behind `Bearer` and remove every trace of it from the request."""
    kind, _, written = str(request.META.pop("HTTP_AUTHORIZATION", "")).partition(" ")
    return Bearer(written.strip() if kind.lower() == "bearer" else "")


def _say_as_problem(page: HttpResponse) -> None:
    """Put what a page for people says into words for programs; its headers stay."""
    said = by_status(page.status_code)
    page.content = said.content
    page["Content-Type"] = said["Content-Type"]


def api(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Hand a request on to the path that it names."""
    match = resolve(request.path_info, urlconf=PATHS)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
