"""A cache that takes no key for which no data category answers.

What is put into a cache outlives its row unnoticed: nobody looks for it when a person leaves. So a
key that does not begin as a category says (`cached`) is refused where it is first used, in
libraries too, and a system check sees that no other cache is set up.
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from privacy.retention.registry import cache_prefixes


class KeyUndeclared(Exception):
    """No data category answers for keys that begin so."""


class DeclaredKeys(BaseCache):
    """Put before a backend: refuses the keys of which nobody has said whom they tell of."""

    def make_and_validate_key(self, key: Any, version: int | None = None) -> str:
        """Return the key as the backend stores it. Raises KeyUndeclared."""
        if not str(key).startswith(cache_prefixes()):
            raise KeyUndeclared(
                f"No data category answers for a cache key of {len(str(key))} characters; the "
                "traceback says whose. Add its beginning, up to where it varies, to `cached` of "
                "the category it tells of; docs/how-to/add-a-data-category.md says more."
            )
        found: str = super().make_and_validate_key(key, version)
        return found


class DeclaredLocMemCache(DeclaredKeys, LocMemCache):
    """One process's memory: gone at the next start."""
