"""Who logs in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is kept in lower case, so that it is found again.

    Whose erasure has begun is nowhere to be found: neither a login nor a session sees them.
    """

    def get_queryset(self) -> models.QuerySet[User]:
        return super().get_queryset().filter(erasing_at=None)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new person, without the keys that sign-up makes."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new administrator with every right.

        Whoever can run commands here vouches for the address, so no mail has to confirm it.
        """
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person whose address this is, however it is written."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in. The vault and the ledger know them by `subject_id` alone."""

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    # Empty: the site's.
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    is_staff = models.BooleanField("may enter the administration", default=False)
    is_active = models.BooleanField("may log in", default=True)
    mail_login = models.BooleanField("may log in by mail", default=True, editable=False)
    # Set while the account waits for its deletion: locked, hidden, and still there.
    leaving_at = models.DateTimeField("asked to leave", null=True, editable=False)
    # None until the first login, or until the address was confirmed.
    seen_at = models.DateTimeField("last here", null=True, editable=False, db_index=True)
    erasing_at = models.DateTimeField("erasure began", null=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    TIME_ZONE_FIELD = "time_zone"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        default_permissions = ()
        permissions = (
            ("see_people", "see people"),
            ("invite_people", "invite people"),
            ("deactivate_people", "switch accounts off and on"),
            ("manage_roles", "manage roles"),
            ("lift_bans", "lift bans"),
        )
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="accounts_user_email_is_lower"
            ),
        ]

    def __str__(self) -> str:
        """Return the number: a log or the admin's history must not keep an address."""
        return f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email
