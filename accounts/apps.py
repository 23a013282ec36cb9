"""What Django loads for accounts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app accounts."""

    name = "accounts"

    def ready(self) -> None:
        """Connect what keeps libraries from storing too much, and what rotates with root keys."""
        import_module("accounts.blanking")
        import_module("accounts.relocking")
