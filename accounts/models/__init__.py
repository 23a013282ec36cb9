"""What accounts keep."""

from __future__ import annotations

from accounts.models.users import User

__all__ = ["User"]
