"""A mail that came back is found by its Message-ID, whatever mail server sends the report."""

from __future__ import annotations

import io
import logging
import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from privacy.models import Notice
from privacy.retention import letters
from privacy.retention.bounces import BYTES_AT_MOST, take_bounce
from tests.privacy.kinds import NOW
from tests.privacy.ladders import DAY, note

pytestmark = pytest.mark.django_db

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
To: bounces@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; alice@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b
Content-Type: {kind}

Message-ID: {id}
From: desk@example.org
To: alice@example.org
Subject: something of yours

the text
--b--
"""


@pytest.fixture
def notice(sessions, make_session) -> Notice:
    return note(make_session(NOW - 60 * DAY), 30, NOW + 30 * DAY)


def report(message_id: str, *, action: str = "failed", kind: str = "message/rfc822") -> bytes:
    return REPORT.format(id=message_id, action=action, kind=kind).encode()


def state(notice: Notice) -> str:
    notice.refresh_from_db()
    return notice.state


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_marks_the_notices_of_the_mail(notice, kind):
    assert take_bounce(report(letters.message_id(notice.message), kind=kind)) == 1
    assert state(notice) == "bounced"


def test_a_report_that_comes_twice_changes_nothing_more(notice):
    raw = report(letters.message_id(notice.message))
    assert (take_bounce(raw), take_bounce(raw)) == (1, 0)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_only_what_was_given_up_counts(notice, action):
    assert take_bounce(report(letters.message_id(notice.message), action=action)) == 0
    assert state(notice) == "sent"


def test_the_word_failed_is_known_however_it_is_written(notice):
    assert take_bounce(report(letters.message_id(notice.message), action="Failed ")) == 1


@pytest.mark.parametrize("id_", ["<somebody@else.example.org>", "", "<>"])
def test_a_mail_that_is_not_ours_changes_nothing(notice, id_):
    assert take_bounce(report(id_)) == 0
    assert state(notice) == "sent"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: I am away\n\nuntil Monday",
        b"Content-Type: message/delivery-status\n\nno fields here",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n",
    ],
)
def test_what_is_no_report_changes_nothing(notice, raw):
    assert take_bounce(raw) == 0
    assert state(notice) == "sent"


def test_a_notice_that_was_never_sent_cannot_come_back(notice):
    Notice.objects.update(state="no_address")
    assert take_bounce(report(letters.message_id(notice.message))) == 0


def test_the_command_takes_a_file_and_says_a_number_alone(notice, tmp_path, capsys, caplog):
    path = tmp_path / "message.eml"
    path.write_bytes(report(letters.message_id(notice.message)))
    with caplog.at_level(logging.DEBUG):
        call_command("notices_bounced", str(path))
    assert capsys.readouterr().out == "1 notices marked as come back.\n"
    assert "alice" not in caplog.text
    assert state(notice) == "bounced"


def test_the_command_takes_what_a_mail_server_pipes(notice, monkeypatch, capsys):
    raw = report(letters.message_id(notice.message))
    pipe = io.BytesIO(raw + b"\n" * BYTES_AT_MOST)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pipe))
    call_command("notices_bounced")
    assert "1 notices" in capsys.readouterr().out
