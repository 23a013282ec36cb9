"""Deleting one's account: shown before, proven, done at once and on every device."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import GuessCount, LoginSession, PhoneNumber, User
from accounts.services import deletion, phones
from privacy.models import KeyShare, SubjectKey, Tombstone, UnlockedKey
from privacy.retention import policies
from privacy.retention.modes import After
from privacy.retention.registry import all_categories
from privacy.vault.box import create_box
from tests.accounts.pages import plain
from tests.people import PASSWORD, WRONG_PASSWORD, log_in, make_person

DELETE = "/profile/delete/"
DELETED = "/profile/deleted/"
NUMBER = "+4915112345678"
PROOF = {"password": PASSWORD, "when": "now"}


def ticket(page: str) -> str:
    """Return the ticket of the form on a page."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_lists_what_goes_and_what_stays(alice, browser):
    page = browser.get(DELETE).content.decode()
    assert "Account: <strong>1</strong>" in page
    assert "E-mail address: <strong>1</strong>" in page
    assert f"The number of your account is {alice.pk}" in page
    assert "In a backup" in page


def test_what_stays_says_by_which_rule_of_the_day_it_ends(browser):
    backups = "sealed copies of the database, from before you left; they "
    undecided = plain(browser.get(DELETE))
    assert f"{backups}are kept until somebody" in undecided
    assert "never given to somebody else; they" not in undecided  # that is for nobody to decide
    (kind,) = [one for one in all_categories() if one.key == "privacy.backup_default"]
    policies.set_policy(kind, After("P10D"), now=timezone.now() - timedelta(days=30), by=None)
    assert f"{backups}are deleted after 10 days</li>" in plain(browser.get(DELETE))


def test_the_button_that_deletes_is_not_the_one_that_enter_presses_by_accident(browser):
    page = browser.get(DELETE).content.decode()
    assert 'class="button-danger">Delete my account</button>' in page
    assert ">Keep my account</a>" in page


def test_a_look_at_the_page_deletes_nothing(alice, browser):
    browser.get(DELETE)
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_account_goes_on_every_device_with_its_keys(alice, browser):
    other = Client()
    log_in(other, alice)
    assert browser.post(DELETE, PROOF)["Location"] == DELETED
    assert not User._base_manager.filter(pk=alice.pk).exists()
    assert not LoginSession.objects.filter(user__isnull=False).exists()
    assert not UnlockedKey.objects.exists()
    assert not SubjectKey.objects.exists()
    assert not KeyShare.objects.exclude(kind="server").exists()
    assert other.get("/profile/")["Location"].startswith("/account/login/")


def test_a_mark_stays_and_the_number_is_never_given_again(alice, browser):
    number = alice.pk
    browser.post(DELETE, PROOF)
    assert Tombstone.objects.get().user_id == number
    assert make_person("dora").pk > number


def test_what_she_alone_could_open_is_shredded(alice, browser):
    create_box(uuid4(), owner=alice.subject_id)
    browser.post(DELETE, PROOF)
    assert not KeyShare.objects.filter(kind="subject").exists()


def test_a_neighbour_keeps_everything(alice, browser, bob):
    neighbour = Client()
    log_in(neighbour, bob)
    browser.post(DELETE, PROOF)
    assert b"open in this browser" in neighbour.get("/profile/").content
    assert KeyShare.objects.filter(owner=bob.subject_id).exists()


def test_a_later_login_is_refused_like_an_unknown_address(alice, browser, client):
    browser.post(DELETE, PROOF)
    gone = log_in(client, alice)
    unknown = client.post("/account/login/", {"login": "nobody@example.org", "password": PASSWORD})
    assert plain(gone, alice.email) == plain(unknown, "nobody@example.org")


