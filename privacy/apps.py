"""What Django loads for privacy."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    """The app privacy; it reads what every app says of its data and of its jobs."""

    name = "privacy"

    def ready(self) -> None:
        import_module("privacy.among")
        import_module("privacy.checks")
        autodiscover_modules("data_categories", "tasks")
