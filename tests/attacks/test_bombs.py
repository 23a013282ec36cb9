"""Archives and interviews that grow when they are opened: refused before they cost anything."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interviews.models import InterviewSource

pytestmark = pytest.mark.django_db

PUBLISH = "/admin/interviews/interviewsource/publish/"
SOURCE = "bad.package/data/questions/a.yml"
LAUGHS = "\n".join(
    ["a0: &a0 lol"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
)
SECONDS = 30  # of one thread's work: what grows as these do would take years


def archive(**files: bytes) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return SimpleUploadedFile("package.zip", packed.getvalue(), "application/zip")


def publish(office: Client, **files: bytes) -> str:
    began = time.thread_time()
    answer = office.post(PUBLISH, {"archive": archive(**files), "is_listed": "on"})
    assert answer.status_code == 200
    assert time.thread_time() - began < SECONDS
    return answer.text


def test_a_small_archive_of_a_huge_file_is_refused(office):
    page = publish(office, **{SOURCE: bytes(200_000_000)})
    assert "<title>Error:" in page
    assert not InterviewSource.objects.exists()


@pytest.mark.parametrize(
    "source",
    [LAUGHS, "a: " + "[" * 50_000, "- " * 20_000 + "x", "? " * 20_000, "a: &x [*x]"],
    ids=["laughs", "brackets", "dashes", "questions", "itself"],
)
def test_an_interview_that_grows_or_never_ends_is_a_mistake_of_its_author(office, source):
    page = publish(office, **{SOURCE: source.encode()})
    assert "a.yml" in page or "There is a problem" in page


@pytest.mark.parametrize("name", ["../../evil/data/questions/a.yml", "/etc/a.yml", "a\\..\\b.yml"])
def test_a_file_of_an_archive_that_climbs_lands_nowhere(office, name):
    publish(office, **{name: b"question: x"})
    assert not InterviewSource.objects.exists()
