"""The administration of accounts, a file each page."""

from __future__ import annotations

from accounts.admin import api_key_rules, ban_rules, bans, invitations, leaving, people, roles

__all__ = ["api_key_rules", "ban_rules", "bans", "invitations", "leaving", "people", "roles"]
