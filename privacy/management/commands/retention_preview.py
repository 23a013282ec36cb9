"""Shows what is due now, by the question that a run asks; deletes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.management.bar import Bar
from privacy.retention.errors import RetentionError
from privacy.retention.labels import counted
from privacy.retention.modes import read_mode
from privacy.retention.plan import Line, Plan, make_plan, preview
from privacy.retention.policies import check_mode
from privacy.retention.registry import all_categories, get_category


class Command(BaseCommand):
    help = "Show what is due now under the policies, or under one that you are thinking of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("category", nargs="?", help="a category's key: show this one ahead")
        parser.add_argument("period", nargs="?", help="try this period instead, such as P30D")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["period"]:
                self._ahead(options["category"], options["period"])
            else:
                self._now(options["category"])
        except RetentionError as error:
            raise CommandError(str(error)) from error

    def _now(self, key: str | None) -> None:
        keys = [get_category(key).key] if key else [one.key for one in all_categories()]
        now, bar = timezone.now(), Bar(self.stderr)
        found: list[Line] = []
        for place, one in enumerate(keys, start=1):
            found.extend(make_plan(now, keys=[one]).lines)
            bar.show(place, len(keys))
        bar.end()
        plan = Plan(now, tuple(found))
        for line in plan.lines:
            children = "".join(f", {counted(count, label)}" for label, count in line.children)
            held = f"; {line.held} more are held" if line.held else ""
            self.stdout.write(
                f"{counted(line.count, line.label)}{children}; they {line.rule}{held}"
            )
        self.stdout.write(f"{plan.count} due, plan {plan.hash[:16]}")

    def _ahead(self, key: str, period: str) -> None:
        category, mode = get_category(key), read_mode("after", period)
        check_mode(category, mode)
        for horizon in preview(category, mode, timezone.now()).horizons:
            when = f"in {horizon.days} days" if horizon.days else "now"
            self.stdout.write(f"{counted(horizon.line.count, category.label)} due {when}")
