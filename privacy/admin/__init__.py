"""Privacy in the administration: policies, holds and runs to act on, records to read."""

from __future__ import annotations

from privacy.admin import holds, limits, policies, records, runs

__all__ = ["holds", "limits", "policies", "records", "runs"]
