"""The page of the browsers in which somebody is logged in, and logging one out from another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from tests.dasite.pages.test_account_pages import sign_up
from tests.dasite.pages.walker import Walker
from tests.people import PASSWORD

pytestmark = pytest.mark.browser
EMAIL = "browsers@example.org"
PHONE = "Mozilla/5.0 (Android 16; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0"


def test_one_browser_is_logged_out_from_another(walk: Callable[..., Walker]):
    laptop, phone = walk(), walk(user_agent=PHONE)
    sign_up(laptop, EMAIL)
    laptop.go("/profile/browsers/")
    laptop.look("browsers-one")
    assert "nowhere else" in laptop.page.inner_text("main")
    phone.go("/account/login/?next=/profile/")
    phone.fill(login=EMAIL, password=PASSWORD)
    phone.press("Log in")
    assert "open in this browser" in phone.page.inner_text("main")
    laptop.go("/profile/")
    laptop.press("See and log out")
    laptop.look("browsers-two")
    assert "Firefox on Android" in laptop.page.inner_text("main")
    laptop.page.get_by_role("button", name="Log out there: Firefox on Android").click()
    laptop.page.wait_for_load_state()
    laptop.look("browsers-logged-out")
    assert UnlockedKey.objects.count() == 1
    assert LoginSession.objects.exclude(user=None).count() == 1
    phone.go("/profile/")
    assert phone.page.url.endswith("/account/login/?next=/profile/")
