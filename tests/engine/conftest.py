"""How the tests that try many values are run: however slow the machine is just then."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
