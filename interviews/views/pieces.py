"""Gives an opened file to a browser a piece at a time, or the one part that it asks for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

PIECE_BYTES = 262_144
# Up to here all is read before anything is sent, and what is damaged is told on a page.
AT_ONCE_BYTES = 1_048_576
# One part alone: of several, or of another unit, a server may give the whole (RFC 9110, 14.2).
ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Pieces:
    """The bytes `given` of an open file, read when they are sent; the response closes it."""

    def __init__(self, plain: BinaryIO, given: range) -> None:
        self._given = given
        self._plain = plain
        self.close = plain.close

    def __iter__(self) -> Iterator[bytes]:
        """Yield pieces of at most 256 KiB. Raises what the vault raises."""
        self._plain.seek(self._given.start, io.SEEK_SET)
        left = len(self._given)
        while left and (piece := self._plain.read(min(left, PIECE_BYTES))):
            left -= len(piece)
            yield piece


def give_pieces(request: HttpRequest, plain: BinaryIO) -> HttpResponseBase:
    """Return all bytes of `plain` (200), the part asked for (206), or that it has none (416).

    `plain` is closed, here or by the response. If much is sent, what is damaged further on breaks
    the connection off, so that nobody takes the beginning for the whole.
    """
    size = plain.seek(0, io.SEEK_END)
    part = _part(_asked_for(request), size)
    if part is not None and part.start >= part.stop:
        plain.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    given = range(size) if part is None else part
    response = _response(request, Pieces(plain, given), len(given))
    response.status_code = 200 if part is None else 206
    response.headers["Accept-Ranges"] = "bytes"
    if part is not None:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _response(request: HttpRequest, pieces: Pieces, count: int) -> HttpResponseBase:
    length = {"Content-Length": str(count)}
    if request.method != "HEAD" and count > AT_ONCE_BYTES:
        return StreamingHttpResponse(pieces, headers=length)
    with closing(pieces):
        content = b"" if request.method == "HEAD" else b"".join(pieces)
    return HttpResponse(content, headers=length)


def _asked_for(request: HttpRequest) -> str:
    """Return the range of a GET; one that holds only for a known version is not known here."""
    if request.method != "GET" or "If-Range" in request.headers:
        return ""
    return request.headers.get("Range", "")


def _part(header: str, size: int) -> range | None:
    """Return the bytes that a header asks for, an empty range if there are none, None for all."""
    asked = ASKED.fullmatch(header.replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None  # no range at all, and so not there
    return range(int(first), min(int(last) + 1, size) if last else size)
