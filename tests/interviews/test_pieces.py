"""A file that was given is read again whole, in part, and never beyond what is proven."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given as given_values
from hypothesis import strategies as st

from interviews.models import Upload
from interviews.services.publishing import publish_packages
from interviews.views.pieces import AT_ONCE_BYTES, PIECE_BYTES, give_pieces
from privacy.vault.errors import SealBroken
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in
from tests.interviews.test_uploads import SOURCE

PLAIN = bytes(range(256)) * 5
LARGE = b"%PDF-" + bytes(range(251)) * 12_000


def answer(plain: bytes = PLAIN, asked: str = "", if_range: str = ""):
    """Return the response to a request for a range, with its body read."""
    headers = {"Range": asked} | ({"If-Range": if_range} if if_range else {})
    request = RequestFactory().get("/", headers=headers)
    response = give_pieces(request, io.BytesIO(plain))
    return response, response.getvalue()


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-0", (0, 1)), ("bytes=10-", (10, 1280)), ("bytes=-7", (1273, 1280)),
     ("bytes=1000-9999999999", (1000, 1280)),
     ("bytes=-9999", (0, 1280)), ("bytes= 2 - 5 ", (2, 6))],
)  # fmt: skip
def test_the_part_that_is_asked_for_is_given(asked, part):
    first, last = part
    response, content = answer(asked=asked)
    assert (response.status_code, content) == (206, PLAIN[first:last])
    assert response.headers["Content-Range"] == f"bytes {first}-{last - 1}/1280"


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 5000],
)
def test_what_is_no_single_range_gets_the_whole(asked):
    response, content = answer(asked=asked)
    assert (response.status_code, content) == (200, PLAIN)
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=1280-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_size(asked):
    response, content = answer(asked=asked)
    assert (response.status_code, content) == (416, b"")
    assert response.headers["Content-Range"] == "bytes */1280"


def test_a_part_of_a_known_version_gets_the_whole():
    assert answer(asked="bytes=0-1", if_range='"a"')[1] == PLAIN


@given_values(st.integers(0, 3000), st.integers(0, 3000), st.binary(max_size=2000))
def test_any_range_is_a_slice(first, length, plain):
    response, content = answer(plain, f"bytes={first}-{first + length}")
    assert content == plain[first : first + length + 1]
    assert response.status_code == (206 if first < len(plain) else 416)


@pytest.fixture
def papers(alice) -> Walk:
    publish_packages({PACKAGE: {"data/questions/uploads.yml": SOURCE}}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:data/questions/uploads.yml&reset=1")
    return walk.answer(f0=[SimpleUploadedFile("large.pdf", LARGE)], f1="ok")


def url_of(walk: Walk) -> str:
    return f"{walk.url}files/{Upload.objects.get().uid}/"


def test_a_large_file_is_read_and_sent_a_piece_at_a_time(papers):
    assert len(LARGE) > AT_ONCE_BYTES
    response = papers.client.get(url_of(papers))
    assert response.headers["Content-Length"] == str(len(LARGE))
    sizes = [len(piece) for piece in response.streaming_content]
    assert sum(sizes) == len(LARGE)
    assert max(sizes) <= PIECE_BYTES
    part = papers.client.get(url_of(papers), headers={"Range": "bytes=2000000-2000009"})
    assert (part.status_code, part.getvalue()) == (206, LARGE[2_000_000:2_000_010])
    head = papers.client.head(url_of(papers), headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(LARGE))


def test_sending_a_large_file_takes_little_memory(papers):
    response = papers.client.get(url_of(papers))
    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in response.streaming_content) == len(LARGE)
        assert tracemalloc.get_traced_memory()[1] < len(LARGE) / 2
    finally:
        tracemalloc.stop()


def test_what_is_damaged_breaks_off_and_a_stranger_gets_no_part(papers, charlie):
    stranger = log_in(charlie).get(url_of(papers), headers={"Range": "bytes=0-9"})
    assert stranger.status_code == 404
    name = Upload.objects.get().file
    with default_storage.open(name) as file:
        sealed = bytearray(file.read())
    sealed[2_000_000] ^= 1
    default_storage.delete(name)
    default_storage.save(name, io.BytesIO(bytes(sealed)))
    assert (
        papers.client.get(url_of(papers), headers={"Range": "bytes=0-9"}).getvalue()
        == b"%PDF-\0\1\2\3\4"
    )
    response = papers.client.get(url_of(papers))
    with pytest.raises(SealBroken):
        list(response.streaming_content)
