"""A worker's ticket: opens one scope once, for one operation, for a quarter of an hour."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections

from privacy import jobs
from privacy.jobs import kinds, outbox
from privacy.models import Job, KeyShare, Ticket
from privacy.vault import box, keyring, renewal, tickets
from privacy.vault.errors import KeyDestroyed, SealBroken, TicketRefused
from tests.people import PASSWORD
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PLACE = {"table": "t", "row": "1", "field": "f"}
DRAW = "draw"


@pytest.fixture
def opened(alice):
    return box.create_box(uuid4(), owner=alice.id)


@pytest.fixture
def ticket(opened) -> str:
    return tickets.issue_ticket(opened, operation=DRAW, now=NOW)


def take(ticket, operation=DRAW, now=NOW):
    return tickets.take_ticket(ticket, operation=operation, now=now)


def test_a_worker_reads_and_writes_what_the_person_opened(opened, ticket):
    sealed = opened.seal(b"asked", **PLACE)
    workers = take(ticket)
    assert workers.open(sealed, **PLACE) == b"asked"
    assert opened.open(workers.seal(b"made", **PLACE), **PLACE) == b"made"


def test_a_ticket_opens_every_epoch(alice, opened):
    before = opened.seal(b"before", **PLACE)
    fresh = renewal.begin(alice.unlocked, key=password_key(PASSWORD))
    renewal.finish(fresh)
    later = box.open_box(opened.scope, by=fresh)
    workers = take(tickets.issue_ticket(later, operation=DRAW, now=NOW))
    assert workers.open(before, **PLACE) == b"before"
    assert workers.epoch == 2


def test_a_ticket_is_taken_once(ticket):
    take(ticket)
    with pytest.raises(TicketRefused):
        take(ticket)


def test_a_ticket_that_was_never_issued_is_refused():
    with pytest.raises(TicketRefused):
        take(str(uuid4()))


def test_a_ticket_serves_for_a_quarter_of_an_hour(opened):
    early, late = (tickets.issue_ticket(opened, operation=DRAW, now=NOW) for _ in range(2))
    take(early, now=NOW + timedelta(minutes=15) - timedelta(seconds=1))
    with pytest.raises(TicketRefused):
        take(late, now=NOW + timedelta(minutes=15))


def test_a_ticket_for_something_else_is_refused_and_gone(ticket):
    with pytest.raises(TicketRefused):
        take(ticket, operation="print")
    assert not Ticket.objects.exists()


def test_a_refused_ticket_does_not_come_back_when_the_job_is_undone(ticket):
    with pytest.raises(TicketRefused):
        take(ticket, operation="print")
    with pytest.raises(TicketRefused):
        take(ticket)


def test_a_scope_that_was_shredded_meanwhile_is_not_opened(opened, ticket):
    KeyShare.objects.filter(owner=opened.scope).delete()
    with pytest.raises(KeyDestroyed):
        take(ticket)


def test_shredding_a_scope_takes_its_tickets(opened, ticket):
    keyring.shred_scopes([opened.scope])
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"scope": uuid4()},
        {"operation": "print"},
        {"expires_at": NOW + timedelta(days=1)},
        {"sealed": bytes(84)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_was_tampered_with_opens_nothing(ticket, change):
    Ticket.objects.update(**change)
    with pytest.raises(SealBroken):
        take(ticket, operation=change.get("operation", DRAW))


def test_a_ticket_moved_under_another_number_opens_nothing(opened, ticket):
    other = uuid4()
    Ticket.objects.update(id=other)
    with pytest.raises(SealBroken):
        take(str(other))


def test_without_the_share_of_the_installation_a_row_opens_nothing(ticket):
    KeyShare.objects.filter(kind="server").delete()
    with pytest.raises(SealBroken):
        take(ticket)


def test_a_ticket_stays_good_while_root_keys_change(ticket, settings):
    newer = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="
    settings.DASITE_ROOT_KEYS = f"{newer},{settings.DASITE_ROOT_KEYS}"
    keyring.reseal_shares()
    settings.DASITE_ROOT_KEYS = newer
    take(ticket)


@pytest.fixture
def drawn(monkeypatch, opened) -> list[bytes]:
    """What jobs of the kind `tests.draw` read, whose arguments are the ticket's number alone."""
    monkeypatch.setattr(kinds, "_handlers", dict(kinds._handlers))
    sealed, found = opened.seal(b"an answer", **PLACE), []

    @jobs.handles("tests.draw")
    def draw(args, now):
        workers = tickets.take_ticket(args["ticket"], operation=DRAW, now=now)
        found.append(workers.open(sealed, **PLACE))

    return found


def test_a_job_opens_a_scope_by_a_ticket_and_its_row_says_nothing(ticket, drawn):
    job = jobs.add("tests.draw", {"ticket": ticket})
    assert outbox.run_job(job.pk, lambda: job.run_after)
    with pytest.raises(TicketRefused):
        take(ticket, now=job.run_after)
    assert Job.objects.get().args == {"ticket": ticket}


def test_a_job_that_comes_too_late_fails_by_name(ticket, drawn):
    job = jobs.add("tests.draw", {"ticket": ticket})
    outbox.run_job(job.pk, lambda: job.run_after + timedelta(hours=1) + (NOW - NOW))
    assert Job.objects.get().last_error == "TicketRefused"
    assert drawn == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_at_once_one_gets_it(ticket):
    outcomes, start = [], threading.Barrier(8)

    def try_it():
        start.wait()
        try:
            take(ticket)
            outcomes.append("taken")
        except TicketRefused:
            outcomes.append("refused")
        finally:
            for alias in ("default", "vault"):
                connections[alias].close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["taken"]
