"""By what somebody can log in, and that nobody takes the last of it from themselves."""

from __future__ import annotations

from contextlib import suppress
from itertools import permutations
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of_examples
from hypothesis import strategies as st

from accounts.models import PhoneNumber, User
from accounts.services import mail_login, phones, ways_in
from accounts.services.ways_in import PHONE, Kind, LastWayIn, WayIn
from accounts.ways.base import ways_of
from tests.accounts.social import configured
from tests.accounts.test_at_once import at_once
from tests.authenticator import add
from tests.factors import prove
from tests.people import log_in, make_person

NUMBER = "+4915112345678"
NOW = timezone.now()
CONNECTIONS = "/account/social/"
LAST = "This is your only way in."


class Silent:
    """A gateway that sends nothing."""

    def send(self, number: str, text: str) -> None:
        pass


@pytest.fixture
def all_on(settings, mail_server, town):
    settings.DASITE_SMS_SENDER = f"{__name__}.Silent"
    settings.SOCIALACCOUNT_PROVIDERS = configured(town)


def give_passkeys(user: User, count: int = 1) -> list[WayIn]:
    """Add so many on the person's page."""
    client = Client()
    log_in(client, user)
    prove(client)
    for _ in range(count):
        add(client)
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return [ways_in.passkey(row) for row in rows]


def give_login(user: User, provider: str) -> WayIn:
    uid = str(uuid4())
    row = SocialAccount.objects.create(user=user, provider=provider, uid=uid)
    return ways_in.social(row)


def give_number(user: User) -> WayIn:
    PhoneNumber.objects.create(
        user=user,
        sealed=phones.seal(user, NUMBER),
        key=phones.key_of(NUMBER),
        confirmed_at=NOW,
    )
    return PHONE


def take_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


MODELS = {Kind.PASSKEY: Authenticator, Kind.SOCIAL: SocialAccount, Kind.PHONE: PhoneNumber}


def take(user: User, gone: WayIn) -> None:
    """Remove a way as its page does, without the mail that tells of it."""
    if gone == ways_in.MAIL:
        mail_login.switch(user, is_on=False, now=NOW)
        return
    with ways_in.removing(user, gone):
        MODELS[gone.kind].objects.filter(pk=gone.row or user.pk).delete()


@pytest.fixture
def dora(all_on) -> User:
    """Somebody with every way but a password."""
    user = make_person("dora")
    give_passkeys(user)
    take_password(user)
    give_login(user, "town")
    give_number(user)
    return user


def test_all_ways_are_known(dora):
    kinds = {way.kind for way in ways_in.ways_in_of(dora)}
    assert kinds == set(Kind) - {Kind.PASSWORD}
    dora.set_password("a password of sixteen")
    assert {way.kind for way in ways_in.ways_in_of(dora)} == set(Kind)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_whatever_order_one_is_left(dora, order):
    ways = sorted(ways_in.ways_in_of(dora), key=lambda way: way.kind)
    for number in order[:-1]:
        take(dora, ways[number])
    last = ways[order[-1]]
    assert ways_in.ways_in_of(User.objects.get(pk=dora.pk)) == {last}
    with pytest.raises(LastWayIn):
        take(dora, last)
    assert ways_in.ways_in_of(User.objects.get(pk=dora.pk)) == {last}


MOVES = st.lists(st.tuples(st.booleans(), st.sampled_from(["town", "phone", "mail"])), max_size=12)


