"""Lets the web server load while the site is made ready beside it; it answers nobody before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_AGAIN = 0.02  # seconds


@contextmanager
def until_prepared() -> Iterator[None]:
    """Leave the block when the site is ready; without `bin/serve` at once.

    What fails inside fails in the preparation too, which says why in a sentence and ends us.
    """
    try:
        yield
    finally:
        named = os.environ.get("DASITE_PREPARED_FILE")
        while named and not Path(named).exists():
            time.sleep(LOOK_AGAIN)
