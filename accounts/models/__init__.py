"""What accounts keep."""

from __future__ import annotations

from accounts.models.guesses import FirstAdministrator, GuessCount
from accounts.models.login_sessions import LoginSession
from accounts.models.roles import RoleDescription
from accounts.models.users import User

__all__ = ["FirstAdministrator", "GuessCount", "LoginSession", "RoleDescription", "User"]
