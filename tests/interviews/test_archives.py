"""A large archive of one's data: a worker makes it with tickets, sealed, for its person alone."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from interviews.models import AssembledDocument, InterviewSession
from privacy.jobs import outbox
from privacy.models import Archive, Grant, Job, KeyShare, Ticket, UnlockedKey
from privacy.retention import archives, requests
from privacy.vault import subjects
from privacy.vault.errors import TicketRefused
from tests.interviews.conftest import Walk, log_in
from tests.interviews.test_canary import CANARIES, assert_nowhere, logged

__all__ = ["assert_nowhere", "logged"]

URL = "/my-data/"


@pytest.fixture
def large(monkeypatch) -> None:
    """One interview is much already."""
    monkeypatch.setattr(archives, "AT_ONCE_SCOPES", 0)


@pytest.fixture
def made(walk: Walk, large) -> Walk:
    """Alice at the end of an interview, with a document."""
    walk.to_end(CANARIES[0])
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.pdf").status_code == 200
    return walk


def ask(made: Walk) -> str:
    """Ask for the archive and return what the page says then."""
    answer = made.client.post(URL)
    assert (answer.status_code, answer["Location"]) == (303, URL)
    return page(made.client)


def page(client: Client) -> str:
    return str(client.get(URL).content.decode())


def work(after: timedelta = timedelta(0)) -> bool:
    """Let a worker do the job."""
    job = Job.objects.get(kind=archives.KIND)
    return outbox.run_job(job.pk, lambda: timezone.now() + after)


def fetched(made: Walk) -> zipfile.ZipFile:
    (link,) = re.findall(r'href="(/my-data/archive/[^"]+)"', page(made.client))
    answer: Any = made.client.get(link)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert packed.testzip() is None
    return packed


def test_much_is_made_by_a_worker_and_fetched_from_the_page(made):
    assert "Your archive is being made" in ask(made)
    assert work()
    assert "is ready" in page(made.client)
    packed = fetched(made)
    number, document = made.session.pk, AssembledDocument.objects.get()
    answers = json.loads(packed.read(f"files/interview-{number}/answers.json"))
    assert CANARIES[0] in json.dumps(answers)
    name = f"files/interview-{number}/documents/{document.pk}-letter.pdf"
    assert packed.read(name).startswith(b"%PDF")
    assert json.loads(packed.read("data.json"))["sealed_parts_opened"] is True


def test_neither_queue_nor_rows_nor_files_nor_logs_hold_an_answer(made, assert_nowhere):
    ask(made)
    job = Job.objects.get(kind=archives.KIND)
    assert set(job.args) == {"archive", "tickets"}
    assert_nowhere(*CANARIES)
    assert work()
    assert_nowhere(*CANARIES)
    assert fetched(made).namelist()
    assert_nowhere(*CANARIES)


def test_tickets_are_used_up_and_a_second_try_makes_nothing(made):
    ask(made)
    job = Job.objects.get(kind=archives.KIND)
    assert Ticket.objects.count() == 2
    archives.make(job.args["archive"], job.args["tickets"], now=timezone.now())
    assert not Ticket.objects.exists()
    row = Archive.objects.get()
    assert work()
    assert (Archive.objects.get().file, Archive.objects.get().made_at) == (row.file, row.made_at)


def test_asking_twice_makes_one(made):
    ask(made)
    ask(made)
    assert Archive.objects.count() == 1
    assert Job.objects.filter(kind=archives.KIND).count() == 1


def test_what_comes_after_a_quarter_of_an_hour_fails_and_is_asked_for_again(made):
    ask(made)
    assert work(timedelta(minutes=15))
    assert Job.objects.get(kind=archives.KIND).last_error == TicketRefused.__name__
    Archive.objects.update(begun_at=timezone.now() - archives.AT_MOST)
    assert "could not be made" in page(made.client)
    Job.objects.all().delete()
    assert "is being made" in ask(made)
    assert work()
    assert fetched(made).namelist()


def test_what_no_worker_took_in_time_is_not_waited_for(made):
    ask(made)
    Archive.objects.update(asked_at=timezone.now() - timedelta(minutes=15))
    assert "could not be made" in page(made.client)


def test_an_interview_that_is_erased_meanwhile_is_left_out(made):
    ask(made)
    session = InterviewSession.objects.get()
    requests.erase_items("interviews.session", [session.pk], now=timezone.now())
    assert work()
    assert fetched(made).namelist() == ["data.json", "index.html"]


def test_an_archive_whose_person_left_meanwhile_is_not_kept(made, monkeypatch):
    ask(made)
    real, names = default_storage.save, []

    def late(name, content):
        Archive.objects.update(erasing_at=timezone.now())
        names.append(real(name, content))
        return names[-1]

    monkeypatch.setattr(default_storage, "save", late)
    assert work()
    assert not default_storage.exists(names[0])


def test_nobody_else_fetches_it(made, charlie, client):
    ask(made)
    work()
    url = f"/my-data/archive/{Archive.objects.get().uid}/"
    assert log_in(charlie).get(url).status_code == 404
    assert client.get(url)["Location"].startswith("/account/login/")
    assert made.client.post(url).status_code == 405


def test_it_opens_with_the_persons_keys_alone(made):
    ask(made)
    work()
    url = f"/my-data/archive/{Archive.objects.get().uid}/"
    UnlockedKey.objects.all().delete()
    assert made.client.get(url)["Location"].startswith("/profile/unlock/")


def test_one_that_is_not_ready_is_not_found(made):
    ask(made)
    assert made.client.get(f"/my-data/archive/{Archive.objects.get().uid}/").status_code == 404


def test_it_goes_with_its_key_and_its_file(made):
    ask(made)
    work()
    row = Archive.objects.get()
    requests.erase_items("privacy.archive", [row.pk], now=timezone.now())
    assert not Archive.everything.exists()
    assert not KeyShare.objects.filter(owner=row.uid).exists()
    assert not Grant.objects.filter(scope=row.uid).exists()
    assert not default_storage.exists(row.file)


def test_an_archive_counts_as_no_interview(made, alice):
    ask(made)
    assert subjects.count_scopes(alice.subject_id) == 1


def test_little_is_given_at_once(walk):
    walk.to_end()
    answer = walk.client.post(URL)
    assert answer["Content-Type"] == "application/zip"
    assert not Archive.objects.exists()


def test_few_interviews_with_large_files_are_much_too(walk, alice, monkeypatch):
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    walk.client.get(f"{walk.url}documents/{key}.pdf")
    assert not archives.is_large(alice.subject_id)
    monkeypatch.setattr(archives, "AT_ONCE_BYTES", 1000)
    assert archives.is_large(alice.subject_id)
    default_storage.delete(AssembledDocument.objects.get().file)
    assert not archives.is_large(alice.subject_id)


def test_an_archive_of_many_blocks_comes_out_as_it_went_in():
    pieces = archives._Pieces(iter([b"ab", b"cdefg", b"h"]))
    assert [pieces.read(3) for _ in range(4)] == [b"abc", b"def", b"gh", b""]
    assert pieces.count == 8
