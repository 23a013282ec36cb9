"""Keys by which a person's own programs come to the API."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ApiKey(models.Model):
    """One key of one person: what it may do, until when; of its secret a digest alone.

    The secret is 32 random bytes. Nobody can try out so many, however fast, so that SHA-256 keeps
    it; Argon2 is for what people think up.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # What the key itself says, in clear, so that it can be found.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    digest = models.CharField("SHA-256 of the secret", max_length=64, editable=False)
    scopes = models.CharField("what it may do", max_length=200, editable=False)
    # Made in a login that gave a second factor: keys that reach the administration's numbers need
    # one as its pages do.
    has_factor = models.BooleanField("made with a second factor", default=False, editable=False)
    made_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "API key"
        default_permissions = ()
        permissions = (("use_api", "use the API"),)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(scopes=""), name="accounts_api_key_may_do_something"
            ),
        ]

    def __str__(self) -> str:
        return f"API key {self.pk} of person {self.user_id}"

    @property
    def allowed(self) -> frozenset[str]:
        """Return the names of its scopes."""
        return frozenset(self.scopes.split())
