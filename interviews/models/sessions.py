"""Interview sessions: one person's way through one version, its answers sealed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models

from interviews.models.sources import Mode, PackageVersion


class SessionStatus(models.TextChoices):
    """How far a person has come."""

    STARTED = "started", "started"
    FINISHED = "finished", "finished"


class SessionQuerySet(models.QuerySet["InterviewSession"]):
    """Questions about sessions; none of them opens an answer."""

    def of(self, *, user_id: int | None, guest_uids: Iterable[uuid.UUID]) -> SessionQuerySet:
        """Return what this person owns, and what was begun in this browser without a login."""
        begun_here = models.Q(owner=None, uid__in=list(guest_uids))
        if user_id is None:
            return self.filter(begun_here)
        return self.filter(begun_here | models.Q(owner_id=user_id))


class PresentSessions(models.Manager.from_queryset(SessionQuerySet)):  # type: ignore[misc]  # made at run time
    """Hides what is marked for erasure: no page, service or count sees it any more."""

    def get_queryset(self) -> SessionQuerySet:
        queryset: SessionQuerySet = super().get_queryset().filter(erasing_at=None)
        return queryset


class InterviewSession(models.Model):
    """One person's way through one version of an interview.

    Nothing here can be read without the person's key: `sealed_state` holds the answers as they
    stand, the newest steps that can be taken back, and what the address gave at the start;
    `sealed_place` the part of the interview that was reached.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Found by `interviews_of_person`, which begins with it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    # Whom the answers are about: the owner's, or the session's own uid while nobody owns it.
    subject_id = models.UUIDField(db_index=True)
    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="sessions")
    # The newest version of any package when the session began: see PackageVersion.
    catalogue = models.PositiveBigIntegerField()
    path = models.CharField(max_length=255)
    title = models.CharField(max_length=250)  # the author's, never with an answer in it
    # Who else can open the answers, as the interview had it when the session began.
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.OWNER, editable=False)
    # Whether the owner has let somebody in: spares the others a query a page.
    is_shared = models.BooleanField(default=False, editable=False)
    # The epoch under which all is being sealed anew, until nothing is left under older ones.
    sealing_epoch = models.PositiveIntegerField(null=True, blank=True, editable=False)
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.STARTED)
    steps = models.PositiveIntegerField(default=0)  # screens answered
    sealed_state = models.BinaryField()
    sealed_place = models.BinaryField(default=bytes)
    # Grows with every write; a writer that read an older number has lost its race.
    generation = models.PositiveBigIntegerField(default=1)
    started_at = models.DateTimeField(db_index=True)  # the other clock of retention
    # Moved only by an act of the person: the clock of retention. Forgetting the password is one.
    touched_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    erasing_at = models.DateTimeField(null=True, blank=True, editable=False)

    everything: ClassVar[models.Manager[InterviewSession]] = SessionQuerySet.as_manager()
    objects: ClassVar[PresentSessions] = PresentSessions()

    class Meta:
        base_manager_name = "everything"
        default_manager_name = "everything"
        ordering = ["-touched_at"]
        indexes = [models.Index(fields=["owner", "-touched_at"], name="interviews_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="finished", finished_at__isnull=False)
                | models.Q(status="started", finished_at=None),
                name="interviews_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"interview session {self.pk}"

    @property
    def needs_key(self) -> bool:
        """Return whether the owner's own key has to be at hand to open it."""
        return self.owner_id is not None and self.mode != Mode.SERVER


class SessionSteps(models.Model):
    """Several earlier steps of one session, sealed: what to put back to undo each, newest last.

    Packed so that storage grows with the answers: the newest steps wait in the session's own row.
    """

    session = models.ForeignKey(InterviewSession, models.DO_NOTHING, related_name="packs")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name_plural = "session steps"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="interviews_one_pack_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"steps {self.number} of interview session {self.session_id}"
