"""The administration of accounts, a file each page."""

from __future__ import annotations

from accounts.admin import people

__all__ = ["people"]
