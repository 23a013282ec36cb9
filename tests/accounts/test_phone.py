"""Codes by phone: a number is confirmed before it logs in, kept sealed, and told to nobody."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone

from accounts import middleware, sms
from accounts.models import GuessCount, LoginCode, PhoneNumber, User
from accounts.services import phones
from accounts.ways.base import ways_of
from privacy.models import KeyWrap
from privacy.retention import export
from privacy.vault import ways
from tests.accounts.pages import plain
from tests.accounts.test_login_by_mail import is_in
from tests.accounts.test_mailed_code import log_out_proof, wrong
from tests.accounts.test_secrets import cells
from tests.factors import enrol
from tests.older_copy import put_back, put_in_order
from tests.people import NEW_PASSWORD, PASSWORD, log_in, make_person
from tests.site.canary import holds

ASK, CONFIRM, OWN = "/account/login/phone/", "/account/login/code/confirm/", "/profile/phone/"
NUMBER, STRANGE = "+4915112345678", "+4915198765432"


class Gateway:
    """A sender that keeps what was to be sent."""

    sent: ClassVar[list[tuple[str, str]]] = []
    is_down = False

    def send(self, number: str, text: str) -> None:
        if Gateway.is_down:
            raise ConnectionRefusedError
        self.sent.append((number, text))


@pytest.fixture(autouse=True)
def gateway(settings, monkeypatch) -> list[tuple[str, str]]:
    """All messages, sent before the page is answered."""
    settings.DASITE_SMS_SENDER = f"{__name__}.Gateway"
    monkeypatch.setattr(sms, "send_aside", sms.try_sending)
    Gateway.sent.clear()
    Gateway.is_down = False
    return Gateway.sent


def read_code() -> str:
    found = re.search(r"\b\d{4} \d{4}\b", Gateway.sent[-1][1])
    assert found
    return found.group()


def prove(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def add(client: Client, number: str = NUMBER) -> Any:
    """Add a number by the page, with its code; return the answer."""
    prove(client)
    client.post(OWN, {"phone": number})
    return client.post(OWN, {"code": read_code()})


def ask(client: Client, number: str = NUMBER) -> Any:
    return client.post(ASK, {"phone": number})


@pytest.fixture
def has_number(alice, browser, gateway) -> None:
    assert add(browser)["Location"] == "/profile/"
    gateway.clear()
    mail.outbox.clear()


def test_a_number_is_kept_once_its_code_was_typed(alice, browser, gateway):
    prove(browser)
    page = browser.post(OWN, {"phone": "0049 (151) 123-456 78"}).content.decode()
    assert NUMBER in page
    assert gateway[0][0] == NUMBER
    assert not PhoneNumber.objects.exists()
    assert "wrong" in browser.post(OWN, {"code": wrong(read_code())}).content.decode()
    assert browser.post(OWN, {"code": read_code()})["Location"] == "/profile/"
    assert phones.number_of(alice) == NUMBER
    assert "telephone number was added" in mail.outbox[-1].subject
    assert "Your number is confirmed since" in browser.get("/profile/").content.decode()


def test_adding_and_removing_want_a_fresh_proof(alice, browser, has_number):
    log_out_proof(browser)
    for posted in ({"phone": STRANGE}, {"remove": "1"}):
        assert browser.post(OWN, posted)["Location"].startswith("/account/reauthenticate/")
    assert phones.number_of(alice) == NUMBER


def test_a_code_by_phone_logs_in_and_leaves_the_answers_locked(alice, has_number, client):
    assert ask(client, "+49 151 12345678")["Location"] == CONFIRM
    assert NUMBER in client.get(CONFIRM).content.decode()
    page = client.post(CONFIRM, {"code": read_code()}, follow=True).content.decode()
    assert "your answers are still locked" in page
    assert is_in(client)
    assert [wrap.kind for wrap in KeyWrap.objects.all()] == ["password"]


def test_who_has_no_password_has_them_open_and_is_told_who_could_open_them(client, db):
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    ways.create_served(dora.subject_id)
    number = PhoneNumber(user=dora, key=phones.key_of(NUMBER), confirmed_at=timezone.now())
    number.sealed = phones.seal(dora, NUMBER)
    number.save()
    ask(client)
    client.post(CONFIRM, {"code": read_code()})
    assert "open in this browser" in client.get("/profile/").content.decode()
    (way,) = [one for one in ways_of(dora) if "phone" in one.title]
    assert "this site could open your answers" in way.opens


def test_a_second_factor_is_asked_for_all_the_same(alice, browser, has_number, client):
    enrol(browser)
    ask(client)
    where = client.post(CONFIRM, {"code": read_code()})["Location"]
    assert where == "/account/factors/authenticate/"
    assert not is_in(client)


def test_a_code_counts_once_in_one_browser_and_a_newer_ends_it(alice, has_number, client):
    ask(client)
    first = read_code()
    assert Client().post(CONFIRM, {"code": first})["Location"] == "/account/login/code/"
    ask(client)
    assert client.post(CONFIRM, {"code": first}).status_code == 200
    assert client.post(CONFIRM, {"code": read_code()}).status_code == 302
    assert not LoginCode.objects.filter(kind="phone").exists()


def expire(alice: User, browser: Client) -> None:
    LoginCode.objects.update(expires_at=timezone.now() - timedelta(seconds=10))


def change_password(alice: User, browser: Client) -> None:
    alice.set_password(NEW_PASSWORD)
    alice.save()


def remove(alice: User, browser: Client) -> None:
    browser.post(OWN, {"remove": "1"})


@pytest.mark.parametrize("event", [expire, change_password, remove])
def test_a_code_is_dead_after(alice, browser, has_number, client, event):
    ask(client)
    code = read_code()
    event(alice, browser)
    assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert not is_in(client)


def test_known_and_unknown_numbers_are_answered_alike(alice, has_number):
    pages = []
    for number in (NUMBER, STRANGE):
        client = Client()
        first = ask(client, number)
        second = client.get(CONFIRM)
        third = client.post(CONFIRM, {"code": "0000 0000"})
        pages.append(
            (first.status_code, first["Location"], plain(second, number), plain(third, number))
        )
    assert pages[0] == pages[1]
    assert [number for number, _ in Gateway.sent] == [NUMBER]
    assert "account_login_phone" in middleware.EVEN


def test_a_gateway_that_is_down_tells_nobody_who_has_an_account(alice, has_number, caplog):
    Gateway.is_down = True
    answers = [plain(ask(Client(), number), number) for number in (NUMBER, STRANGE)]
    assert answers[0] == answers[1]
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert NUMBER not in caplog.text


def test_a_gateway_that_is_down_is_said_to_who_adds_a_number(alice, browser):
    Gateway.is_down = True
    prove(browser)
    assert "could not be sent" in browser.post(OWN, {"phone": NUMBER}).content.decode()


@pytest.mark.parametrize("number", [NUMBER, STRANGE])
def test_wrong_codes_ban_known_or_not(alice, has_number, client, number):
    ask(client, number)
    code = wrong(read_code()) if number == NUMBER else "12345678"
    for _ in range(4):
        assert client.post(CONFIRM, {"code": code}).status_code == 200
    assert client.post(CONFIRM, {"code": code}).status_code == 429


def test_wrong_codes_that_confirm_a_number_ban_too(alice, browser, gateway):
    prove(browser)
    browser.post(OWN, {"phone": NUMBER})
    for _ in range(5):
        browser.post(OWN, {"code": wrong(read_code())})
    assert browser.post(OWN, {"code": read_code()}).status_code == 429
    assert not PhoneNumber.objects.exists()


def test_the_right_code_forgives_the_wrong_ones(alice, has_number, client):
    ask(client)
    client.post(CONFIRM, {"code": wrong(read_code())})
    client.post(CONFIRM, {"code": read_code()})
    assert not GuessCount.objects.exists()


def test_three_codes_go_to_a_number_in_a_quarter_hour_known_or_not(alice, has_number, browser):
    for number, most in ((NUMBER, 2), (STRANGE, 3)):  # one has confirmed it
        answers = [ask(Client(), number).status_code for _ in range(4)]
        assert answers == [302] * most + [200] * (4 - most)
    assert "Too many codes" in ask(Client(), STRANGE).content.decode()
    assert "Too many codes" in browser.post(OWN, {"phone": STRANGE}).content.decode()


def test_ten_codes_are_asked_for_from_an_address_in_an_hour(db):
    answers = [ask(Client(), f"+4915100000{number:02}").status_code for number in range(11)]
    assert answers == [302] * 10 + [200]


def test_one_number_has_one_account_and_only_who_holds_the_phone_is_told(
    alice, has_number, charlie
):
    other = Client()
    log_in(other, charlie)
    prove(other)
    page = other.post(OWN, {"phone": NUMBER}).content.decode()
    assert "A code is on its way" in page
    page = other.post(OWN, {"code": read_code()}).content.decode()
    assert "Another account has this number." in page
    assert phones.number_of(charlie) == ""
    assert phones.find_person(NUMBER) == alice


def test_a_number_is_changed_and_removed(alice, browser, has_number, client):
    add(browser, STRANGE)
    assert phones.number_of(alice) == STRANGE
    assert phones.find_person(NUMBER) is None
    assert f"Remove {STRANGE}" in browser.get(OWN).content.decode()
    assert browser.post(OWN, {"remove": "1"})["Location"] == "/profile/"
    assert not PhoneNumber.objects.exists()
    assert "was removed" in mail.outbox[-1].subject
    ask(client, STRANGE)
    assert len(Gateway.sent) == 1


def test_a_number_that_was_removed_stays_removed_when_an_older_copy_is_put_back(
    browser, has_number
):
    with put_back():
        browser.post(OWN, {"remove": "1"})
    assert PhoneNumber.objects.exists()
    put_in_order()
    assert not PhoneNumber.objects.exists()


def test_who_was_deactivated_gets_no_code(alice, has_number, client):
    alice.is_active = False
    alice.save()
    ask(client)
    assert not Gateway.sent


@pytest.mark.parametrize(
    "typed", ["0151 12345678", "+49", "+0151123456", "letters", "+49151123456789012345"]
)
def test_what_is_no_number_is_said(client, db, typed):
    page = ask(client, typed).content.decode()
    assert "<title>Error:" in page
    assert "with the code of its country" in page
    with pytest.raises(ValidationError):
        phones.normalise(typed)


def test_letters_are_no_code(browser, gateway):
    prove(browser)
    browser.post(OWN, {"phone": NUMBER})
    assert "eight digits" in browser.post(OWN, {"code": "letters"}).content.decode()


def test_without_a_sender_there_is_no_such_way(alice, browser, has_number, settings, client):
    settings.DASITE_SMS_SENDER = ""
    assert client.get(ASK).status_code == 404
    assert "by phone" not in client.get("/account/login/").content.decode()
    assert "Send me a code" not in browser.get(OWN).content.decode()
    browser.post(OWN, {"remove": "1"})
    assert browser.get(OWN).status_code == 404
    assert "Code by phone" not in browser.get("/profile/").content.decode()


def test_who_is_in_already_goes_on(browser):
    assert browser.get(ASK)["Location"] == "/profile/"


def test_where_one_wanted_to_go_is_kept(alice, has_number, client):
    where = client.post(ASK, {"phone": NUMBER, "next": "/my-data/"})["Location"]
    answer = client.post(where, {"code": read_code(), "next": "/my-data/"})
    assert answer["Location"] == "/my-data/"


def test_my_data_and_the_archive_hold_the_number_and_a_deletion_takes_it(
    alice, browser, has_number
):
    assert NUMBER in browser.get("/my-data/").content.decode()
    packed = b"".join(export.archive(alice.subject_id, None, now=timezone.now()))
    assert packed[:2] == b"PK"
    browser.post("/profile/delete/", {"password": PASSWORD, "when": "now"})
    assert not PhoneNumber.objects.exists()


def test_number_and_code_stand_in_no_table_log_or_mail(alice, browser, client, caplog, gateway):
    caplog.set_level(logging.DEBUG)
    add(browser)
    said = [NUMBER, NUMBER[1:], read_code(), read_code().replace(" ", "")]
    ask(client)
    said += [read_code(), read_code().replace(" ", "")]
    client.post(CONFIRM, {"code": wrong(read_code())})
    client.post(CONFIRM, {"code": read_code()})
    ask(Client(), STRANGE)
    said.append(STRANGE)
    for table, column, raw in cells():
        for secret in said:
            assert not holds(raw, secret), (table, column)
    for secret in said:
        assert secret not in caplog.text
        assert not any(secret in f"{told.subject} {told.body}" for told in mail.outbox)
    assert NUMBER not in f"{PhoneNumber.objects.get()} {PhoneNumber.objects.get()!r}"


def test_messages_wait_in_a_folder_that_nobody_else_reads(settings, tmp_path):
    settings.DASITE_SMS_DIR = tmp_path / "sms"
    sms.FolderSender().send(NUMBER, "a code")
    (file,) = settings.DASITE_SMS_DIR.iterdir()
    assert file.read_text() == f"To: {NUMBER}\n\na code\n"
    assert file.stat().st_mode & 0o077 == 0


def test_messages_are_printed_on_the_terminal_alone(capsys, caplog):
    sms.TerminalSender().send(NUMBER, "a code")
    assert capsys.readouterr().out == f"Text message to {NUMBER}: a code\n"
    assert not caplog.text


@pytest.mark.parametrize("is_terminal", [True, False])
def test_by_default_the_console_has_them_and_a_log_never(
    settings, tmp_path, capsys, monkeypatch, is_terminal
):
    settings.DASITE_SMS_DIR = tmp_path / "sms"
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    sms.ConsoleSender().send(NUMBER, "a code")
    assert ("a code" in capsys.readouterr().out) == is_terminal
    assert settings.DASITE_SMS_DIR.exists() != is_terminal


def test_a_message_is_sent_aside_while_the_page_is_answered(monkeypatch, gateway):
    monkeypatch.undo()
    with override_settings(DASITE_SMS_SENDER=f"{__name__}.Gateway"):
        sms.send_aside(NUMBER, "a code").join()
    assert gateway == [(NUMBER, "a code")]


def test_allauth_knows_the_numbers(alice, has_number):
    adapter = get_adapter()
    assert adapter.get_phone(alice) == (NUMBER, True)
    assert adapter.get_user_by_phone(NUMBER) == alice
    PhoneNumber.objects.all().delete()
    assert adapter.get_phone(alice) is None
    adapter.send_verification_code_sms(user=alice, phone=NUMBER, code="1")
    assert not Gateway.sent