@settings_of_examples(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_is_added_and_removed_one_is_left(dora, moves):
    with transaction.atomic():
        for is_added, name in moves:
            add_or_take(User.objects.get(pk=dora.pk), name, is_added=is_added)
            assert ways_in.ways_in_of(User.objects.get(pk=dora.pk))
        for way in sorted(ways_in.ways_in_of(User.objects.get(pk=dora.pk)), key=str):
            with suppress(LastWayIn):
                take(User.objects.get(pk=dora.pk), way)
        assert len(ways_in.ways_in_of(User.objects.get(pk=dora.pk))) == 1
        transaction.set_rollback(True)


def add_or_take(user: User, name: str, *, is_added: bool) -> None:
    """Add a way that is not there, or remove one that is, unless it is the last."""
    kind = {"town": Kind.SOCIAL, "phone": Kind.PHONE, "mail": Kind.MAIL}[name]
    there = sorted((way for way in ways_in.ways_in_of(user) if way.kind == kind), key=str)
    if not is_added:
        with suppress(LastWayIn):
            for way in there[:1]:
                take(user, way)
    elif name == "mail":
        mail_login.switch(user, is_on=True, now=NOW)
    elif name == "town":
        give_login(user, "town")
    elif not there:
        give_number(user)


def test_an_address_that_one_logs_in_with_is_not_removed(alice, proven):
    EmailAddress.objects.create(user=alice, email="new@example.org", verified=True)
    proven.post("/account/email/", {"email": alice.email, "action_remove": "1"})
    assert EmailAddress.objects.filter(email=alice.email, primary=True).exists()


def test_what_lets_nobody_in_today_is_no_way(dora, settings):
    settings.DASITE_SMS_SENDER = ""
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert {way.kind for way in ways_in.ways_in_of(dora)} == {Kind.PASSKEY, Kind.MAIL}
    EmailAddress.objects.update(verified=False)
    assert {way.kind for way in ways_in.ways_in_of(dora)} == {Kind.PASSKEY}
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    EmailAddress.objects.update(verified=True)
    assert {way.kind for way in ways_in.ways_in_of(dora)} == {Kind.PASSKEY}


def test_what_is_out_of_order_goes_while_something_else_lets_one_in(alice, settings, all_on):
    client = Client()
    log_in(client, alice)
    prove(client)
    give_login(alice, "gone")
    assert "Remove gone" in client.get(CONNECTIONS).content.decode()
    client.post(CONNECTIONS, {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()
    assert "A login by gone was removed" in mail.outbox[-1].subject


def test_nothing_is_asked_more_than_four_times(dora, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        ways_in.ways_in_of(dora)


def test_every_way_of_the_profile_is_known_here(dora):
    """A new way on the profile page has to be known to who guards the last one."""
    known = {"Password", "Passkeys", "Link by mail", "Login by another service", "Code by phone"}
    factors = {"Second factor: authenticator app", "Spare codes"}
    assert {shown.title for shown in ways_of(dora)} == known | factors


@pytest.fixture
def proven(all_on, alice) -> Client:
    """Alice's browser with a passkey and a fresh proof; her password is gone afterwards."""
    client = Client()
    log_in(client, alice)
    prove(client)
    add(client)
    User.objects.update(mail_login=False)
    return client


def without_password(client: Client, user: User) -> Client:
    """Take the password and let the browser stay: the stamp of the session is of before."""
    User.objects.filter(pk=user.pk).update(password="!none")
    user.refresh_from_db()
    session = client.session
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return client


def test_the_last_passkey_is_not_removed_and_the_page_says_why(alice, proven):
    client = without_password(proven, alice)
    row = Authenticator.objects.get(type="webauthn")
    url = f"/account/factors/webauthn/keys/{row.pk}/remove/"
    page = client.get(url).content.decode()
    assert LAST in page
    assert "Remove this passkey" not in page
    assert LAST in client.post(url).content.decode()
    assert Authenticator.objects.filter(pk=row.pk).exists()
    User.objects.update(mail_login=True)
    assert LAST not in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not Authenticator.objects.filter(pk=row.pk).exists()


def test_the_last_number_is_not_removed_and_the_page_says_why(alice, proven):
    give_number(alice)
    Authenticator.objects.all().delete()
    client = without_password(proven, alice)
    page = client.get("/profile/phone/").content.decode()
    assert LAST in page
    assert f"Remove {NUMBER}" not in page
    assert LAST in client.post("/profile/phone/", {"remove": "1"}).content.decode()
    assert PhoneNumber.objects.exists()


def test_the_last_link_by_mail_is_not_switched_off(alice, proven):
    User.objects.update(mail_login=True)
    Authenticator.objects.all().delete()
    client = without_password(proven, alice)
    assert LAST in client.get("/profile/mail-login/").content.decode()
    assert LAST in client.post("/profile/mail-login/").content.decode()
    assert User.objects.get().mail_login


def test_the_command_says_so_when_nothing_is_left(alice, all_on, capsys):
    give_passkeys(alice)
    User.objects.update(mail_login=False)
    call_command("factors_remove", str(alice.pk))
    assert "Nothing logs them in now" not in capsys.readouterr().out
    alice.refresh_from_db()
    take_password(alice)
    call_command("factors_remove", str(alice.pk))
    assert f"person {alice.pk}." in capsys.readouterr().out


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_that_are_removed_at_once_one_stays(settings):
    assert connection.vendor == "postgresql"
    for _ in range(5):
        erna = make_person(f"erna{User.objects.count()}", mail_login=False)
        first, second = give_passkeys(erna, 2)
        take_password(erna)

        def try_to(gone: WayIn, erna: User = erna) -> bool:
            try:
                take(erna, gone)
            except LastWayIn:
                return False
            return True

        done = at_once(lambda: try_to(first), lambda: try_to(second))  # noqa: B023 -- runs now
        assert sorted(done) == [False, True]
        assert len(ways_in.ways_in_of(erna)) == 1
