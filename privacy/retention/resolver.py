"""What is due: the one question that counts, samples, previews and the run all ask here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from privacy.retention import holds
from privacy.retention.category import DataCategory
from privacy.retention.modes import After, Mode


def due_rows(category: DataCategory, mode: Mode, at: datetime) -> QuerySet[Any]:
    """Return the rows that are due at `at` under `mode`, unordered.

    Empty without any query where nothing can be due: 'never', or no clock.
    """
    cutoff = mode.cutoff(at)
    if cutoff is None or not category.clock:
        return category.rows().none()
    return due_before(category, cutoff)


def due_before(category: DataCategory, cutoff: datetime) -> QuerySet[Any]:
    """Return the rows whose clock stood still at `cutoff`, neither held nor on their way out."""
    rows = category.rows().filter(category.due, **{f"{category.clock}__lte": cutoff})
    if category.mark_field:
        rows = rows.filter(**{category.mark_field: None})
    held = holds.held(category)
    return rows if held is None else rows.exclude(held)


def due_at(mode: Mode, clock: datetime | None) -> datetime | None:
    """Return the moment from which a row with this clock is due, or None for never.

    `due_rows` finds the row from that moment on, and not an instant before.
    """
    if clock is None or mode.cutoff(clock) is None:
        return None
    return mode.duration.after(clock) if isinstance(mode, After) else clock
