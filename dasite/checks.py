"""Refuses to start a site whose secrets or permissions are not what they should be.

E001 the root keys cannot be read
E002 a permission of the list is declared by no model, or one of a model is not on the list
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from dasite.permissions import PERMISSIONS
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


@register("dasite")
def permissions_are_declared(**kwargs: Any) -> list[CheckMessage]:
    """Return what stands on the list alone, or in a model's Meta alone."""
    listed = Counter(one.name for one in PERMISSIONS)
    declared = Counter(_declared())
    wrong = (listed - declared) + (declared - listed)
    return [
        Error(
            f"The permission {name!r} stands on the list or in the Meta of a model, not in both.",
            hint="Write it once into dasite/permissions.py and once into a Meta of its body.",
            id="dasite.E002",
        )
        for name in sorted(wrong)
    ]


def _declared() -> Iterator[str]:
    """Yield what our own models declare."""
    for body in ("accounts", "interviews", "privacy"):
        for model in apps.get_app_config(body).get_models():
            yield from (f"{body}.{codename}" for codename, _words in model._meta.permissions)
