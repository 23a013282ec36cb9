"""Static files of packages: images and the like that an author's page names."""

from __future__ import annotations

import mimetypes

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from interviews.selectors import newest_version_id, read_package_file

# What a browser shows without running it; anything else is downloaded.
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "text/plain"}
AGE_SECONDS = 300


@require_safe
@cache_control(public=True, max_age=AGE_SECONDS)
def package_file(request: HttpRequest, package: str, path: str) -> HttpResponse:
    """Give a file of `data/static` from the newest version; nothing of a person is in it."""
    if not path.startswith("data/static/"):
        raise Http404
    try:
        content = read_package_file(package, path, catalogue=newest_version_id())
    except FileNotFoundError as error:
        raise Http404 from error
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    # An SVG opened by itself would be a page of this site.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if kind not in SHOWN:
        response["Content-Disposition"] = "attachment"
    return response
