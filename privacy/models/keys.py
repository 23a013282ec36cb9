"""Keys at rest: what a password opens, who may open a scope, and the shares under all."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext


class KeyShare(models.Model):
    """32 random bytes under every key of one scope or subject; without them nothing opens.

    Lives in the database `vault`, so that a backup of `default` never holds it.
    """

    class Kind(models.TextChoices):
        SCOPE = "scope", "interview session"
        SUBJECT = "subject", "subject"
        SERVER = "server", "this installation"

    kind = models.CharField(max_length=8, choices=Kind)
    owner = models.UUIDField("scope or subject", editable=False)
    number = models.PositiveIntegerField("epoch or generation", editable=False)
    root_key = models.CharField("id of the root key", max_length=32, editable=False)
    sealed = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "vault_key_share"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "number"], name="vault_key_share_is_one"
            ),
        ]
        indexes = [models.Index(fields=["root_key"], name="vault_key_share_root")]

    def __str__(self) -> str:
        return f"share {self.number} of {self.kind} {self.owner}"


class SubjectKey(models.Model):
    """One generation of a subject's key pair; an older one is locked, never overwritten."""

    subject_id = models.UUIDField(editable=False)
    generation = models.PositiveIntegerField(editable=False)
    suite = models.PositiveSmallIntegerField("suite of algorithms", default=1, editable=False)
    public_key = models.BinaryField(editable=False)
    # Ed25519, by which what the subject signed is checked.
    signing_key = models.BinaryField(default=bytes, editable=False)
    # This installation's word that both are the subject's: a key that somebody put here instead
    # would be granted what is begun later.
    proof = models.BinaryField(default=bytes, editable=False)
    sealed_private_key = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "privacy_subject_key"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "generation"], name="privacy_subject_key_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.generation} of subject {self.subject_id}"


class KeyWrap(models.Model):
    """A subject's master key, sealed under what one way of unlocking yields.

    Salt, parameters and root key are a password's; the other ways need none of them.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", "password"
        RECOVERY = "recovery", "recovery code"
        PASSKEY = "passkey", "passkey"
        SERVER = "server", "this installation alone"
        SUCCESSOR = "successor", "the keys that replace these"

    subject_key = models.ForeignKey(SubjectKey, on_delete=models.CASCADE, related_name="wraps")
    kind = models.CharField(max_length=16, choices=Kind)
    # Which passkey; a person has one each of the others.
    name = models.CharField("name of the way", max_length=64, default="", editable=False)
    salt = models.BinaryField(default=bytes, editable=False)
    memory_kib = models.PositiveIntegerField("Argon2 memory in KiB", default=0, editable=False)
    passes = models.PositiveIntegerField("Argon2 passes", default=0, editable=False)
    lanes = models.PositiveIntegerField("Argon2 lanes", default=0, editable=False)
    root_key = models.CharField(
        "id of the pepper's root key", max_length=32, default="", editable=False
    )
    sealed = models.BinaryField(editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "privacy_key_wrap"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "kind", "name"], name="privacy_key_wrap_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} wrap {self.pk}"


class Grant(models.Model):
    """A scope's key, encrypted to one recipient's public key."""

    scope = models.UUIDField(editable=False)
    epoch = models.PositiveIntegerField(editable=False)
    recipient = models.UUIDField("subject or guest", editable=False)
    generation = models.PositiveIntegerField(editable=False)
    suite = models.PositiveSmallIntegerField("suite of algorithms", default=1, editable=False)
    sealed = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "privacy_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "epoch", "recipient", "generation"], name="privacy_grant_is_one"
            ),
        ]
        indexes = [models.Index(fields=["recipient", "scope"], name="privacy_grant_recipient")]

    def __str__(self) -> str:
        return f"grant {self.pk} on scope {self.scope}"


class UnlockedKey(models.Model):
    """A subject's keys between two requests, sealed under a token that only the browser holds."""

    id = models.CharField("hash of the token", max_length=64, primary_key=True, editable=False)
    subject_id = models.UUIDField(db_index=True, editable=False)
    generation = models.PositiveIntegerField(editable=False)
    sealed = models.BinaryField(editable=False)
    # A number that whoever joins the bodies gave the browser's login; of no use to open anything.
    device = models.UUIDField("login session", null=True, editable=False)
    pending = models.BooleanField("waits for the rest of a login", default=False, editable=False)
    idle_minutes = models.PositiveIntegerField(
        "lapses after idle minutes", default=0, editable=False
    )
    idle_until = models.DateTimeField(editable=False)
    absolute_until = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        db_table = "privacy_unlocked_key"

    def __str__(self) -> str:
        return f"unlocked key of subject {self.subject_id}"


class UnlockLimits(models.Model):
    """How long unlocked keys serve, as the administrators want it; one row at most."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    idle_minutes = models.PositiveIntegerField(
        "lock after so many minutes without a click",
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
    )
    absolute_hours = models.PositiveIntegerField(
        "lock at the latest after so many hours",
        validators=[MinValueValidator(1), MaxValueValidator(7 * 24)],
    )

    class Meta:
        db_table = "privacy_unlock_limits"
        default_permissions = ()
        permissions = (("change_settings", "change settings"),)
        verbose_name = "limits of unlocked answers"
        verbose_name_plural = "limits of unlocked answers"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="privacy_unlock_limits_is_one"),
        ]

    def __str__(self) -> str:
        minutes = ngettext("%d minute", "%d minutes", self.idle_minutes) % self.idle_minutes
        hours = ngettext("%d hour", "%d hours", self.absolute_hours) % self.absolute_hours
        return f"{minutes} idle, {hours} at most"


class Ticket(models.Model):
    """A scope's keys, encrypted to the workers: for one operation, taken once, gone soon."""

    id = models.UUIDField(primary_key=True, editable=False)
    scope = models.UUIDField(db_index=True, editable=False)
    operation = models.CharField(max_length=40, editable=False)
    sealed = models.BinaryField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        db_table = "privacy_ticket"
        default_permissions = ()

    def __str__(self) -> str:
        return f"ticket {self.id} for {self.operation}"
