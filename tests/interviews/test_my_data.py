"""My data: all that is kept about oneself and nothing of another; an archive that opens."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from interviews.models import AssembledDocument, Upload
from interviews.services import uploads
from interviews.services.seats import open_record
from interviews.views.entrance import visitor_of
from privacy.models import Grant, UnlockedKey
from tests.interviews.conftest import Walk, log_in

URL = "/my-data/"


@pytest.fixture
def made(walk: Walk) -> Walk:
    """Alice at the end of an interview, with a document."""
    walk.to_end("Ada")
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.pdf").status_code == 200
    return walk


def unpack(answer) -> zipfile.ZipFile:
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert packed.testzip() is None
    return packed


def test_the_page_says_what_is_kept_why_and_when_it_goes(made):
    page = made.client.get(URL).content.decode()
    assert "Interview: 1" in page
    assert "so that you can go on where you stopped" in page
    assert "Five questions" in page
    assert "Account: 1" in page
    assert "accounts are kept until somebody deletes them" in page
    assert (
        "<strong>One</strong>, " in page
    )  # a logged-in browser: what names its row says nothing to anybody
    assert "Download my data" in page
    assert "Ada" not in page


def test_the_archive_holds_the_answers_and_the_documents_opened(made, alice):
    answer = made.client.post(URL)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    packed = unpack(answer)
    number = made.session.pk
    answers = json.loads(packed.read(f"files/interview-{number}/answers.json"))
    assert "Ada" in json.dumps(answers["answers"])
    document = AssembledDocument.objects.get()
    name = f"files/interview-{number}/documents/{document.pk}-letter.pdf"
    assert packed.read(name).startswith(b"%PDF")
    data = json.loads(packed.read("data.json"))
    assert data["sealed_parts_opened"] is True
    assert data["kinds"]["accounts.user"][0]["email"] == alice.email
    assert "Five questions" in packed.read("index.html").decode()


def test_the_archive_holds_no_password_no_key_and_nothing_sealed(made, alice):
    packed = unpack(made.client.post(URL))
    text = packed.read("data.json").decode()
    alice.refresh_from_db()
    assert alice.password not in text
    assert "sealed_state" not in text
    assert "session_key" not in text
    assert not any(row.id in text for row in UnlockedKey.objects.exclude(id=""))


def test_it_is_one_s_own_alone(made, charlie):
    stranger = log_in(charlie)
    page = stranger.get(URL).content.decode()
    assert "Five questions" not in page
    packed = unpack(stranger.post(URL))
    names = packed.namelist()
    assert names == ["data.json", "index.html"]
    assert "alice" not in packed.read("data.json").decode()


def test_locked_keys_are_asked_for_first(made):
    UnlockedKey.objects.all().delete()
    page = made.client.get(URL).content.decode()
    assert "Open them with your password" in page
    answer = made.client.post(URL)
    assert answer["Content-Type"].startswith("text/html")


def test_what_an_old_password_locked_is_left_out(made):
    Grant.objects.update(generation=7)
    assert unpack(made.client.post(URL)).namelist() == ["data.json", "index.html"]


def test_nobody_sees_it_without_a_login():
    assert Client().get(URL)["Location"].startswith("/account/login/")


def test_an_operator_exports_what_is_not_sealed(made, alice, tmp_path, capsys):
    target = tmp_path / "alice.zip"
    call_command("subject_export", str(alice.pk), str(target))
    packed = zipfile.ZipFile(target)
    assert packed.namelist() == ["data.json", "index.html"]
    data = json.loads(packed.read("data.json"))
    assert data["sealed_parts_opened"] is False
    assert "Ada" not in json.dumps(data)
    with pytest.raises(CommandError, match="exists"):
        call_command("subject_export", str(alice.pk), str(target))
    with pytest.raises(CommandError, match="no account"):
        call_command("subject_export", "0", str(tmp_path / "x.zip"))
    assert User.objects.filter(pk=alice.pk).exists()


def test_files_that_were_given_come_along(made):
    box = open_record(made.session, visitor_of(made.client.get(made.url).wsgi_request))[0]
    new = uploads._seal(box, SimpleUploadedFile("../cat.txt", b"meow"))
    uploads.Given(new=[new]).save(made.session, made.session.touched_at)
    packed = unpack(made.client.post(URL))
    (name,) = [one for one in packed.namelist() if "/uploads/" in one]
    assert packed.read(name) == b"meow"
    assert ".." not in name


def test_what_is_damaged_is_named_and_the_rest_comes_along(made):
    box = open_record(made.session, visitor_of(made.client.get(made.url).wsgi_request))[0]
    for name in ("cat.txt", "dog.txt"):
        new = uploads._seal(box, SimpleUploadedFile(name, b"meow"))
        uploads.Given(new=[new]).save(made.session, made.session.touched_at)
    cat, dog = Upload.objects.order_by("pk")
    default_storage.delete(cat.file)
    AssembledDocument.objects.update(sealed_name=b"not sealed at all")
    packed = unpack(made.client.post(URL))
    folder = f"files/interview-{made.session.pk}"
    (name,) = [one for one in packed.namelist() if "/uploads/" in one]
    assert name.endswith(f"{dog.pk}-dog.txt")
    assert f"{folder}/answers.json" in packed.namelist()
    said = packed.read(f"{folder}/damaged.txt").decode()
    assert f"file {cat.pk}\n" in said
    assert f"document {AssembledDocument.objects.get().pk}\n" in said
    assert "cat.txt" not in said
