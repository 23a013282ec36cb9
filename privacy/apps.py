"""What Django loads for privacy."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The app privacy."""

    name = "privacy"
