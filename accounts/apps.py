"""What Django loads for accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app accounts."""

    name = "accounts"
