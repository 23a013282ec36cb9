"""The real settings with files for databases, and a key derivation that lets much happen."""

from __future__ import annotations

from dasite.settings import *  # noqa: F403  # settings are taken whole

DASITE_ARGON2 = {"memory_kib": 64, "passes": 1, "lanes": 1, "floor": False}
