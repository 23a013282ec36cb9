"""Checks of the deployment: what is published can be begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import DatabaseError

from interviews.engine.errors import AuthorMistake
from interviews.models import InterviewSource
from interviews.selectors import sources_on_offer
from interviews.shelf import take_source


@register(Tags.database)
def published_interviews_still_load(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Say which listed interviews this engine cannot read; runs with `--database default`."""
    if "default" not in (databases or ()):
        return []
    try:
        sources = list(sources_on_offer().select_related("package", "version"))
    except DatabaseError:
        return []  # not migrated yet: nothing is published
    return [message for source in sources if (message := _check(source))]


def _check(source: InterviewSource) -> CheckMessage | None:
    try:
        take_source(source)
    except AuthorMistake as mistake:
        hint = "Correct it and run interview_import; sessions that were begun stay as they are."
        return Warning(str(mistake), hint=hint, obj=source.path, id="interviews.W001")
    return None
