"""What is stored is counted by its algorithm, wherever it lies."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from interviews.models import Package, PackageFile, PackageVersion
from privacy.models import Grant, KeyWrap
from privacy.vault import box, subjects
from privacy.vault.formats import count_formats
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

NEW = "another long sentence to remember"


def test_what_there_is_is_counted_by_format_suite_and_parameters(alice, bob):
    box.create_box(uuid4(), owner=alice.id)
    counts = count_formats()
    # Of each of two people a share, a wrap and a private key; of the scope its share.
    assert counts["sealed in format 1.1"] >= 7
    assert counts["key pairs of suite 1"] == 2
    assert counts["grants of suite 1"] == 1
    assert counts["passwords under Argon2id m=64 t=1 p=1"] == 2


def test_an_older_algorithm_is_seen_until_nothing_needs_it(alice, bob):
    box.create_box(uuid4(), owner=alice.id)
    before = count_formats()["sealed in format 1.1"]
    wrap = KeyWrap.objects.get(subject_key__subject_id=alice.id)
    sealed = bytes(wrap.sealed)
    KeyWrap.objects.filter(pk=wrap.pk).update(
        sealed=sealed[:2] + b"\x01\x07" + sealed[4:], memory_kib=8, passes=9
    )
    Grant.objects.update(suite=2)
    counts = count_formats()
    assert (counts["sealed in format 1.7"], counts["sealed in format 1.1"]) == (1, before - 1)
    assert (counts["grants of suite 2"], counts.get("grants of suite 1")) == (1, None)
    assert counts["passwords under Argon2id m=8 t=9 p=1"] == 1
    subjects.renew(alice.id, key=password_key(NEW))
    KeyWrap.objects.filter(pk=wrap.pk).delete()
    assert "sealed in format 1.7" not in count_formats()


def test_what_is_not_sealed_is_not_counted(db):
    package = Package.objects.create(name="x", created_at=timezone.now())
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=timezone.now()
    )
    PackageFile.objects.create(version=version, path="a.yml", content=b"question: DV")
    PackageFile.objects.create(version=version, path="b.yml", content=b"")
    assert count_formats() == {}


def test_the_command_prints_the_counts(alice):
    out = StringIO()
    call_command("vault_check", stdout=out)
    assert "1  passwords under Argon2id m=64 t=1 p=1" in out.getvalue()
