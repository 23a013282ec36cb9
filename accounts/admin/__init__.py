"""The administration of accounts, a file each page."""

from __future__ import annotations

from accounts.admin import ban_rules, bans, invitations, leaving, people, roles

__all__ = ["ban_rules", "bans", "invitations", "leaving", "people", "roles"]
