"""Say how many of the foreign scenarios pass, tier by tier: python -m tests.foreign."""

from __future__ import annotations

import os
import sys
from collections import defaultdict

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.foreign.scenarios import scenarios, unreachable  # noqa: E402 - needs the settings
from tests.foreign.steps import walk  # noqa: E402 - needs the settings

ended: dict[int, list[str]] = defaultdict(list)
for scenario in scenarios():
    if scenario.name_in_full not in unreachable():
        ended[scenario.tier].append(walk(scenario))
for tier, ends in sorted(ended.items()):
    sys.stdout.write(f"T{tier}: {ends.count('')} / {len(ends)}\n")
