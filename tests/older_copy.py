"""An older copy of `default`: what happens in the block is known to the vault alone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from privacy.retention import lasting, restore_gate


@contextmanager
def put_back() -> Iterator[None]:
    """Forget in `default` what happens inside; what it says has reached the ledger."""
    with transaction.atomic():
        yield
        lasting.write_down()
        transaction.set_rollback(True)


def put_in_order() -> restore_gate.InOrder:
    """Do what is done before anybody may come; afterwards the site is open."""
    later = timezone.now() + timedelta(minutes=5)
    assert restore_gate.is_shut(later)
    done = restore_gate.put_in_order(timezone.now)
    assert not restore_gate.is_shut(later)
    return done
