"""What interviews keep: published sources, sessions with sealed steps, uploads, documents."""

from __future__ import annotations

from interviews.models.documents import AssembledDocument
from interviews.models.sessions import InterviewSession, SessionStatus, SessionSteps
from interviews.models.sources import InterviewSource, Mode, Package, PackageFile, PackageVersion
from interviews.models.uploads import Upload

__all__ = (
    "AssembledDocument",
    "InterviewSession",
    "InterviewSource",
    "Mode",
    "Package",
    "PackageFile",
    "PackageVersion",
    "SessionStatus",
    "SessionSteps",
    "Upload",
)
