"""The closed list of what a key for the API may do: one file for the whole site.

To add one: a line here, and the paths that want it in the `api.py` of their body.
"""

from __future__ import annotations

from privacy.rights import DECIDE
from privacy.scopes import Scope, declare

SCOPES = (
    Scope(
        "interviews.read",
        "list the interviews that you may start",
        "Their titles and descriptions.",
    ),
    Scope(
        "sessions.read",
        "list your own interviews",
        "Titles, states and times, when each goes and by which rule; never an answer.",
    ),
    Scope(
        "sessions.delete",
        "delete your own interviews",
        "For ever, with answers and documents. What has to be kept stays.",
    ),
    Scope(
        "retention.read",
        "read how keeping and deleting goes",
        "Numbers of the whole site: what is due, what went, what failed. Nobody's data.",
        needs=("privacy.see_runs", "privacy.stop_all", *DECIDE),
    ),
)

declare(SCOPES)
