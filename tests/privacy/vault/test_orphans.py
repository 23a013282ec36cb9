"""Shares without use and grants without share are found, and nothing else is."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from privacy.models import Grant, KeyShare, SubjectKey
from privacy.vault import orphans

pytestmark = pytest.mark.django_db


def share(kind: str, owner: uuid.UUID, number: int = 1) -> None:
    KeyShare.objects.create(kind=kind, owner=owner, number=number, root_key="1", sealed=b"x")


def grant(scope: uuid.UUID) -> None:
    Grant.objects.create(scope=scope, epoch=1, recipient=uuid.uuid4(), generation=1, sealed=b"x")


def key(subject: uuid.UUID, generation: int) -> None:
    SubjectKey.objects.create(
        subject_id=subject, generation=generation, public_key=b"x", sealed_private_key=b"x"
    )


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch):
    monkeypatch.setattr(orphans, "BATCH", 2)


def test_unused_shares_are_found_and_destroyed():
    used, unused = [uuid.uuid4() for _ in range(3)], [uuid.uuid4() for _ in range(3)]
    for scope in used + unused:
        share("scope", scope)
    for scope in used:
        grant(scope)
    subject, ghost = uuid.uuid4(), uuid.uuid4()
    share("subject", subject, 1)
    share("subject", subject, 2)
    share("subject", ghost, 1)
    key(subject, 2)
    share("server", uuid.UUID(int=0))
    found = orphans.unused_shares()
    assert set(found.scopes) == set(unused)
    assert set(found.subjects) == {(subject, 1), (ghost, 1)}
    assert found.count == 5
    assert set(found.owners) == {*unused, subject, ghost}
    orphans.destroy(found)
    assert orphans.unused_shares() == orphans.Unused()
    left = set(KeyShare.objects.values_list("owner", flat=True))
    assert left == {*used, subject, uuid.UUID(int=0)}


def test_new_shares_only_look_unused():
    share("scope", uuid.uuid4())
    now = timezone.now()
    assert orphans.unused_shares(now - timedelta(hours=1)).count == 0
    assert orphans.unused_shares(now + timedelta(hours=1)).count == 1


def test_scopes_without_share_are_named():
    there, missing = uuid.uuid4(), uuid.uuid4()
    share("scope", there)
    assert orphans.scopes_without_share([there, missing]) == [missing]


def test_granted_scopes_come_batch_by_batch():
    scopes = sorted(uuid.uuid4() for _ in range(3))
    for scope in scopes:
        grant(scope)
    assert [len(batch) for batch in orphans.granted_scopes()] == [2, 1]
    assert [one for batch in orphans.granted_scopes() for one in batch] == scopes
