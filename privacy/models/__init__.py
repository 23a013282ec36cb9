"""What privacy keeps: keys and shares, policies, runs, the ledger, jobs."""

from __future__ import annotations

from privacy.models.jobs import Heartbeat, Job

__all__ = ["Heartbeat", "Job"]
