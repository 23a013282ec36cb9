"""Looks for a word in all that a site wrote, in each form in which a word can hide."""

from __future__ import annotations

import base64
import threading
import uuid
import zlib
from pathlib import Path
from typing import Self
from urllib.parse import quote

import redis


def forms(word: str) -> set[bytes]:
    """Return the bytes to look for: as text, hexadecimal, in an address, and in base64."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode()}
    found.add(quote(word).encode())
    # Inside a longer text, base64 depends on where the word begins; the edges depend on more.
    for shift in range(3):
        whole = base64.b64encode(b"x" * shift + plain + b"x" * (-(shift + len(plain)) % 3))
        found.add(whole[4 if shift else 0 : -4])
    return found


def unpacked(data: bytes) -> bytes:
    """Return what zlib or gzip packed at the head of `data`, or nothing."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(data)
    except zlib.error:
        return b""


def holds(data: bytes, word: str) -> bool:
    """Return whether the word is in `data`, also if it is packed."""
    haystack = data + unpacked(data)
    return any(form in haystack for form in forms(word))


def files_with(folder: Path, word: str) -> list[str]:
    """Return the files under `folder` in which, or in whose name, the word is."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if holds(name.encode(), word) or (path.is_file() and holds(_read(path), word)):
            found.append(name)
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the broker's messages come and go
        return b""


class Seen:
    """What passed by while somebody watched, each with a name."""

    def __init__(self) -> None:
        self.seen: dict[str, bytes] = {}


class FolderWatcher(Seen):
    """Keeps what passed through a folder, such as messages that wait there for a moment only."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.01):
            for path in self._folder.rglob("*"):
                if path.is_file() and path.name not in self.seen:
                    self.seen[path.name] = _read(path)


class RedisWatcher(Seen):
    """Keeps each command that a database of Redis was given."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._client = redis.Redis.from_url(url)
        self._database = self._client.get_connection_kwargs()["db"]
        self._last = uuid.uuid4().hex
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.echo(self._last)
        self._thread.join()
        self._client.close()

    def _watch(self) -> None:
        with self._client.monitor() as monitor:
            self._ready.set()
            for number, command in enumerate(monitor.listen()):
                if self._last in command["command"]:
                    return
                if command["db"] == self._database:
                    self.seen[str(number)] = command["command"].encode()
