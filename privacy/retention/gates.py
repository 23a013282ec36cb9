"""What a plan must pass before anything goes: not out of date, and not out of the ordinary.

What may go wrong for ever: a rule that was set in error takes a large part of what there is. So
the whole count that is due, never one that a limit has cut, is compared with what usually goes
and with how much there is; above that somebody looks first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Max

from privacy.models.restores import Restore
from privacy.models.runs import RetentionRun
from privacy.retention.category import DataCategory
from privacy.retention.errors import PlanStale
from privacy.retention.plan import Due, Line, Plan, which_are_due
from privacy.retention.registry import get_category

State = RetentionRun.State
Trigger = RetentionRun.Trigger

PLAN_KEEPS = timedelta(hours=24)  # older plans are made again
DRIFT_PERCENT = 5  # so many of a plan may have been used, or gone, since it was made
USUAL_RUNS = 14  # whose median tells what is ordinary
RUNS_LOOKED_AT = 500  # for those of one category among them
ORDINARY = 5  # times the median
SHARE_PERCENT = 10  # of all there is of a category
SHARE_FROM = 20  # rows; of less an ordinary day soon takes a tenth
# Of less than these 20, more than a half waits too: a small site can lose all it has. Of less than
# 5 nobody is asked, or a site that has just begun would ask about each row.
SMALL_SHARE_PERCENT = 50
SMALL_FROM = 5
PUT_BACK = "The site was put back from a backup, and nobody has approved a run since."


def numbers_of(line: Line) -> dict[str, Any]:
    """Return what a run keeps of a line of its plan: numbers and words, no contents."""
    return {
        "key": line.key,
        "label": line.label,
        "version": line.version,
        "rule": line.rule,
        "by": line.by,
        "count": line.count,
        "children": [list(child) for child in line.children],
        "size": line.size,
        "held": line.held,
        "oldest": line.oldest.isoformat() if line.oldest else None,
        "digest": line.digest,
    }


def refuse_stale(as_of: datetime, lines: Iterable[dict[str, Any]], now: datetime) -> None:
    """Raise PlanStale if a plan is a day old, or more than 5 % off what is due now.

    What is due at the plan's own moment may have become less, since people came back; what was
    not due then and is now was never looked at.
    """
    refuse_old(as_of, now)
    planned = list(lines)
    found = which_are_due(as_of, keys=[line["key"] for line in planned])
    again = sum(due.count for due in found.values())
    drifted = [_has_drifted(line, found.pop((line["key"], line["by"]), None)) for line in planned]
    if any(drifted) or found:
        count = sum(line["count"] for line in planned)
        raise PlanStale(f"The plan shows {count} due, now {again} are; make a new one.")


def refuse_old(as_of: datetime, now: datetime) -> None:
    """Raise PlanStale if a plan of that moment is more than a day old."""
    if now - as_of > PLAN_KEEPS:
        raise PlanStale("The plan is older than a day; make a new one.")


def _has_drifted(planned: dict[str, Any], now: Due | None) -> bool:
    if now is None:
        return True
    if now.digest == planned["digest"]:
        return False
    gone: int = planned["count"] - now.count
    return gone <= 0 or gone * 100 > DRIFT_PERCENT * int(planned["count"])


def is_out_of_the_ordinary(plan: Plan) -> bool:
    """Return whether the plan takes more than goes without somebody looking at it."""
    return any(True for _ in _alarms(plan))


def why_it_waits(plan: Plan) -> str:
    """Return in sentences why somebody looks at a plan first; ordinary ones were asked for."""
    return " ".join(_alarms(plan)) or "An administrator asked to see what is due."


def _alarms(plan: Plan) -> Iterator[str]:
    """Yield a sentence for each thing out of the ordinary.

    Of one category: above 500 (`DASITE_PURGE_ASK_ABOVE`) and five times the median of its last
    14 runs; or more than a tenth of all there is, of few rows more than a half. After a restore
    also whatever there is: the copy's rules are those of its day, and it has not seen what was
    used since.
    """
    if plan.count and was_put_back():
        yield PUT_BACK
    counts: Counter[str] = Counter()
    for line in plan.lines:
        counts[line.key] += line.count
    usual = _usual(counts)
    for key, count in counts.items():
        label = get_category(key).label
        if count > max(settings.DASITE_PURGE_ASK_ABOVE, ORDINARY * usual[key]):
            yield f"It takes {count} {label}; usually {usual[key]:g} go in a run."
        elif share := _large_part(key, count, usual[key]):
            yield f"It takes {share} % of all {label}."


def _usual(keys: Iterable[str]) -> dict[str, float]:
    """Return the median of what the last runs took of each category, 0 where there was none."""
    before = RetentionRun.objects.filter(state=State.DONE).exclude(trigger=Trigger.PERSON)
    last = before.order_by("-started_at").values_list("lines", flat=True)[:RUNS_LOOKED_AT]
    taken: dict[str, list[int]] = {key: [] for key in keys}
    for lines in last:
        run: Counter[str] = Counter()
        for line in lines:
            run[line["key"]] += line["count"]
        for key in taken.keys() & run.keys():
            taken[key].append(run[key])
    return {key: median(some[:USUAL_RUNS]) if some else 0 for key, some in taken.items()}


def was_put_back() -> bool:
    """Return whether an older `default` was put back and nobody has approved a run since."""
    restores = Restore.objects.filter(unit=Restore.Unit.DEFAULT)
    last = restores.aggregate(last=Max("restored_at"))["last"]
    if last is None:
        return False
    approved = RetentionRun.objects.filter(approved_by__isnull=False, started_at__gt=last)
    return not approved.exists()


def _large_part(key: str, count: int, usual: float) -> int:
    """Return how many percent of a category go, rounded up; 0 if they are no large part."""
    category = get_category(key)
    if count < SMALL_FROM or not isinstance(category, DataCategory):
        return 0
    is_small = count < SHARE_FROM
    if is_small and count <= ORDINARY * usual:
        return 0
    percent = SMALL_SHARE_PERCENT if is_small else SHARE_PERCENT
    total = category.rows().filter(category.due).count()
    if count * 100 <= percent * total:
        return 0
    return ceil(count * 100 / max(count, total))  # some may have gone since they were counted
