"""The administration of interviews, a file each page."""

from __future__ import annotations

from interviews.admin import sessions, sources

__all__ = ["sessions", "sources"]
