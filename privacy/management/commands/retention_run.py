"""Carries out what is due now, with a bar on the terminal."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy.management.bar import Bar
from privacy.management.gate import refuse_shut
from privacy.models.runs import RetentionRun
from privacy.retention import run
from privacy.retention.errors import RetentionError
from privacy.retention.plan import make_plan
from privacy.retention.registry import all_categories

PIECE = timedelta(seconds=1)  # between two pictures of the bar


class Command(BaseCommand):
    help = "Erase what is due now by the policies. What is out of the ordinary waits for approval."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_shut()
        keys = [one.key for one in all_categories() if one.has_policy]
        plan = make_plan(timezone.now(), keys=keys)
        if not plan.count:
            self.stdout.write("Nothing is due.")
            return
        bar = Bar(self.stderr)
        trigger = RetentionRun.Trigger.COMMAND
        try:
            found = run.carry_out(plan, timezone.now, trigger=trigger, until=_soon())
        except RetentionError as error:
            raise CommandError(str(error)) from error
        while found.state == RetentionRun.State.RUNNING:
            bar.show(found.erased, found.planned)
            if run.has_open_batch(found):
                time.sleep(PIECE.total_seconds())  # another worker is at it
            found = run.go_on(found, timezone.now, until=_soon())
        bar.show(found.erased, found.planned)
        bar.end()
        said = f"Run {found.pk}: {found.get_state_display()}, {found.erased} erased."
        if found.state != RetentionRun.State.DONE:
            raise CommandError(said)
        self.stdout.write(said)


def _soon() -> datetime:
    return timezone.now() + PIECE
