"""Measures how many unused accounts go a second by a rule, beside plain SQL on such rows.

`python -m benchmarks.inactive [PEOPLE]...` (1,000 and 10,000 without any) on the databases that
the settings name; each has one interview with six steps and a file. Prints a line of JSON for
each, with the seconds for the plan and the peak of memory, which should not grow with the people.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import timedelta

from benchmarks.leaving import make_person, plain  # sets Django up

# isort: split

from django.conf import settings
from django.db import connections
from django.test.utils import get_runner
from django.utils import timezone

from accounts.models import User
from interviews.models import Package, PackageVersion
from privacy.retention import policies, run
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from privacy.retention.registry import get_category

KEY = "accounts.user"
BESIDE = 200  # people whom plain SQL takes


def make(people: int, version: PackageVersion) -> list[User]:
    return [make_person(1, version) for _ in range(people)]


def measure(people: int, version: PackageVersion) -> dict[str, object]:
    """Return how long it takes until so many accounts are gone, and what plain SQL takes."""
    beside = make(min(people, BESIDE), version)
    sql = sum(plain(person) for person in beside) / len(beside)
    make(people, version)
    now = timezone.now()
    User.objects.update(seen_at=now - timedelta(days=800))
    began = time.perf_counter()
    plan = make_plan(now, keys=[KEY])
    planned = time.perf_counter() - began
    begun = run.write(plan, now, trigger=run.Trigger.BEAT, by=None, asks=False)
    began, cpu = time.perf_counter(), time.process_time()
    done = run.go_on(begun, timezone.now)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if done.erased != people or User._base_manager.exists():
        raise SystemExit(f"{done.erased} of {people} are gone.")
    return {
        "people": people,
        "engine": connections["default"].vendor,
        "plan_seconds": round(planned, 2),
        "people_a_second": round(people / seconds, 1),
        "cpu_seconds_each": round(cpu / people, 4),
        "share_of_plain_sql": round(sql * people / seconds, 3),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(sizes: list[int]) -> None:
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        now = timezone.now()
        package = Package.objects.create(name="p", created_at=now)
        version = PackageVersion.objects.create(
            package=package, number=1, digest="0", published_at=now
        )
        long_ago = now - timedelta(days=1000)
        policies.set_policy(get_category(KEY), After("P2Y"), now=long_ago, by=None)
        for people in sizes:
            print(json.dumps(measure(people, version)))
    finally:
        runner.teardown_databases(old)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1000, 10_000])
