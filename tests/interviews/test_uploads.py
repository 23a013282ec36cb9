"""Files that people give: sealed, given back to them alone, shown only if they are pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interviews.models import InterviewSession, Upload
from interviews.services import sessions
from interviews.services.publishing import publish_packages
from interviews.services.seats import SessionMoved
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in

ADDRESS = f"/interview?i={PACKAGE}:data/questions/uploads.yml&reset=1"
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 20
PDF = b"%PDF-1.7 pages"
SOURCE = (Path(__file__).parent / "uploads.yml").read_bytes()


def publish(source: bytes) -> None:
    files = {"data/questions/uploads.yml": source}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)


def file(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def names() -> set[str]:
    """Return the names of all files in the storage."""
    found = set()
    folders = default_storage.listdir(".")[0]
    for folder in folders:
        for inner in default_storage.listdir(folder)[0]:
            found |= {
                f"{folder}/{inner}/{each}"
                for each in default_storage.listdir(f"{folder}/{inner}")[1]
            }
    return found


@pytest.fixture
def papers(alice, uploads_source) -> Walk:
    return Walk(log_in(alice)).begin(ADDRESS)


@pytest.fixture
def uploads_source(db):
    publish(SOURCE)


def given(walk: Walk, **more) -> Walk:
    return walk.answer(**{"f0": [file("will.pdf", PDF), file("map.png", PNG)], "f1": "ok", **more})


def links(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/interviews/[^"]+/files/[^"]+)"', page)


def test_what_was_given_is_shown_at_the_end_and_given_back_as_it_was(papers):
    given(papers).answer()
    assert "without a face" in papers.page
    pdf, picture = links(papers.page)
    assert f'<a href="{pdf}"' in papers.page
    assert ">will.pdf</a>" in papers.page
    assert f'src="{picture}"' in papers.page
    assert papers.client.get(pdf).content == PDF
    answer = papers.client.get(picture)
    assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert answer.headers["Content-Disposition"] == 'inline; filename="map.png"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_file_is_sealed_and_bears_no_name(papers):
    given(papers)
    for upload in Upload.objects.all():
        with default_storage.open(upload.file) as stored:
            assert b"pages" not in stored.read()
        assert "will" not in upload.file
        assert b"will" not in bytes(upload.sealed_name)


@pytest.mark.parametrize("who", ["charlie", "nobody", "another session"])
def test_a_file_is_given_to_nobody_else(papers, charlie, who):
    given(papers).answer()
    link = links(papers.page)[0]
    if who == "another session":
        other = Walk(papers.client).begin(ADDRESS)
        assert papers.client.get(link.replace(papers.url, other.url)).status_code == 404
        return
    client = log_in(charlie) if who == "charlie" else Client()
    answer = client.get(link)
    assert answer.status_code == (404 if who == "charlie" else 302)


def test_a_page_that_somebody_gives_is_downloaded_and_never_shown(papers):
    given(papers, f0=[file("evil.html", b"<script>x()</script>", "image/png")]).answer()
    answer = papers.client.get(links(papers.page)[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_is_text_and_no_markup(papers):
    given(papers, f0=[file('a"><img src=x onerror=x()>**b**.txt', b"text")]).answer()
    page = papers.client.get(papers.url).content.decode()
    assert "<img" not in page.split("All is here")[1].split("</form>")[0]
    assert "<strong>" not in page


def test_a_file_is_required_where_its_author_says_so(papers):
    papers.answer(f1="ok")
    assert "Papers: You must provide a file." in papers.page


@pytest.mark.parametrize("content", [b"no picture", b"", PDF])
def test_what_only_says_that_it_is_a_picture_is_refused(papers, content):
    given(papers)
    before = names()
    papers.answer(f0=file("face.png", content, "image/png"))
    assert "Please upload a file with a valid file format." in papers.page
    assert names() == before
    papers.answer(f0=file("face.jpg", PNG))
    assert "All is here" in papers.page


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
    ],
)
def test_pictures_are_known_by_their_content(papers, content, kind):
    given(papers).answer(f0=file("x.dat", content))
    assert papers.client.get(links(papers.page)[-1]).headers["Content-Type"] == kind


def test_an_answer_that_is_refused_leaves_no_file(papers):
    before = names()
    given(papers, f1="much too long")
    assert "Remark: " in papers.page
    assert names() == before
    assert not Upload.objects.exists()


def test_the_same_form_twice_keeps_its_files_once(papers):
    given(papers)
    for each in papers.sent["f0"]:
        each.seek(0)
    papers.send(papers.sent)
    assert "How do you look?" in papers.page
    assert Upload.objects.count() == 2


def test_going_back_one_may_keep_let_go_and_add_files(papers):
    given(papers)
    papers.open(f"{papers.url}0/")
    assert "Keep will.pdf" in papers.page
    pdf, picture = re.findall(r'name="f0" value="([^"]+)" checked', papers.page)
    papers.answer(f0=[picture, file("more.txt", b"more")], f1="ok").answer()
    shown = papers.page.split("All is here")[1]
    assert "will.pdf" not in shown
    assert ">more.txt</a>" in shown
    assert papers.client.get(links(shown)[0]).content == PNG
    assert pdf != picture


def test_another_file_with_the_same_words_is_another_answer(papers):
    given(papers)
    papers.open(f"{papers.url}0/")
    papers.answer(f0=[file("new.txt", b"new")], f1="ok").answer()
    assert ">new.txt</a>" in papers.page


def test_a_file_of_another_session_cannot_be_claimed(papers):
    given(papers)
    theirs = str(Upload.objects.order_by("pk")[0].uid)
    other = Walk(papers.client).begin(ADDRESS).answer(f0=theirs, f1="ok")
    assert "You must provide a file." in other.page
    other.answer(f0="no key at all", f1="ok")
    assert "You must provide a file." in other.page


def test_twenty_megabytes_are_taken(papers):
    large = b"%PDF-" + b"x" * 20_000_000
    given(papers, f0=[file("large.pdf", large)]).answer()
    assert papers.client.get(links(papers.page)[0]).getvalue() == large


def test_what_is_too_large_is_refused_in_words_and_kept_nowhere(papers, settings):
    settings.DASITE_UPLOAD_BYTES = 3_000_000
    before = names()
    given(papers, f0=[file("small.txt", b"x"), file("large.pdf", b"x" * 3_000_001)])
    assert papers.status == 200
    assert "Papers: This file is too large. Choose one of at most 3 MB." in papers.page
    assert names() == before


def test_several_files_may_not_be_too_large_together(papers, settings):
    settings.DASITE_UPLOAD_BYTES = 3_000_000
    given(papers, f0=[file("a.txt", b"x" * 2_000_000), file("b.txt", b"x" * 2_000_000)])
    assert "too large" in papers.page


def test_a_file_for_a_field_that_takes_none_is_let_go(papers):
    before = len(names())
    given(papers, f1=[file("x.txt", b"text")])
    assert len(names()) == before


def test_a_file_that_lost_its_race_is_deleted(papers, monkeypatch):
    before = names()

    def move(*args, **kwargs):
        raise SessionMoved

    monkeypatch.setattr(sessions, "_write", move)
    given(papers)
    assert names() == before
    assert not Upload.objects.exists()


def test_a_mistake_of_the_author_after_a_file_keeps_it(alice, uploads_source):
    publish(SOURCE.replace(b"  portrait\n", b"  nobody_defines_this\n", 1))
    walk = given(Walk(log_in(alice)).begin(ADDRESS))
    assert walk.status == 500
    assert Upload.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_erasing_the_session_takes_its_files(papers):
    before = names()
    given(papers)
    assert names() != before
    papers.client.post(f"{papers.url}delete/")
    assert names() == before
    assert not Upload.objects.exists()
    assert not InterviewSession.everything.exists()


def test_a_guest_gives_files_too(uploads_source):
    guest = given(Walk(Client()).begin(ADDRESS)).answer()
    assert guest.client.get(links(guest.page)[0]).content == PDF
    assert Client().get(links(guest.page)[0]).status_code == 302
