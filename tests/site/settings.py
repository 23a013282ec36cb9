"""The real settings, and one app of which each job leaves a trace."""

from __future__ import annotations

from dasite.settings import *

INSTALLED_APPS = [*INSTALLED_APPS, "tests.site.counting"]
