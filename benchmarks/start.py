"""Measures how long a site takes to its first page, and what its processes take of memory.

`.venv/bin/python -m benchmarks.start` prints a table; nothing of the checkout is touched.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.site.server import Site

STARTS = 5
SETTLED = 5  # seconds until the worker has loaded what its first sweeps need
KIB = 1024


def proportional_mib(pid: int) -> float:
    """Return the process's memory with what it shares divided among the sharers (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / KIB
    raise ValueError(f"/proc/{pid}/smaps_rollup has no line Pss.")


def main() -> None:
    """Start a new site once, then again and again, and print what was measured."""
    with tempfile.TemporaryDirectory(prefix="dasite-start-") as folder:
        site = Site(Path(folder), DASITE_SWEEP_SECONDS="10")
        first = site.start()
        site.stop()
        again = []
        for number in range(STARTS):
            again.append(site.start())
            if number < STARTS - 1:
                site.stop()
        time.sleep(SETTLED)
        say(f"first start to first page    {first:6.2f} s")
        say(f"later starts to first page   {min(again):6.2f} s best, {max(again):.2f} s worst")
        total = 0.0
        for part, pids in site.processes().items():
            sizes = [proportional_mib(pid) for pid in pids]
            total += sum(sizes)
            each = " + ".join(f"{size:.0f}" for size in sizes)
            say(f"{part:28} {sum(sizes):6.0f} MiB ({each})")
        say(f"{'all':28} {total:6.0f} MiB")
        began = time.monotonic()
        site.stop()
        say(f"stop                         {time.monotonic() - began:6.2f} s")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
