"""Nothing personal: jobs that count."""

from __future__ import annotations

from privacy.retention.category import NamesNobody
from privacy.retention.registry import register
from tests.site.counting.tasks import KIND

register(NamesNobody((KIND,), "it counts numbers"))
