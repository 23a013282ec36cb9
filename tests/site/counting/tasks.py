"""A kind of job that writes its number into a file: what was done, and how often."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from privacy.jobs import handles

KIND = "tests.count"


def trace() -> Path:
    """Return the file that has a line for each job done."""
    return Path(settings.VAR_DIR) / "counted.txt"


@handles(KIND)
def count(args: dict[str, Any], now: datetime) -> None:
    """Take a moment, so that a kill hits work under way, and leave a line."""
    time.sleep(0.02)
    target = os.open(trace(), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(target, f"{args['id']}\n".encode())
    os.close(target)
