"""Documents are made from the present answers, sealed, and given without a trace in a cache."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from interviews.models import AssembledDocument, InterviewSession
from interviews.services import documents, sealed_files


@pytest.fixture
def done(walk):
    return walk.to_end("Ada", "Leeds")


def address(walk, ending: str) -> str:
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    return f"{walk.url}documents/{key}.{ending}"


@pytest.mark.parametrize(
    ("ending", "kind", "head"),
    [("pdf", "application/pdf", b"%PDF"), ("docx", "application/vnd.openxml", b"PK")],
)
def test_a_download_has_its_type_a_name_and_no_cache(done, ending, kind, head):
    answer = done.client.get(address(done, ending))
    assert answer.content.startswith(head)
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="letter.{ending}"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_to_read_and_print_shows_the_letter(done):
    page = done.client.get(address(done, "html")).content.decode()
    assert "Dear Ada in Leeds" in page
    assert "thank you for 2 pieces of blue teapot." in page


def test_the_file_is_sealed_and_bears_no_name(done):
    done.client.get(address(done, "html"))
    made = AssembledDocument.objects.get()
    with default_storage.open(made.file) as file:
        assert b"Dear Ada" not in file.read()
    assert "letter" not in made.file
    assert b"Ada" not in bytes(made.sealed_name)


def test_a_second_look_makes_no_second_file(done):
    done.client.get(address(done, "pdf"))
    first = AssembledDocument.objects.get().uid
    done.client.get(address(done, "pdf"))
    assert AssembledDocument.objects.get().uid == first


@pytest.mark.django_db(transaction=True)
def test_a_changed_answer_makes_the_document_anew_and_removes_the_old_file(done):
    done.client.get(address(done, "html"))
    old = AssembledDocument.objects.get()
    done.open(f"{done.url}1/").answer(f0="York")
    done.answer(f0="teapot").answer(f0="blue").answer(f0="2")
    assert "Ada in York" in done.client.get(address(done, "html")).content.decode()
    assert AssembledDocument.objects.get().file != old.file
    assert not default_storage.exists(old.file)


def test_what_was_made_is_still_given_when_the_screen_has_moved_on(done):
    made_from = address(done, "html")
    done.client.get(made_from)
    done.open(f"{done.url}1/").answer(f0="York")
    uid = AssembledDocument.objects.get().uid
    assert done.client.get(made_from).status_code == 404
    page = done.client.get(f"{done.url}documents/{uid}/").content.decode()
    assert "Ada in Leeds" in page
    assert "Letter to Ada" in done.client.get(f"{done.url}documents/").content.decode()


def test_an_unknown_format_or_key_is_404(done):
    assert done.client.get(address(done, "exe")).status_code == 404
    assert done.client.get(f"{done.url}documents/other.pdf").status_code == 404


def test_an_unfinished_interview_says_that_there_is_no_document_yet(walk):
    assert "There is no document yet" in walk.client.get(f"{walk.url}documents/").content.decode()


def test_a_document_of_a_session_that_was_erased_meanwhile_leaves_no_file(done, monkeypatch):
    folder = _names()
    real = sealed_files.write_file

    def erase_first(*args, **kwargs):
        name = real(*args, **kwargs)
        InterviewSession.everything.update(erasing_at="2026-03-10T12:00Z")
        return name

    monkeypatch.setattr(documents, "write_file", erase_first)
    assert done.client.get(address(done, "pdf"), follow=True).status_code == 404
    assert not AssembledDocument.objects.exists()
    assert _names() == folder


def _names() -> set[str]:
    """Return the names of all stored documents."""
    if not default_storage.exists("documents"):
        return set()
    folders, _ = default_storage.listdir("documents")
    return {
        f"{each}/{name}"
        for each in folders
        for name in default_storage.listdir(f"documents/{each}")[1]
    }