def test_the_address_is_free_again(alice, browser, client):
    browser.post(DELETE, PROOF)
    form = {"email": alice.email, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", form).status_code == 302
    assert User.objects.get().pk != alice.pk


def test_the_page_afterwards_says_what_is_gone_and_what_is_not(browser):
    page = browser.post(DELETE, PROOF, follow=True).content.decode()
    assert "Your account is deleted" in page
    assert "E-mail address: 1" in page
    assert "Backups of this site" in page
    assert "Log in" in page


def test_the_list_of_what_went_can_be_reloaded_and_names_nobody(alice, browser):
    browser.post(DELETE, PROOF)
    assert plain(browser.get(DELETED)) == plain(browser.get(DELETED))
    assert alice.email not in browser.get(DELETED).content.decode()


@pytest.mark.parametrize("password", [WRONG_PASSWORD, "", "ä" * 513])
def test_without_the_password_nothing_goes(alice, browser, password):
    answer = browser.post(DELETE, {"password": password}, follow=True)
    assert "<title>Error: " in answer.content.decode()
    assert "<title>Error: " not in browser.get(DELETE).content.decode()
    assert not password or password not in str(dict(browser.session))
    assert User.objects.filter(pk=alice.pk).exists()
    assert browser.get("/profile/").status_code == 200


def test_a_wrong_proof_counts_as_a_guess(browser):
    for _ in range(4):
        browser.post(DELETE, {"password": WRONG_PASSWORD})
    assert browser.post(DELETE, {"password": WRONG_PASSWORD}).status_code == 429
    assert browser.post(DELETE, PROOF).status_code == 429
    assert User.objects.exists()


def test_the_second_of_two_clicks_sees_that_it_is_done(browser):
    form = {**PROOF, "ticket": ticket(browser.get(DELETE).content.decode())}
    late = Client()
    late.cookies.load({key: morsel.value for key, morsel in browser.cookies.items()})
    browser.post(DELETE, form)
    assert late.post(DELETE, form)["Location"] == DELETED


def test_a_form_without_a_login_deletes_nothing_and_claims_nothing(alice, browser, client):
    form = {**PROOF, "ticket": ticket(browser.get(DELETE).content.decode())}
    assert client.post(DELETE, form)["Location"].startswith("/account/login/")
    assert client.post(DELETE, {**form, "ticket": "forged"})["Location"] != DELETED
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_back_button_shows_nothing_of_the_account(browser):
    assert "no-store" in browser.get(DELETE)["Cache-Control"]
    browser.post(DELETE, PROOF)
    assert browser.get(DELETE)["Location"].startswith("/account/login/")
    assert browser.get("/profile/")["Location"].startswith("/account/login/")


def test_a_deletion_needs_the_csrf_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(DELETE, PROOF).status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_deletion_cannot_be_asked_of_somebody_else(alice, charlie):
    stranger = Client()
    log_in(stranger, charlie)
    stranger.post(f"{DELETE}?user={alice.pk}", {**PROOF, "user": alice.pk})
    assert User.objects.filter(pk=alice.pk).exists()
    assert not User.objects.filter(pk=charlie.pk).exists()


def test_the_last_administrator_stays(db):
    root, browser = User.objects.create_superuser("root@example.org", PASSWORD), Client()
    log_in(browser, root)
    answer = browser.post(DELETE, PROOF, follow=True)
    assert "last administrator" in answer.content.decode()
    assert User.objects.get().is_superuser


def test_one_of_two_administrators_may_go(db):
    root, browser = User.objects.create_superuser("root@example.org", PASSWORD), Client()
    User.objects.create_superuser("other@example.org", PASSWORD)
    log_in(browser, root)
    assert browser.post(DELETE, PROOF)["Location"] == DELETED


def test_what_is_held_stays_and_so_do_the_rights(db, monkeypatch):
    root, browser = User.objects.create_superuser("root@example.org", PASSWORD), Client()
    User.objects.create_superuser("other@example.org", PASSWORD)
    log_in(browser, root)

    def held(*args, **kwargs):
        raise deletion.Held

    monkeypatch.setattr("privacy.retention.requests.erase_subject", held)
    answer = browser.post(DELETE, PROOF, follow=True)
    assert "Nothing was deleted" in answer.content.decode()
    assert User.objects.get(pk=root.pk).is_superuser


def test_a_deletion_leaves_no_guesses_behind(alice, browser):
    browser.post(DELETE, {"password": WRONG_PASSWORD})
    browser.post(DELETE, PROOF)
    assert not GuessCount.objects.exists()


def test_a_signed_receipt_is_given_to_this_browser_alone(alice, browser, client):
    browser.post(DELETE, PROOF)
    assert "Download a signed receipt" in browser.get(DELETED).content.decode()
    answer = browser.get(f"{DELETED}receipt/")
    assert answer.json()["account"] == alice.pk
    assert alice.email not in answer.content.decode()
    assert client.get(f"{DELETED}receipt/").status_code == 404


def break_number(person: User) -> None:
    """Give the person a telephone number whose seal is damaged."""
    PhoneNumber.objects.create(
        user=person, key=phones.key_of(NUMBER), sealed="damaged", confirmed_at=timezone.now()
    )


def test_who_has_a_number_that_cannot_be_read_can_leave_and_nothing_else_stays(alice, browser):
    break_number(alice)
    log_in(Client(), alice, WRONG_PASSWORD)
    assert AccessAttempt.objects.exists()
    assert "Telephone number: <strong>1</strong>" in browser.get(DELETE).content.decode()
    assert browser.post(DELETE, PROOF)["Location"] == DELETED
    assert not User._base_manager.filter(pk=alice.pk).exists()
    assert not PhoneNumber.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_who_has_a_number_that_cannot_be_read_sees_that_and_can_remove_it(alice, browser):
    break_number(alice)
    assert browser.get(reverse("privacy:my-data")).status_code == 200
    kind = reverse("privacy:my-data-kind", args=["accounts.phone_number"])
    assert phones.UNREADABLE[1:] in browser.get(kind).content.decode()
    assert phones.number_of(alice) == ""
    assert f"Remove {phones.UNREADABLE}" in browser.get("/profile/phone/").content.decode()
    assert browser.post("/profile/phone/", {"remove": "1"}).status_code == 302
    assert not PhoneNumber.objects.exists()
