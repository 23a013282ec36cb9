"""Remembers in the login session that a person is to be shown a new recovery code."""

from __future__ import annotations

from django.http import HttpRequest

DUE = "recovery_code_due"


def ask_for_new_code(request: HttpRequest) -> None:
    """See that the person is shown a new code once they are logged in: theirs was used."""
    request.session[DUE] = True


def wants_new_code(request: HttpRequest) -> bool:
    """Return whether a new code is due, once."""
    return bool(request.session.pop(DUE, False))
