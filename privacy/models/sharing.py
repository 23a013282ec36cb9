"""Who else may open a scope: roles with keys of their own, and what was signed about it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class RoleKey(models.Model):
    """One generation of a role's key pair; a new one is made when a member leaves."""

    role = models.UUIDField(editable=False)
    generation = models.PositiveIntegerField(editable=False)
    suite = models.PositiveSmallIntegerField("suite of algorithms", default=1, editable=False)
    public_key = models.BinaryField(editable=False)
    # This installation's word that the public key is the role's; see SubjectKey.
    proof = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "privacy_role_key"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["role", "generation"], name="privacy_role_key_is_one"),
        ]

    def __str__(self) -> str:
        return f"key {self.generation} of role {self.role}"


class RoleMember(models.Model):
    """A role's private key, encrypted to one member; empty until another member was here."""

    role_key = models.ForeignKey(RoleKey, on_delete=models.CASCADE, related_name="members")
    subject_id = models.UUIDField(db_index=True, editable=False)
    generation = models.PositiveIntegerField("generation of the member's keys", editable=False)
    sealed = models.BinaryField(default=bytes, editable=False)

    class Meta:
        db_table = "privacy_role_member"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["role_key", "subject_id"], name="privacy_role_member_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of a role"


class Admission(models.Model):
    """That somebody else was let into a scope: by whom, why, until when; signed."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", "a person"
        ROLE = "role", "a role"
        SERVER = "server", "this server"

    scope = models.UUIDField(editable=False)
    recipient = models.UUIDField(db_index=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, editable=False)
    # The subject who let them in; of 16 zero bytes when the interview's rule did.
    given_by = models.UUIDField(db_index=True, editable=False)
    generation = models.PositiveIntegerField("generation of the giver's keys", editable=False)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    signature = models.BinaryField(editable=False)
    last_opened_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    # Closed while the owner of the scope is leaving; they may change their mind.
    paused_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "privacy_admission"
        default_permissions = ()
        indexes = [models.Index(fields=["scope", "recipient"], name="privacy_admission_scope")]

    def __str__(self) -> str:
        return f"admission {self.pk} to scope {self.scope}"
