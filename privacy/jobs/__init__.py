"""Work that must not be lost: `jobs.add("kind", {"id": 1})` in the caller's transaction.

The row is the truth, the message only wakes a worker: a lost message is a delay. What handles a
kind is a function `(args, now)` with `@jobs.handles("kind")` in an app's `tasks.py`; it runs at
least once, so it must do no harm the second time.
"""

from __future__ import annotations

from privacy.jobs.kinds import Handler, comes_again, handles
from privacy.jobs.outbox import add

__all__ = ["Handler", "add", "comes_again", "handles"]
