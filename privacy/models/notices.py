"""What people were told before something of theirs goes: when, about which row, and whether."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """One step of the ladder for one row. It holds no address, no title and no content.

    It is about a row as long as the row's clock stands where it stood, so that whoever uses
    something again has ended its ladder. Notices with one `message` went out in one mail.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waits to be sent"
        SENDING = "sending", "is being sent"
        SENT = "sent", "sent"
        REFUSED = "refused", "refused by the mail server"
        BOUNCED = "bounced", "came back"
        NO_ADDRESS = "no_address", "there is no address"
        NO_SERVER = "no_server", "there is no mail server"
        WAIVED = "waived", "an administrator decided to go without"
        CANCELLED = "cancelled", "cancelled"

    id = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField(db_index=True, editable=False)
    category = models.CharField(max_length=80, editable=False)
    row = models.BigIntegerField("number of the row", editable=False)
    # Where the row's clock stood, and the period of the policy that was counted with.
    clock = models.DateTimeField("last used", editable=False)
    period = models.CharField(max_length=40, editable=False)
    step = models.PositiveIntegerField("days before", editable=False)
    # The day that the mail names: nothing goes before it.
    due_at = models.DateTimeField("would go", editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    message = models.UUIDField("message", db_index=True, editable=False)
    # Two notices of one step would tell the same twice; empty once it does not count any more.
    dedupe = models.CharField("key", max_length=200, unique=True, null=True, editable=False)  # noqa: DJ001 - NULLs may repeat, empty texts may not
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    # A number, not a foreign key: the record outlives the account of who decided.
    decided_by = models.BigIntegerField("decided by", null=True, editable=False)

    class Meta:
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["category", "row", "clock"], name="privacy_notice_of_row"),
            models.Index(fields=["category", "state"], name="privacy_notice_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="sent", sent_at=None),
                name="privacy_notice_sent_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
