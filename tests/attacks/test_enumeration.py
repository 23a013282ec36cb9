"""Asking who has an account: every form that takes an address, with accounts of every kind.

What must take equally long is counted: key derivations, queries, mails. How long each form really
takes `benchmarks/enumeration.py` measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import middleware, sms
from accounts.models import GuessCount, PhoneNumber, User
from accounts.services import phones
from tests.factors import enrol
from tests.people import PASSWORD, WRONG_PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db

# As long as the one that is known: a page that repeats it says so by its length.
NOBODY = "norma@example.org"
NUMBER, STRANGE = "+4915112345678", "+4915198765432"
CONFIRM = "/account/login/code/confirm/"
# What differs in each answer by nature: a nonce, a form's token, the id of a session.
BY_NATURE = re.compile(r"nonce-[\w+/=-]+|(?<=csrfmiddlewaretoken\" value=\")\w+|nonce=\"[^\"]+\"")
COOKIE = ("expires", "path", "domain", "max-age", "secure", "httponly", "samesite")


@dataclass(frozen=True)
class Told:
    """All that an answer tells to whoever typed an address."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, tuple[object, ...]]
    text: str


@dataclass(frozen=True)
class Cost:
    """What an answer took."""

    derivations: int
    mails: int
    queries: int | None  # None where the answer waits until the same moment for all


def told(answer: Any, typed: str) -> Told:
    """Return what an answer says, without what differs each time and what was typed."""

    def plain(text: str) -> str:
        return BY_NATURE.sub("", text).replace(typed, "TYPED")

    return Told(
        answer.status_code,
        {name: plain(value) for name, value in answer.items()},
        {
            name: (len(one.value), *(str(one[part]) for part in COOKIE if part != "expires"))
            for name, one in answer.cookies.items()
        },
        plain(answer.content.decode()),
    )


