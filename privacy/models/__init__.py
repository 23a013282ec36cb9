"""What privacy keeps: keys and shares, policies, runs, the ledger, jobs."""

from __future__ import annotations

from privacy.models.jobs import Heartbeat, Job
from privacy.models.keys import Grant, KeyShare, KeyWrap, SubjectKey, UnlockedKey

__all__ = ["Grant", "Heartbeat", "Job", "KeyShare", "KeyWrap", "SubjectKey", "UnlockedKey"]
