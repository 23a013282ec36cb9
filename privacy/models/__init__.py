"""What privacy keeps: keys and shares, policies, runs, the ledger, jobs."""

from __future__ import annotations

from privacy.models.archives import Archive
from privacy.models.files import FilesToRemove
from privacy.models.holds import Hold
from privacy.models.jobs import Heartbeat, Job
from privacy.models.keys import (
    Grant,
    KeyShare,
    KeyWrap,
    SubjectKey,
    Ticket,
    UnlockedKey,
    UnlockLimits,
)
from privacy.models.lasting import LastingWord
from privacy.models.ledger import LedgerEntry, LedgerHead
from privacy.models.limits import RetentionLimits
from privacy.models.notices import Notice
from privacy.models.policies import RetentionPolicy
from privacy.models.reconciliations import Reconciliation
from privacy.models.restores import Restore
from privacy.models.runs import RetentionBatch, RetentionRun
from privacy.models.sharing import Admission, RoleKey, RoleMember
from privacy.models.tombstones import Tombstone
from privacy.models.watching import AuditEntry, Look

__all__ = [
    "Admission",
    "Archive",
    "AuditEntry",
    "FilesToRemove",
    "Grant",
    "Heartbeat",
    "Hold",
    "Job",
    "KeyShare",
    "KeyWrap",
    "LastingWord",
    "LedgerEntry",
    "LedgerHead",
    "Look",
    "Notice",
    "Reconciliation",
    "Restore",
    "RetentionBatch",
    "RetentionLimits",
    "RetentionPolicy",
    "RetentionRun",
    "RoleKey",
    "RoleMember",
    "SubjectKey",
    "Ticket",
    "Tombstone",
    "UnlockLimits",
    "UnlockedKey",
]
