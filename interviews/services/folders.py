"""Reads interview packages from folders and archives, within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

PARTS = ("questions", "templates", "static", "sources")
MOST_FILES = 2_000
MOST_FILE_BYTES = 10_000_000
MOST_PACKAGE_BYTES = 50_000_000

Package = Mapping[str, bytes]  # path inside the package -> content


class PackageRefused(Exception):
    """A folder or archive that is no package, or too large; the message says what is wanted."""


def read_folder(path: Path) -> dict[str, Package]:
    """Return the packages in or under a folder by their names.

    A package is a folder with `data/questions`; one that lies in a folder `docassemble` is named
    as Python would name it. Raises PackageRefused.
    """
    found = {}
    for questions in sorted(path.glob("**/data/questions")):
        root = questions.parent.parent
        if questions.is_dir() and not any(part.startswith(".") for part in root.parts[1:]):
            found[_name_of(root.resolve().parts)] = _limited(_files_under(root))
    if not found:
        raise PackageRefused(
            f"{path} holds no package: a folder PACKAGE/data/questions with .yml files is wanted."
        )
    return found


def read_archive(content: bytes) -> dict[str, Package]:
    """Return the packages in a zip archive by their names. Raises PackageRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > MOST_PACKAGE_BYTES:
                raise PackageRefused(f"More than {MOST_PACKAGE_BYTES} bytes when unpacked.")
            files = [(entry.filename, archive.read(entry)) for entry in entries[:MOST_FILES]]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise PackageRefused("This is not a zip archive that can be read.") from error
    found: dict[str, dict[str, bytes]] = {}
    for name, data in files:
        split = _split(PurePosixPath(name))
        if split:
            found.setdefault(split[0], {})[split[1]] = data
    if not any(path.startswith("data/questions/") for each in found.values() for path in each):
        raise PackageRefused(
            "The archive holds no package: PACKAGE/data/questions with .yml files is wanted."
        )
    return {name: _limited(package.items()) for name, package in found.items()}


def _name_of(parts: tuple[str, ...]) -> str:
    is_python = len(parts) > 1 and parts[-2] == "docassemble"
    return f"docassemble.{parts[-1]}" if is_python else parts[-1]


def _files_under(root: Path) -> Iterator[tuple[str, bytes]]:
    for part in PARTS:
        for file in sorted((root / "data" / part).rglob("*")):
            if file.is_file() and not file.is_symlink():
                if file.stat().st_size > MOST_FILE_BYTES:
                    raise PackageRefused(f"{file} has more than {MOST_FILE_BYTES} bytes.")
                yield file.relative_to(root).as_posix(), file.read_bytes()


def _split(name: PurePosixPath) -> tuple[str, str] | None:
    """Return package and path of an archive's entry, or None for what belongs to no package."""
    parts = name.parts
    for index in range(1, len(parts) - 2):
        if parts[index] == "data" and parts[index + 1] in PARTS and ".." not in parts:
            return _name_of(parts[:index]), "/".join(parts[index:])
    return None


def _limited(files: Iterable[tuple[str, bytes]]) -> Package:
    """Return the files of one package unless they are too many or too large."""
    package: dict[str, bytes] = {}
    size = 0
    for path, content in files:
        size += len(content)
        if len(package) >= MOST_FILES or size > MOST_PACKAGE_BYTES:
            raise PackageRefused(
                f"A package may have {MOST_FILES} files and {MOST_PACKAGE_BYTES} bytes."
            )
        package[path] = content
    return package
