"""What is wrong with a site's secrets is known before anybody logs in."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.test import override_settings


def ids(*tags: str) -> list[str | None]:
    return [message.id for message in run_checks(tags=tags)]


@pytest.mark.parametrize("keys", ["hush", "1:hush", "1:aHVzaA==", ",", "1:" + "A" * 43 + "=,1:x"])
def test_root_keys_that_cannot_be_read_are_an_error_that_does_not_quote_them(keys):
    with override_settings(DASITE_ROOT_KEYS=keys):
        assert ids("dasite") == ["dasite.E001"]
        assert "hush" not in str(run_checks(tags=["dasite"]))


def test_the_keys_of_this_site_are_fine():
    assert ids("dasite") == []
