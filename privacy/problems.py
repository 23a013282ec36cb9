"""How the API says that something cannot be done: a code, a sentence and data, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse

API = "/api/"  # where the API stands; all that answers there answers so


def problem(status: int, code: str, sentence: str, **data: Any) -> JsonResponse:
    """Return a refusal; what was sent never stands in it."""
    return JsonResponse({"code": code, "sentence": sentence, "data": data}, status=status)


def by_status(status: int) -> JsonResponse:
    """Return a refusal that says no more than its status does."""
    code, sentence = BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400])
    return problem(status, code, sentence)


BY_STATUS = {
    400: ("bad_request", "This request cannot be understood."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is no such thing here, or it is not yours to see."),
    405: ("method_not_allowed", "This path does not take this method."),
    500: ("failed", "Something failed here. It was written down, without what you sent."),
    503: ("closed", "The site is closed for a moment. Try again later."),
}
