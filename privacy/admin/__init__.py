"""Privacy in the administration: policies and runs to act on, records to read."""

from __future__ import annotations

from privacy.admin import policies, records, runs

__all__ = ["policies", "records", "runs"]
