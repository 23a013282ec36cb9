"""Who looked at whose data, and who changed which right: numbers and roles, never a name."""

from __future__ import annotations

from typing import Any

from django.db import models


class Appended(models.Model):
    """A row that is written once; retention alone takes it away."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """Append the row. Raises TypeError for one that was written before."""
        if not self._state.adding:
            raise TypeError(f"{self} was written before and cannot be changed.")
        super().save(**kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{self} goes by its policy alone.")


class Look(Appended):
    """That somebody on the staff looked at a person's data or did something to them.

    It is told to the person. The opening of what was shared stands in the admissions instead.
    """

    class What(models.TextChoices):
        PERSON = "person", "opened the page of your account"
        LISTED = "listed", "saw you, or interviews of yours, in a list, without answers"
        SESSION = "session", "opened the page of an interview of yours, without answers"
        ASKED = "asked", "read what you asked the administrators"
        CHANGED = "changed", "changed something about your account, or sent you a link to get in"
        EXPORTED = "exported", "took along a list that names interviews of yours, without answers"
        DELETED = "deleted", "deleted interviews of yours"
        HELD = "held", "ordered that something of yours must be kept"

    subject_id = models.UUIDField(db_index=True, editable=False)
    what = models.CharField(max_length=10, choices=What, editable=False)
    by = models.BigIntegerField("number of the person who did", editable=False)
    # What they were then: names of roles, which are the organisation's words.
    as_role = models.CharField("as", max_length=200, editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["subject_id", "-at"], name="privacy_looks_of_subject")]

    def __str__(self) -> str:
        return f"look {self.pk}"


class AuditEntry(Appended):
    """One change of rights, of a person's state or of a setting; appended, never changed.

    It names people, roles and interviews by their numbers.
    """

    class What(models.TextChoices):
        ROLE_MADE = "role made", "made a role"
        ROLE_RENAMED = "role renamed", "gave a role another name or description"
        ROLE_DELETED = "role deleted", "deleted a role"
        RIGHT_GIVEN = "right given", "gave a right"
        RIGHT_TAKEN = "right taken", "took a right away"
        MEMBER_ADDED = "member added", "put somebody into a role"
        MEMBER_REMOVED = "member removed", "took somebody out of a role"
        STAFF_GIVEN = "staff given", "let somebody into the administration"
        STAFF_TAKEN = "staff taken", "let somebody into the administration no longer"
        ALL_GIVEN = "all given", "made somebody an administrator"
        ALL_TAKEN = "all taken", "made somebody an administrator no longer"
        SWITCHED_OFF = "switched off", "switched an account off"
        SWITCHED_ON = "switched on", "switched an account on"
        FACTORS_REMOVED = "factors removed", "removed the second factors of somebody"
        RESET_SENT = "reset sent", "sent a link to choose a new password"
        INVITED = "invited", "invited somebody"
        INVITED_AGAIN = "invited again", "sent an invitation again"
        WITHDRAWN = "withdrawn", "withdrew an invitation"
        ACCEPTED = "accepted", "accepted an invitation"
        BANS_LIFTED = "bans lifted", "lifted bans"
        SETTING = "setting", "changed a setting"

    what = models.CharField(max_length=16, choices=What, editable=False)
    # Nobody: a command on the server.
    by = models.BigIntegerField("number of the person who did", null=True, editable=False)
    person = models.BigIntegerField("person", null=True, editable=False)
    role = models.BigIntegerField("role", null=True, editable=False)
    interview = models.BigIntegerField("interview", null=True, editable=False)
    # A right's name or a setting's, both of closed lists of ours.
    about = models.CharField(max_length=100, blank=True, editable=False)
    at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = "change of rights"
        verbose_name_plural = "changes of rights"
        default_permissions = ()
        permissions = (("read_audit", "read the audit log"),)

    def __str__(self) -> str:
        return f"change {self.pk}"
