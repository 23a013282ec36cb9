"""The section "Ways in" of the profile: what one has, what it opens, what can be done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import factors, keys
from accounts.models import User
from accounts.ways.base import ways_of
from privacy.models import KeyWrap
from privacy.vault.ways import create_served
from tests.factors import enrol
from tests.people import log_in, make_person


def way(user: User, title: str):
    (found,) = [one for one in ways_of(user) if title in one.title]
    return found


def titles(user: User) -> list[str]:
    return [one.title for one in ways_of(user)]


def test_the_profile_lists_each_way_with_what_it_opens(browser):
    page = browser.get("/profile/").content.decode()
    assert "Ways in" in page
    assert "we cannot open them without you" in page
    assert "Set up an authenticator app" in page
    assert "It opens no answers, neither for you nor for us." in page


def test_a_password_says_since_when_and_a_new_root_key_changes_no_day(alice, browser, settings):
    before = timezone.now() - timedelta(days=40)
    KeyWrap.objects.update(changed_at=before)
    settings.DASITE_ROOT_KEYS = "2:" + "Q" * 43 + "=," + settings.DASITE_ROOT_KEYS
    log_in(Client(), alice)
    assert KeyWrap.objects.get().root_key == "2"
    assert keys.password_set_at(alice) == before
    assert f"{before.day} {before:%B %Y}" in way(alice, "Password").state


def test_somebody_who_never_logged_in_has_a_password_without_a_day(alice):
    assert way(alice, "Password").state == "You have one."


def test_somebody_without_a_password_is_told_what_one_would_change(db):
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    create_served(dora.subject_id)
    shown = way(dora, "Password")
    assert shown.state == "You have none."
    assert "new keys that only it opens" in shown.opens
    assert [link.words for link in shown.links] == ["Choose a password"]


def test_an_app_is_off_or_on_since_a_day(alice, browser):
    assert way(alice, "app").state.startswith("Off.")
    enrol(browser)
    assert way(alice, "app").state.startswith("On since ")
    (link,) = way(alice, "app").links
    assert link.removes


def test_spare_codes_are_counted_and_shown_only_beside_a_factor(alice, browser):
    assert "Spare codes" not in titles(alice)
    _, (first, *_) = enrol(browser)
    assert "10 of 10 left" in way(alice, "Spare").state
    Authenticator.objects.get(type="recovery_codes").wrap().validate_code(first)
    assert "9 of 10 left" in way(alice, "Spare").state


def test_when_no_spare_code_is_left_one_can_make_new_ones(alice, browser):
    _, spare = enrol(browser)
    for one in spare:
        assert Authenticator.objects.get(type="recovery_codes").wrap().validate_code(one)
    shown = way(alice, "Spare")
    assert shown.state.startswith("None left")
    assert shown.links[0].words == "Make spare codes"


def test_somebody_without_spare_codes_has_none_left(alice):
    assert factors.count_spare_codes(alice) == (0, 0)


@pytest.mark.parametrize("title", ["Password", "app", "Spare"])
def test_each_link_of_a_way_leads_to_a_page(alice, browser, title):
    enrol(browser)
    for link in way(alice, title).links:
        assert browser.get(link.url).status_code == 200, link.url
