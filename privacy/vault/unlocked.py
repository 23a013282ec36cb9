"""A subject whose keys are at hand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from privacy.vault.secret import Guarded, Secret


@dataclass(frozen=True, repr=False, eq=False)
class Unlocked(Guarded):
    """What a right password yields: the subject's master key and private key."""

    subject_id: UUID
    generation: int
    master_key: Secret
    private_key: Secret