def log_in_wrong(client: Client, email: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": WRONG_PASSWORD})


def reset(client: Client, email: str) -> Any:
    return client.post("/account/password/reset/", {"email": email})


def sign_up(client: Client, email: str) -> Any:
    form = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/account/signup/", form)


def ask_for_link(client: Client, email: str) -> Any:
    return client.post("/account/login/code/", {"email": email})


def sign_up_by_mail(client: Client, email: str) -> Any:
    return client.post("/account/signup/mail/", {"email": email})


def type_code(client: Client, email: str) -> Any:
    if not client.cookies:
        ask_for_link(client, email)
        mail.outbox.clear()
    return client.post(CONFIRM, {"code": "0000 0000"})


def ask_by_phone(client: Client, number: str) -> Any:
    return client.post("/account/login/phone/", {"phone": number})


def type_phone_code(client: Client, number: str) -> Any:
    if not client.cookies:
        ask_by_phone(client, number)
    return client.post(CONFIRM, {"code": "0000 0000"})


FORMS = (log_in_wrong, reset, sign_up, ask_for_link, sign_up_by_mail, type_code)
PHONE_FORMS = (ask_by_phone, type_phone_code)


def plain_one(user: User) -> None:
    log_in(Client(), user)


def never_in(user: User) -> None:
    """Nobody has logged in with this account yet, so it has no keys."""


def unconfirmed(user: User) -> None:
    EmailAddress.objects.filter(user=user).update(verified=False)


def switched_off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def without_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def without_mail_login(user: User) -> None:
    User.objects.filter(pk=user.pk).update(mail_login=False)


def with_factor(user: User) -> None:
    client = Client()
    log_in(client, user)
    enrol(client)


def leaving(user: User) -> None:
    User.objects.filter(pk=user.pk).update(leaving_at=timezone.now())


def going(user: User) -> None:
    User.objects.filter(pk=user.pk).update(erasing_at=timezone.now())


def administrator(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)


KINDS = (
    plain_one,
    never_in,
    unconfirmed,
    switched_off,
    without_password,
    without_mail_login,
    with_factor,
    leaving,
    going,
    administrator,
)


@pytest.fixture(autouse=True)
def _open_site(settings, monkeypatch) -> None:
    """A site that sends mails and text messages."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.DASITE_SMS_SENDER = "accounts.sms.FolderSender"
    monkeypatch.setattr(sms, "send_aside", lambda number, text: None)


def known(kind: Callable[[User], None]) -> User:
    user = make_person("alice")
    kind(user)
    mail.outbox.clear()
    GuessCount.objects.all().delete()
    return user


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_answer_tells_whether_an_address_has_an_account(kind, form):
    """Status, headers, cookies, words, the page led to; also when somebody asks again."""
    email = known(kind).email
    compare(form, email, NOBODY)


@pytest.mark.parametrize("form", PHONE_FORMS, ids=lambda form: form.__name__)
def test_no_answer_tells_whether_a_number_has_an_account(form):
    own_number(known(plain_one))
    compare(form, NUMBER, STRANGE)


def compare(form: Callable[..., Any], known: str, unknown: str) -> None:
    """Ask seven times from each of two browsers, and follow where they are led."""
    ours, theirs = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(7):
            one, two = form(ours, known), form(theirs, unknown)
            assert told(one, known) == told(two, unknown)
            if one.status_code == 302:
                led, led_too = ours.get(one["Location"]), theirs.get(two["Location"])
                assert told(led, known) == told(led_too, unknown)


def own_number(user: User) -> None:
    PhoneNumber.objects.create(
        user=user,
        sealed=phones.seal(user, NUMBER),
        key=phones.key_of(NUMBER),
        confirmed_at=timezone.now(),
    )


def cost(form: Callable[..., Any], typed: str, runs: list[str]) -> Cost:
    """Return what an answer takes, of a browser that comes for the first time."""
    client = Client()
    if form in {type_code, type_phone_code}:
        form(client, typed)
    cache.clear()
    GuessCount.objects.all().delete()
    before, mails = len(runs), len(mail.outbox)
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["vault"]) as two,
    ):
        answer = form(client, typed)
    is_even = answer.wsgi_request.resolver_match.view_name in middleware.EVEN
    return Cost(
        len(runs) - before, len(mail.outbox) - mails, None if is_even else len(one) + len(two)
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_address_costs_as_much_whoever_has_it(kind, form, argon_runs):
    email = known(kind).email
    assert cost(form, email, argon_runs) == cost(form, NOBODY, argon_runs)


def test_where_queries_differ_the_answer_waits_for_the_same_moment(settings, monkeypatch):
    """Half a second from when the request came, whatever it took; busy or not, nobody sees it."""
    slept: list[float] = []
    clock = SimpleNamespace(sleep=slept.append, monotonic=iter(range(100)).__next__)
    monkeypatch.setattr(middleware, "time", clock)
    settings.ACCOUNT_EVEN_SECONDS = 5
    known(plain_one)
    for form in (reset, sign_up, ask_for_link, sign_up_by_mail, ask_by_phone):
        form(Client(), NUMBER if form is ask_by_phone else "alice@example.org")
    assert slept == [4] * 5  # one second went by between two looks at the clock


@pytest.mark.parametrize("form", PHONE_FORMS, ids=lambda form: form.__name__)
def test_a_number_costs_no_derivation_and_is_sent_to_aside(form, argon_runs, monkeypatch):
    """A gateway takes its time; whoever waits for the page does not wait for it."""
    own_number(known(plain_one))
    argon_runs.clear()
    for number in (NUMBER, STRANGE):
        assert form(Client(), number).status_code in {200, 302}
    assert argon_runs == []


@pytest.mark.django_db(transaction=True)
def test_an_invitation_tells_its_sender_nothing_of_whom_it_goes_to(office):
    known(plain_one)
    invite, answers = "/admin/accounts/invitation/add/", []
    with time_machine.travel(timezone.now(), tick=False):
        for email in ("alice@example.org", NOBODY):
            mail.outbox.clear()
            answer = office.post(invite, {"email": email})
            said = [str(one) for one in get_messages(answer.wsgi_request)]
            office.get(answer["Location"])
            answers.append((answer.status_code, answer["Location"], said, len(mail.outbox)))
    assert answers[0] == answers[1]
    assert answers[0][-1] == 1


def test_a_made_up_invitation_tells_nothing(alice):
    for path in ("/profile/invitation/x/", f"/profile/invitation/{'a' * 43}/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert "example.org" not in answer.content.decode()


def test_who_is_logged_in_learns_nothing_by_changing_their_address(alice):
    browser, answers = Client(), []
    log_in(browser, make_person("robin"))
    with time_machine.travel(timezone.now(), tick=False):
        for email in (alice.email, NOBODY):
            mail.outbox.clear()
            form = {"email": email, "password": PASSWORD, "action_add": ""}
            answer = browser.post("/account/email/", form)
            page = told(browser.get(answer["Location"]), email)
            answers.append((told(answer, email), page, len(mail.outbox)))
    assert answers[0] == answers[1]
