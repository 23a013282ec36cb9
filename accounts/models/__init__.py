"""What accounts keep."""

from __future__ import annotations

from accounts.models.api_key_rules import ApiKeyRules
from accounts.models.api_keys import ApiKey
from accounts.models.bans import BanRules
from accounts.models.guesses import FirstAdministrator, GuessCount
from accounts.models.invitations import Invitation
from accounts.models.leaving import (
    DeletionPermission,
    DeletionRequest,
    DeletionRules,
    MailedCode,
    RoleDeletionRule,
)
from accounts.models.login_codes import LoginCode
from accounts.models.login_sessions import LoginSession
from accounts.models.phones import PhoneNumber
from accounts.models.roles import RoleDescription
from accounts.models.users import User

__all__ = [
    "ApiKey",
    "ApiKeyRules",
    "BanRules",
    "DeletionPermission",
    "DeletionRequest",
    "DeletionRules",
    "FirstAdministrator",
    "GuessCount",
    "Invitation",
    "LoginCode",
    "LoginSession",
    "MailedCode",
    "PhoneNumber",
    "RoleDeletionRule",
    "RoleDescription",
    "User",
]
