"""Loaded by every Python of a site under test before anything else: refuses the way out.

What was tried is a line in the file that DASITE_GUARD_RECORD names: event, address, program.
"""

from __future__ import annotations

import os
import sys

from tests.network import refuse


def _record(event: str, address: object) -> None:
    line = f"{event} {address!r} {sys.argv[:3]!r}\n".encode()
    target = os.open(os.environ["DASITE_GUARD_RECORD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(target, line)
    os.close(target)


if "DASITE_GUARD_RECORD" in os.environ:
    refuse(_record)
    # A sign that the guard stands, for the test that counts the processes it stood in.
    _record("guarded", os.getpid())
