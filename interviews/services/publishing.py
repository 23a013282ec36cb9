"""Checks and publishes interview packages: the only writer of versions and sources.

A version never changes once it is published. A source with a mistake does not take the place of
a version of it that had none: new sessions go on with the old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from interviews.engine.errors import AuthorMistake
from interviews.engine.runner import check_interview, doubts_about, load_interview
from interviews.models import InterviewSource, Package, PackageFile, PackageVersion
from interviews.selectors import newest_version_id, read_package_file

QUESTIONS = "data/questions/"
MOST_TITLE = 250


@dataclass(frozen=True)
class CheckedSource:
    """What a check found out about one file of questions."""

    path: str
    title: str
    description: str
    is_interview: bool  # it has a goal of its own; others are only included
    mistakes: tuple[AuthorMistake, ...]


@dataclass(frozen=True)
class Published:
    """What became of one package."""

    name: str
    number: int
    is_new: bool
    sources: tuple[CheckedSource, ...]

    @property
    def mistakes(self) -> list[AuthorMistake]:
        return [mistake for source in self.sources for mistake in source.mistakes]


@dataclass(frozen=True)
class FilesAtHand:
    """Packages that are about to be published, over those that are."""

    packages: Mapping[str, Mapping[str, bytes]]
    catalogue: int

    def read(self, package: str, path: str) -> bytes:
        """Return a file's bytes; raises FileNotFoundError."""
        if package not in self.packages:
            return read_package_file(package, path, catalogue=self.catalogue)
        try:
            return self.packages[package][path]
        except KeyError as error:
            raise FileNotFoundError(f"{package}:{path}") from error


def check_packages(
    packages: Mapping[str, Mapping[str, bytes]],
) -> dict[str, tuple[CheckedSource, ...]]:
    """Return what is to be said of each file of questions; writes nothing."""
    files = FilesAtHand(packages, newest_version_id())
    return {
        name: tuple(_check(files, name, path) for path in _questions(package))
        for name, package in packages.items()
    }


def doubts_in(packages: Mapping[str, Mapping[str, bytes]]) -> list[AuthorMistake]:
    """Return what would fail if it were reached, each place once; holds back no publication."""
    files = FilesAtHand(packages, newest_version_id())
    found = {
        str(doubt): doubt
        for name, package in packages.items()
        for path in _questions(package)
        for doubt in doubts_about(files, name, path)
    }
    return list(found.values())


def _questions(package: Mapping[str, bytes]) -> list[str]:
    return [
        path
        for path in sorted(package)
        if path.startswith(QUESTIONS) and path.endswith((".yml", ".yaml"))
    ]


def publish_packages(
    packages: Mapping[str, Mapping[str, bytes]], *, is_listed: bool, now: datetime
) -> list[Published]:
    """Publish what changed. `is_listed` puts new interviews on the front page."""
    checked = check_packages(packages)
    with transaction.atomic():
        return [
            _publish(name, packages[name], checked[name], is_listed=is_listed, now=now)
            for name in packages
        ]


def _check(files: FilesAtHand, package: str, path: str) -> CheckedSource:
    mistakes = tuple(check_interview(files, package, path))
    fallback = path.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
    if mistakes:
        return CheckedSource(path, fallback.capitalize(), "", True, mistakes)
    try:
        interview = load_interview(files, package, path)
    except AuthorMistake as mistake:
        return CheckedSource(path, fallback.capitalize(), "", True, (mistake,))
    title = (interview.title or fallback.capitalize())[:MOST_TITLE]
    return CheckedSource(path, title, interview.description, bool(interview.mandatory), ())


def _publish(
    name: str,
    files: Mapping[str, bytes],
    checked: tuple[CheckedSource, ...],
    *,
    is_listed: bool,
    now: datetime,
) -> Published:
    package, _ = Package.objects.get_or_create(name=name, defaults={"created_at": now})
    newest = package.versions.order_by("-number").first()
    digest = _digest(files)
    version = newest
    if version is None or version.digest != digest:
        number = newest.number + 1 if newest else 1
        version = PackageVersion.objects.create(
            package=package, number=number, digest=digest, published_at=now
        )
        PackageFile.objects.bulk_create(
            PackageFile(version=version, path=path, content=content)
            for path, content in files.items()
        )
    for source in checked:
        _put_up(package, version, source, is_listed=is_listed)
    package.sources.exclude(path__in=[source.path for source in checked]).update(is_listed=False)
    return Published(name, version.number, version is not newest, checked)


def _put_up(
    package: Package, version: PackageVersion, source: CheckedSource, *, is_listed: bool
) -> None:
    """Let new sessions of a source begin with this version, unless it made things worse."""
    row = InterviewSource.objects.filter(package=package, path=source.path).first()
    if row is None:
        row = InterviewSource(package=package, path=source.path)
        row.is_listed = is_listed and source.is_interview
    elif source.mistakes and not row.mistakes:
        return
    row.version = version
    row.title, row.description = source.title, source.description
    row.mistakes = len(source.mistakes)
    row.save()


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for path, content in sorted(files.items()):
        total.update(f"{len(path.encode())}:{path}{len(content)}:".encode())
        total.update(content)
    return total.hexdigest()


def set_listed(sources: list[int], *, is_listed: bool) -> int:
    """Put interviews on the front page or take them off. Returns how many changed."""
    return InterviewSource.objects.filter(pk__in=sources).update(is_listed=is_listed)
