"""A site with interview sessions of Alice and Bob, and a category that answers for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from interviews.models import (
    AssembledDocument,
    InterviewSession,
    Package,
    PackageVersion,
    SessionSteps,
)
from privacy.models import KeyShare
from privacy.retention import registry
from privacy.retention.category import DataCategory
from tests.privacy.kinds import NOW, People, Sessions
from tests.privacy.places import NAME, Place, ask, drop, server, urls_of


@pytest.fixture
def categories(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty registry with the two categories above."""
    monkeypatch.setattr(registry, "_categories", {})
    monkeypatch.setattr(registry, "_nothing_personal", [])
    registry.register(Sessions)
    registry.register(People)


@pytest.fixture
def sessions(categories: None) -> DataCategory:
    return registry.get_rows("test.session")


@pytest.fixture
def version(db: None) -> PackageVersion:
    package = Package.objects.create(name="test.package", created_at=NOW)
    return PackageVersion.objects.create(package=package, number=1, digest="0", published_at=NOW)


@pytest.fixture
def make_session(version: PackageVersion) -> Callable[..., InterviewSession]:
    """Return a maker of sessions, each with two packs of steps, a document's file and a share."""

    def make(touched_at: datetime, subject_id: uuid.UUID | None = None, **fields: Any):
        session = InterviewSession.everything.create(
            subject_id=subject_id or uuid.uuid4(),
            version=version,
            catalogue=version.pk,
            path="data/questions/x.yml",
            title="X",
            sealed_state=b"sealed",
            started_at=touched_at,
            touched_at=touched_at,
            **fields,
        )
        for number in (1, 2):
            SessionSteps.objects.create(session=session, number=number, sealed=b"sealed")
        AssembledDocument.objects.create(
            session=session,
            key="letter",
            format="pdf",
            generation=1,
            file=default_storage.save(f"{uuid.uuid4()}", ContentFile(b"sealed")),
            size_bytes=6,
            sealed_name=b"sealed",
            created_at=touched_at,
        )
        KeyShare.objects.create(
            kind="scope", owner=session.uid, number=1, root_key="1", sealed=b"share"
        )
        return session

    return make


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOW


@pytest.fixture(scope="module")
def sqlite_template(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Place:
    """Return a place on SQLite that the module's PROGRAM has filled."""
    place = Place(tmp_path_factory.mktemp("template"), {}, request.module.PROGRAM)
    place.prepare()
    return place


@pytest.fixture
def on_sqlite(sqlite_template: Place, tmp_path: Path) -> Place:
    return sqlite_template.copy(tmp_path / "var", {})


@pytest.fixture(scope="module")
def postgres_template(
    request: pytest.FixtureRequest, tmp_path_factory: Any
) -> Iterator[tuple[str, Place]]:
    """Return a place on PostgreSQL that the module's PROGRAM has filled."""
    url, folder = server(), tmp_path_factory.mktemp("template")
    ask(url, *drop(""))
    ask(url, *(f"CREATE DATABASE {NAME}_{alias}" for alias in ("default", "vault")))
    place = Place(folder, urls_of(url, ""), request.module.PROGRAM)
    place.prepare()
    yield url, place
    ask(url, *drop(""))


@pytest.fixture
def on_postgres(postgres_template: tuple[str, Place], tmp_path: Path) -> Iterator[Place]:
    url, template = postgres_template
    copies = (
        f"CREATE DATABASE {NAME}_{alias}_copy TEMPLATE {NAME}_{alias}"
        for alias in ("default", "vault")
    )
    ask(url, *drop("_copy"), *copies)
    yield template.copy(tmp_path / "var", urls_of(url, "_copy"))
    ask(url, *drop("_copy"))
