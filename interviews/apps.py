"""What Django loads for interviews."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """The app interviews."""

    name = "interviews"

    def ready(self) -> None:
        import_module("interviews.checks")
        import_module("interviews.services.granting")
        import_module("interviews.services.locking")
