"""Transactions whose commit need not wait for the disk, since what they say can be done again.

What may go wrong for ever: something is said to be gone, or can no longer be held, and a server
that lost its power knows nothing of it. So this is only for a transaction after which, were it
lost, the work goes on from an older step and comes to the same end; and a commit that waits must
come before anybody is told, or anything outside this database is done that cannot be undone.

It is sound because a PostgreSQL server writes one log in one order: a commit that waits for the
disk takes all earlier ones of its server there with it. Lost is thus never one in the middle, only
the newest, and none any more once one has waited. If the process alone dies nothing is lost: the
server has the commit, and every other connection sees it at once.

SQLite cannot change this within a transaction; there each commit waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import atomic

NEED_NOT_WAIT = "SET LOCAL synchronous_commit = off"


@contextmanager
def transaction(*, waits: bool) -> Iterator[None]:
    """Run a transaction in `default`; unless it `waits`, the server may lose it with its power.

    Inside another it is a part of that one, which says itself whether it waits.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    is_part = connection.in_atomic_block
    with atomic():
        if connection.vendor == "postgresql" and not (waits or is_part):
            with connection.cursor() as cursor:
                cursor.execute(NEED_NOT_WAIT)
        yield
