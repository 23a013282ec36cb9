"""The administration of accounts, a file each page."""

from __future__ import annotations

from accounts.admin import bans, invitations, leaving, people, roles

__all__ = ["bans", "invitations", "leaving", "people", "roles"]
