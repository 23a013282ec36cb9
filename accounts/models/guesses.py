"""How many guesses somebody has used up."""

from __future__ import annotations

from django.db import models


class GuessCount(models.Model):
    """Guesses of one address at one account, counted before each is looked at.

    `key` is a keyed digest: neither the address nor the account can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField("last guess that was looked at", db_index=True)

    class Meta:
        verbose_name = "guess count"
        verbose_name_plural = "guess counts"

    def __str__(self) -> str:
        return f"{self.count} guesses"


class FirstAdministrator(models.Model):
    """That the first administrator was made: a second row is impossible, so is a second use."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "first administrator"
        verbose_name_plural = "first administrators"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="accounts_there_is_one_first_administrator"
            ),
        ]

    def __str__(self) -> str:
        return f"made at {self.made_at:%Y-%m-%d %H:%M}"
