"""Refuses to start a site whose secrets are not what they should be.

E001 the root keys cannot be read
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from privacy.vault.errors import RootKeysWrong
from privacy.vault.roots import parse_root_keys


@register("dasite")
def root_keys_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the root keys; the first person to log in should not find out."""
    try:
        parse_root_keys(settings.DASITE_ROOT_KEYS)
    except RootKeysWrong as error:
        return [Error(str(error), id="dasite.E001")]
    return []
