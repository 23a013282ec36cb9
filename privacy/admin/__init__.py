"""Privacy in the administration: policies, holds and runs to act on, records to read."""

from __future__ import annotations

from privacy.admin import holds, policies, records, runs

__all__ = ["holds", "policies", "records", "runs"]
