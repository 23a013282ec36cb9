"""How far a restored site is, for whoever has the link that a command printed on the server.

While the gate is shut nobody can log in: the accounts themselves may be about to go. Who can give
commands on the server proves by that alone who they are, and gets a link for an hour. The page has
counts, never a name or a number of anything.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.http import HttpResponse
from django.template.loader import render_to_string

from privacy.retention import restore_gate
from privacy.retention.registry import kind_of
from privacy.retention.restore_gate import Forecast

PREFIX = "/restoring/"
SALT = "privacy.restoring"
LINK_LIVES = timedelta(hours=1)


def make_path() -> str:
    """Return the path of the page, with the secret that opens it for an hour."""
    return f"{PREFIX}{signing.dumps('look', salt=SALT)}/"


def is_opened_by(path: str) -> bool:
    """Return whether a path is the page's and its secret is ours and young enough."""
    if not path.startswith(PREFIX):
        return False
    token = path.removeprefix(PREFIX).removesuffix("/")
    try:
        signing.loads(token, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature:
        return False
    return True


def page() -> HttpResponse:
    """Return how far it is: 503 while the site is shut, so that no machine takes it for more."""
    found = restore_gate.forecast()
    context = {"is_shut": found.is_shut, "lines": in_lines(found)}
    status = 503 if found.is_shut else 200
    page = render_to_string("privacy/restoring.html", context)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponse(page, status=status, headers=headers)


def in_lines(found: Forecast) -> list[tuple[int, str]]:
    """Return what is left to do, each with its count."""
    return [
        (found.restores, "restores that are not in order yet"),
        *((found.erasures[key], f"erasures of {kind_of(key)}") for key in sorted(found.erasures)),
        (found.people, "people to erase again"),
        (found.holds, "holds to bring back or release"),
        (found.words, "other decisions to say again"),
        (found.lost_lines, "erasures that the older ledger has lost"),
        (found.shares, "key shares to destroy again"),
        (found.counters, "counters of numbers to move on"),
    ]
