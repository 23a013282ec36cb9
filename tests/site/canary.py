"""Looks for a word in all that a site wrote, in each form in which a word can hide."""

from __future__ import annotations

import base64
import threading
import zlib
from pathlib import Path
from urllib.parse import quote


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


class Watcher:
    """Keeps what passed through a folder, such as messages that wait there for a moment only."""

    def __init__(self, folder: Path) -> None:
        self.seen: dict[str, bytes] = {}
        self._folder = folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watcher:
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
