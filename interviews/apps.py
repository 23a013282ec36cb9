"""What Django loads for interviews."""

from __future__ import annotations

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    """The app interviews."""

    name = "interviews"
