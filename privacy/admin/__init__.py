"""Privacy in the administration: policies, holds and runs to act on, records to read."""

from __future__ import annotations

from privacy.admin import (
    audit,
    holds,
    limits,
    notices,
    policies,
    records,
    retention_limits,
    runs,
)

__all__ = [
    "audit",
    "holds",
    "limits",
    "notices",
    "policies",
    "records",
    "retention_limits",
    "runs",
]
