"""Tickets: a worker opens one scope once, because a person at a page asked for it just now.

Principle: the row is encrypted to the workers' key, the message holds the ticket's number alone,
and whoever deletes the row has the ticket: there is no second use. It holds the scope's keys and
not the data keys, so that a scope that is shredded meanwhile stays shredded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.views.decorators.debug import sensitive_variables

from privacy.models.keys import Ticket
from privacy.vault import keyring
from privacy.vault.box import Box, box_from
from privacy.vault.errors import TicketRefused
from privacy.vault.secret import Secret
from privacy.vault.wrap import KeyPair, decrypt_for, encrypt_to, pair_of

# Long enough for a queue that is busy; whoever asked still waits at the page.
LIFE = timedelta(minutes=15)
EPOCH_BYTES, KEY_BYTES = 4, 32


@sensitive_variables()
def issue_ticket(box: Box, *, operation: str, now: datetime) -> str:
    """Return the id of a ticket that opens `box` once, for `operation`, within 15 minutes.

    Written in the caller's transaction, beside the job that takes it; the id is no secret.
    """
    ticket = Ticket(
        id=uuid4(),
        scope=box.scope,
        operation=operation,
        expires_at=(now + LIFE).replace(microsecond=0),
    )
    plain = b"".join(
        epoch.to_bytes(EPOCH_BYTES) + key.reveal() for epoch, key in box.hand_over().items()
    )
    ticket.sealed = encrypt_to(_workers().public_key, plain, *_info(ticket))
    ticket.save(force_insert=True)
    return str(ticket.id)


@sensitive_variables()
def take_ticket(ticket_id: str, *, operation: str, now: datetime) -> Box:
    """Return the box that a ticket opens, which is gone then, whatever comes of it.

    A job that fails cannot take it again: let the person ask once more.
    Raises TicketRefused if it was taken, is too old or for another operation, KeyDestroyed if
    the scope was shredded meanwhile, SealBroken if the row was tampered with.
    """
    ticket = Ticket.objects.filter(pk=UUID(ticket_id)).first()
    # Only one of those who read the row deletes it.
    if ticket is None or not Ticket.objects.filter(pk=ticket.pk).delete()[0]:
        raise TicketRefused(f"ticket {ticket_id} is not there: taken, or too old.")
    if ticket.expires_at <= now or ticket.operation != operation:
        raise TicketRefused(f"ticket {ticket_id} is too old, or was for something else.")
    plain = decrypt_for(_workers().private_key, bytes(ticket.sealed), *_info(ticket))
    size = EPOCH_BYTES + KEY_BYTES
    pieces = [plain[start : start + size] for start in range(0, len(plain), size)]
    keys = {int.from_bytes(piece[:EPOCH_BYTES]): Secret(piece[EPOCH_BYTES:]) for piece in pieces}
    return box_from(ticket.scope, keys)


def _workers() -> KeyPair:
    """Return the key pair of the worker pool, which needs `vault` and a root key."""
    return pair_of(keyring.server_secret("worker"))


def _info(ticket: Ticket) -> tuple[str | int | UUID, ...]:
    seconds = int(ticket.expires_at.timestamp())
    return ("dasite/v1/ticket", ticket.id, ticket.scope, ticket.operation, seconds)
