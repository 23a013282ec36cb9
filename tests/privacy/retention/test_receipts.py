"""A receipt is genuine for whoever has the public key, and not after a byte was changed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import LedgerEntry
from privacy.retention import receipts, requests
from privacy.retention.errors import ReceiptRefused
from privacy.retention.methods import DeleteRows
from privacy.retention.registry import row_categories
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

SCRIPT = (
    Path(__file__).resolve().parents[3] / "privacy" / "static" / "privacy" / "verify_receipt.py"
)


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    make_session(NOW - timedelta(days=1), person.subject_id, owner=person)
    return person


@pytest.fixture
def receipt(alice) -> str:
    return requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW).receipt


def test_a_receipt_says_what_went_and_where_the_ledger_says_so(receipt, alice):
    said = receipts.check(receipt)
    assert said["account"] == alice.pk
    assert said["counts"] == {"interviews": 1, "steps": 2, "documents": 1, "accounts": 1}
    assert said["erased_at"] == "2026-03-10T12:00:00+00:00"
    done = LedgerEntry.objects.filter(kind="done").order_by("seq")
    assert said["ledger"] == [[line.seq, line.digest] for line in done]
    assert alice.email not in receipt
    assert str(alice.subject_id) not in receipt


def test_one_changed_member_is_noticed(receipt):
    body = json.loads(receipt)
    for name, value in {"account": -1, "counts": {}, "ledger": [], "version": 2}.items():
        with pytest.raises(ReceiptRefused, match="was changed"):
            receipts.check(receipts.canonical({**body, name: value}).decode())


def load_program():
    spec = spec_from_file_location("verify_receipt", SCRIPT)
    assert spec
    assert spec.loader
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def test_each_changed_byte_is_noticed_by_the_site_and_by_the_program(receipt):
    program, key = load_program(), receipts.public_keys()["1"]
    assert program.verify(receipt.encode(), key) == receipts.check(receipt)
    for place, letter in enumerate(receipt):
        other = chr(ord(letter) ^ 1)
        forged = f"{receipt[:place]}{other}{receipt[place + 1 :]}"
        with pytest.raises(ReceiptRefused):
            receipts.check(forged)
        with pytest.raises((ValueError, InvalidSignature)):
            program.verify(forged.encode(), key)


@pytest.mark.parametrize("said", [" {", '{"account":1,', '{"a":1,'])
def test_what_says_more_or_says_it_otherwise_is_not_what_was_signed(receipt, said):
    with pytest.raises(ReceiptRefused):
        receipts.check(receipt.replace("{", said, 1))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "7", "null", '{"signature": 1}', '{"signature": "?"}', "[" * 9999]
)
def test_what_is_no_receipt_is_refused(text, db):
    with pytest.raises(ReceiptRefused, match="not a receipt"):
        receipts.check(text)


def test_a_receipt_of_another_site_is_refused(receipt, settings):
    body = json.loads(receipt)
    with pytest.raises(ReceiptRefused, match="another site"):
        receipts.check(json.dumps({**body, "key": "9"}))
    settings.DASITE_ROOT_KEYS = "1:" + "YWJj" * 10 + "YWI="
    with pytest.raises(ReceiptRefused, match="from another site"):
        receipts.check(receipt)


def test_a_receipt_outlives_a_new_root_key(receipt, settings):
    settings.DASITE_ROOT_KEYS = "2:" + "YWJj" * 10 + "YWI=," + settings.DASITE_ROOT_KEYS
    assert receipts.check(receipt)["key"] == "1"
    assert list(receipts.public_keys()) == ["2", "1"]


def test_without_the_last_file_gone_there_is_no_receipt(alice, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "delete", _refuse)
    assert requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW).receipt == ""


@pytest.mark.parametrize("model", [User, InterviewSession])
def test_without_the_last_row_gone_there_is_no_receipt(alice, monkeypatch, model):
    (category,) = [one for one in row_categories() if one.model is model]
    InterviewSession.objects.update(owner=None)  # by its number alone it is still hers
    monkeypatch.setattr(category, "method", _TakesNothing())
    gone = requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert (gone.complete, gone.receipt) == (False, "")


class _TakesNothing(DeleteRows):
    def execute(self, rows):
        return rows.count()


def _refuse(storage, name):
    raise PermissionError


def test_who_was_gone_already_gets_no_second_receipt(receipt, alice):
    assert requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW).receipt == ""


def test_the_small_program_checks_it_without_the_site(receipt, tmp_path):
    key = receipts.public_keys()["1"]
    path = tmp_path / "receipt.json"

    def run(text: str) -> subprocess.CompletedProcess[str]:
        path.write_text(text)
        command = [sys.executable, "-I", str(SCRIPT), str(path), key]
        return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program

    assert run(receipt).stdout.startswith("Genuine: account ")
    forged = run(receipt.replace('"version":1', '"version":2'))
    assert (forged.returncode, forged.stdout[:11]) == (1, "NOT GENUINE")


def test_the_page_checks_it(receipt, client):
    page = client.get("/receipts/").content.decode()
    assert receipts.public_keys()["1"] in page
    genuine = client.post("/receipts/", {"receipt": receipt}).content.decode()
    assert "Genuine." in genuine
    assert '<time datetime="2026-03-10T12:00:00+00:00">10 March 2026, 12:00 UTC</time>' in genuine
    forged = client.post("/receipts/", {"receipt": receipt.replace("2026", "2025")})
    assert "Not genuine." in forged.content.decode()
    assert "Not genuine." in client.post("/receipts/").content.decode()


def test_the_page_takes_the_file_too(receipt, client):
    def give(content: bytes) -> str:
        form = {"file": SimpleUploadedFile("receipt.json", content)}
        return str(client.post("/receipts/", form).content.decode())

    assert "Genuine." in give(f"{receipt}\n".encode())
    assert "Not genuine." in give("ä".encode())
    assert "Not genuine." in give(b"{" * 30_000)


def test_the_page_does_not_check_without_end(db, client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("privacy.views.timezone.now", lambda: NOW)
    statuses = [client.post("/receipts/").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert client.post("/receipts/", REMOTE_ADDR="192.0.2.9").status_code == 200
