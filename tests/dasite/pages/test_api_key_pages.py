"""Making, listing and revoking an API key: in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from accounts.models import User
from privacy.permissions import rows_of
from tests.dasite.pages.test_account_pages import become_administrator, sign_up
from tests.dasite.pages.test_passkey_pages import prove, read_main
from tests.dasite.pages.walker import Walker

pytestmark = pytest.mark.browser


def test_a_key_is_made_listed_and_revoked(walk: Callable[..., Walker]):
    alice = walk()
    sign_up(alice)
    User.objects.get().user_permissions.set(rows_of(["accounts.use_api"]).values())
    alice.go("/profile/")
    alice.look("profile-with-api")
    alice.go("/profile/api-keys/")
    alice.look("api-keys-none")
    alice.press("Make a key")
    prove(alice)
    alice.press("Make the key")
    alice.look("api-key-new-error")
    alice.fill(name="Nightly copy of my list")
    alice.page.get_by_label("List your own interviews").check()
    alice.look("api-key-new")
    alice.press("Make the key")
    alice.look("api-key-made")
    assert re.search(r"dasite_[0-9a-f]{32}_[\w-]{43}", read_main(alice))
    alice.press("I have kept it")
    alice.look("api-keys")
    alice.page.get_by_role("button", name="Revoke Nightly copy of my list").click()
    alice.page.get_by_text("Revoked.").wait_for()
    assert "Revoked" in read_main(alice)
    alice.look("api-keys-revoked")


def test_an_administrator_says_how_long_keys_live(walk: Callable[..., Walker]):
    admin = walk()
    become_administrator(admin)
    admin.go("/admin/accounts/apikeyrules/")
    admin.look("api-key-rules", enhanced=False)
    admin.fill(days="400")
    admin.press("Save these rules")
    admin.look("api-key-rules-error", enhanced=False)
    admin.fill(days="14")
    admin.press("Save these rules")
    admin.look("api-key-rules-saved", enhanced=False)
