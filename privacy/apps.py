"""What Django loads for privacy."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    """The app privacy; it reads what every app says of its data and of its jobs."""

    name = "privacy"

    def ready(self) -> None:
        import_module("privacy.among")
        append_only = import_module("privacy.append_only")
        post_migrate.connect(append_only.guard, sender=self)
        import_module("privacy.checks")
        autodiscover_modules("data_categories", "tasks")
