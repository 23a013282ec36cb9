"""People and bans in the administration: what staff may see and do, and what nobody can."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client, RequestFactory

from accounts import dashboard
from accounts.addresses import pseudonym, short
from accounts.models import GuessCount, LoginSession, User
from privacy.models import UnlockedKey
from tests.people import PASSWORD, WRONG_PASSWORD, let_in, log_in, make_person

PEOPLE = "/admin/accounts/user/"
BANS = "/admin/axes/accessattempt/"


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser("root@example.org", PASSWORD)


@pytest.fixture
def office(root) -> Client:
    """The administrator's browser."""
    return let_in(Client(), root)


@pytest.fixture
def clerk(db):
    """Return a function that makes a browser of somebody on the staff with these permissions."""

    def make(*codenames: str) -> Client:
        person = make_person("clerk", is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        return let_in(Client(), person)

    return make


def act(client: Client, url: str, action: str, *rows):
    return client.post(
        url, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True
    )


def test_a_person_is_found_by_address_and_by_number(office, alice, bob):
    for words in ("alice", str(alice.pk)):
        page = office.post(f"{PEOPLE}find/", {"words": words}).content.decode()
        assert alice.email in page
        assert bob.email not in page
    assert office.get(f"{PEOPLE}find/", {"words": alice.email}).status_code == 405


def test_who_is_not_found_is_said_and_nothing_typed_is_lost(office):
    page = office.post(f"{PEOPLE}find/", {"words": "zebulon"}).content.decode()
    assert "Nobody has this number" in page
    assert 'value="zebulon"' in page
    assert "There is a problem" in office.post(f"{PEOPLE}find/", {}).content.decode()


def test_the_page_of_a_person_shows_neither_password_nor_keys(office, alice, browser):
    page = office.get(f"{PEOPLE}{alice.pk}/change/").content.decode()
    assert alice.password not in page
    assert 'type="password"' not in page
    assert "/password/" not in page.replace("/account/password/", "")
    assert str(alice.subject_id) not in page


def test_nobody_is_added_or_deleted_here(office, alice):
    assert office.get(f"{PEOPLE}add/").status_code == 403
    assert office.post(f"{PEOPLE}{alice.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_password_cannot_be_set_for_somebody(office, alice):
    assert office.get(f"{PEOPLE}{alice.pk}/password/").status_code != 200
    before = alice.password
    office.post(f"{PEOPLE}{alice.pk}/change/", {"password": "x" * 20, "email": "x@example.org"})
    alice.refresh_from_db()
    assert (alice.password, alice.email) == (before, "alice@example.org")


def test_switching_off_ends_every_session_and_locks_every_key(office, alice, browser):
    act(office, PEOPLE, "deactivate", alice)
    assert not LoginSession.objects.filter(user=alice).exists()
    assert not UnlockedKey.objects.filter(subject_id=alice.subject_id).exists()
    assert browser.get("/profile/").status_code == 302
    assert log_in(Client(), alice)["Location"] == "/account/inactive/"
    act(office, PEOPLE, "reactivate", alice)
    assert log_in(Client(), alice)["Location"] == "/profile/"


def test_nobody_switches_off_themselves(office, root):
    act(office, PEOPLE, "deactivate", root)
    root.refresh_from_db()
    assert root.is_active


def test_staff_switch_off_no_administrator(clerk, root):
    act(clerk("deactivate_people"), PEOPLE, "deactivate", root)
    root.refresh_from_db()
    assert root.is_active


def test_staff_give_themselves_no_rights(clerk):
    client = clerk("manage_roles")
    person = User.objects.get(email="clerk@example.org")
    client.post(f"{PEOPLE}{person.pk}/change/", {"is_superuser": "on", "is_staff": "on"})
    person.refresh_from_db()
    assert not person.is_superuser


def test_a_reset_link_goes_to_the_person_alone(office, alice):
    act(office, PEOPLE, "send_reset_links", alice)
    assert [message.to for message in mail.outbox] == [[alice.email]]
    assert "/password/reset/key/" in mail.outbox[0].body


def test_a_person_who_is_switched_off_gets_no_link(office, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    act(office, PEOPLE, "send_reset_links", alice)
    assert mail.outbox == []


@pytest.mark.parametrize("url", [PEOPLE, BANS])
def test_staff_without_permission_see_nothing(clerk, url):
    assert clerk().get(url).status_code == 403


@pytest.mark.parametrize("url", [PEOPLE, BANS, "/admin/"])
def test_people_are_sent_away(browser, client, url):
    assert client.get(url).status_code == 302
    assert browser.get(url).status_code in {302, 403}


def test_addresses_have_no_admin_page_of_their_own(office):
    assert office.get("/admin/account/emailaddress/").status_code == 404


def test_a_ban_is_seen_and_lifted(office, alice):
    for _ in range(5):
        log_in(Client(), alice, WRONG_PASSWORD)
    page = office.get(BANS).content.decode()
    assert short(pseudonym("127.0.0.1")) in page
    assert alice.email not in page
    act(office, BANS, "lift", AccessAttempt.objects.get())
    assert not GuessCount.objects.exists()
    assert log_in(Client(), alice).status_code == 302


def test_a_ban_is_not_lifted_without_the_right(clerk, alice):
    client = clerk("view_accessattempt")
    for _ in range(5):
        log_in(Client(), alice, WRONG_PASSWORD)
    act(client, BANS, "lift", AccessAttempt.objects.get())
    assert log_in(Client(), alice).status_code == 429


def test_the_administrators_log_names_numbers_only(office, alice):
    LogEntry.objects.log_actions(
        User.objects.get(email="root@example.org").pk,
        User.objects.filter(pk=alice.pk),
        2,
        change_message=[],
    )
    assert LogEntry.objects.get().object_repr == f"person {alice.pk}"


def test_cards_count_people_and_bans(office, root, alice):
    for _ in range(5):
        log_in(Client(), alice, WRONG_PASSWORD)
    request = RequestFactory().get("/admin/")
    request.user = root
    people, bans = dashboard.cards(request)
    assert (people.title, people.number) == ("People", "2")
    assert (bans.number, bans.tone) == ("1", "warn")


def test_cards_are_for_those_who_may_see_them(alice):
    request = RequestFactory().get("/admin/")
    request.user = alice
    assert list(dashboard.cards(request)) == []
