"""The API: mounts the paths of each body, and says what went wrong without what was sent."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import ValidationError as OwnMistake

from accounts.api import KeyAuth
from interviews.api import endpoints as interviews
from privacy.api import endpoints as retention
from privacy.endpoints import Refused, misplaced, not_understood
from privacy.problems import by_status

logger = logging.getLogger(__name__)

VERSION = "1"
PREFIX = "/api/v1/"

api = NinjaAPI(
    title=settings.DASITE_SITE_NAME,
    version=VERSION,
    description="A key does what its person may and its scopes say; none opens an answer.",
    auth=KeyAuth(),
    docs_url=None,  # its page would load scripts from elsewhere
    openapi_url=None,  # served below: nothing of it is private
)
api.add_router("", interviews)
api.add_router("retention", retention)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return error.response


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return by_status(404)


@api.exception_handler(HttpError)
def by_its_status(request: HttpRequest, error: HttpError) -> HttpResponse:
    return by_status(error.status_code)


@api.exception_handler(ValidationError)
def wrongly_asked(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name what is wrong by our own names: what was sent may be anything."""
    return not_understood([_misplaced(one) for one in error.errors])


def _misplaced(one: dict[str, Any]) -> dict[str, str]:
    where, *inside = (str(step) for step in one["loc"])
    return misplaced(where, inside[-1] if inside else "", one["type"])


@api.exception_handler(OwnMistake)
def own_mistake(request: HttpRequest, error: OwnMistake) -> HttpResponse:
    """Say nothing of an answer that is not what its path promises: it holds what was not meant."""
    logger.error("an answer of the API is not what its path promises: %d", error.error_count())
    return by_status(500)


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Return the description of all paths, for everybody."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


urlpatterns = [
    path("api/v1/openapi.json", openapi),
    path("api/v1/", api.urls),
]
