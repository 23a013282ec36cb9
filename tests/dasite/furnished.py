"""A site with something of everything, for tests that try every address of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Invitation, User
from interviews import shelf
from interviews.models import AssembledDocument, InterviewSource, PackageVersion
from interviews.services.publishing import publish_packages
from privacy.models import (
    Admission,
    AuditEntry,
    FilesToRemove,
    Hold,
    Job,
    LedgerEntry,
    RetentionBatch,
    RetentionRun,
    Tombstone,
)
from privacy.permissions import rows_of
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import log_in, make_person


def records(person: User) -> dict[str, Any]:
    """Make a record of each kind that the administration shows; return their keys."""
    run = RetentionRun.objects.create(trigger="admin", state="asking", as_of=NOW, started_at=NOW)
    made = {
        "axes/accessattempt": AccessAttempt.objects.create(
            attempt_time=NOW, failures_since_start=5, ip_address="192.0.2.7"
        ),
        "privacy/auditentry": AuditEntry.objects.create(what="setting", at=NOW),
        "privacy/filestoremove": FilesToRemove.objects.create(names=[]),
        "privacy/job": Job.objects.create(kind="none", done_at=NOW),
        "privacy/ledgerentry": LedgerEntry.objects.create(
            seq=9, kind="done", batch=uuid4(), at=NOW
        ),
        "privacy/retentionrun": run,
        "privacy/tombstone": Tombstone.objects.create(user_id=4711, erased_at=NOW),
        "privacy/hold": Hold.objects.create(
            kind="subject", ref=str(person.subject_id), review_on=NOW.date()
        ),
        "privacy/retentionbatch": RetentionBatch.objects.create(
            run=run,
            category="none",
            step="done",
            position=0,
            count=0,
            started_at=NOW,
            claimed_until=NOW,
        ),
        "accounts/invitation": Invitation.objects.create(
            key="0", invited_by=person.pk, sent_at=NOW, expires_at=NOW
        ),
    }
    return {name: row.pk for name, row in made.items()}


def furnish() -> dict[str, Any]:
    """Make a site with Alice's finished interview, into which Bob was let.

    Return browsers of people, and values for addresses.
    """
    shelf.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    alice, bob, charlie = (make_person(name) for name in ("alice", "bob", "charlie"))
    for person in (alice, bob, charlie):
        person.user_permissions.set(rows_of(["accounts.use_api"]).values())
    clients = {"stranger": Client(), "helper": Client(), "owner": Client()}
    for client, person in zip(clients.values(), (charlie, bob, alice), strict=True):
        assert log_in(client, person).status_code == 302
    walk = Walk(clients["owner"]).begin()
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.html").status_code == 200
    walk.client.post(f"{walk.url}access/", {"number": bob.pk, "email": bob.email, "lasts": "open"})
    session = walk.session
    return {
        "clients": clients,
        "values": {
            "uid": session.uid,
            "number": 0,
            "source_id": InterviewSource.objects.get().pk,
            "admission_id": Admission.objects.get().pk,
            "document_uid": AssembledDocument.objects.get().uid,
            "file_uid": session.uid,
            "key": key,
            "ending": "html",
            "package": PACKAGE,
            "path": "data/questions/five.yml",
            "uidb36": "1",
            "provider_id": "town",
        },
        "objects": {
            "interviews/interviewsession": session.pk,
            "interviews/interviewsource": InterviewSource.objects.get().pk,
            "accounts/user": alice.pk,
            "auth/group": Group.objects.create(name="Empty").pk,
            "interviews/packageversion": PackageVersion.objects.get().pk,
            **records(alice),
        },
    }
