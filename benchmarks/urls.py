"""The site with one page more, which says nothing: what any page costs somebody logged in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """Find out who is there, and say nothing."""
    assert request.user.is_authenticated
    return HttpResponse("")


urlpatterns = [path("empty/", empty), path("", include("dasite.urls"))]
