"""What somebody decides for the whole site: appended, in force from its day, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

# For the constraints of each model.
WITHDRAWN_IN_TIME = (
    Q(withdrawn_at=None)
    | Q(withdrawn_at__lt=F("effective_at"))
    | Q(needs_approval=True, approved_at=None)
)
APPROVED_BY_ANOTHER = Q(approved_by=None) | ~Q(approved_by=F("created_by"))


class Decision(models.Model):
    """Who decided when, and from when on it holds; until then it can be withdrawn.

    What needs a second person holds from no day at all until that person has approved it.
    """

    # Numbers, not foreign keys: the record outlives the accounts of those who wrote it.
    created_by = models.BigIntegerField("person", null=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    effective_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.BigIntegerField("withdrawn by", null=True, editable=False)
    needs_approval = models.BooleanField("needs a second person", default=False, editable=False)
    approved_by = models.BigIntegerField("approved by", null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def waits_for_approval(self) -> bool:
        """Return whether a second person has still to look at it."""
        return self.needs_approval and self.approved_at is None and self.withdrawn_at is None
