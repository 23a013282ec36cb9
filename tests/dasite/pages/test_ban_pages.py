"""The pages of wrong guesses and of their rules, as an administrator sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.dasite.pages.test_account_pages import become_administrator
from tests.dasite.pages.walker import Walker
from tests.people import WRONG_PASSWORD, log_in

pytestmark = pytest.mark.browser


def test_the_pages_about_wrong_guesses_are_sound(walk: Callable[..., Walker]):
    admin = walk()
    become_administrator(admin)
    person = User.objects.get()
    for address, guesses in (("203.0.113.77", 5), ("2001:db8:7731:9::5", 2)):
        for _ in range(guesses):
            log_in(Client(REMOTE_ADDR=address), person, WRONG_PASSWORD)
    admin.go("/admin/axes/accessattempt/")
    admin.look("bans", enhanced=False)
    admin.page.locator("#result_list tbody th a").first.click()
    admin.page.wait_for_load_state()
    admin.look("ban", enhanced=False)
    admin.go("/admin/axes/accessattempt/")
    admin.fill(words="203.0.113.77")
    admin.press("Find")
    assert "203.0.113" not in admin.page.url
    assert admin.page.locator("#result_list tbody tr").count() == 1
    admin.go("/admin/accounts/banrules/")
    admin.look("ban-rules", enhanced=False)
    admin.fill(failures="2", minutes="0")
    admin.press("Save these rules")
    admin.look("ban-rules-error", enhanced=False)
    admin.fill(failures="8", minutes="45")
    admin.press("Save these rules")
    admin.look("ban-rules-saved", enhanced=False)
