"""What Django loads for accounts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app accounts."""

    name = "accounts"

    def ready(self) -> None:
        """Connect checks, what keeps libraries from storing much, what rotates and returns."""
        for module in (
            "blanking",
            "checks",
            "factors",
            "relocking",
            "roles",
            "seen",
            "services.passkeys",
            "services.devices",
            "services.returning",
        ):
            import_module(f"accounts.{module}")
