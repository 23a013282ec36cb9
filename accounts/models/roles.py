"""What a role is for, in the words of whoever made it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models


class RoleDescription(models.Model):
    """A sentence about a role; its name is the group's."""

    group = models.OneToOneField(
        Group, models.CASCADE, primary_key=True, related_name="description"
    )
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"description of role {self.group_id}"
