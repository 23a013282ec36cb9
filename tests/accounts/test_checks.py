"""What is wrong with the settings is said at start."""

from __future__ import annotations

import pytest

from accounts.checks import check_proxies, check_sender


def test_settings_that_make_sense_are_silent(settings):
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.1", "2001:db8::/32"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert check_proxies() == []


def test_a_proxy_that_is_no_address_is_named(settings):
    settings.DASITE_TRUSTED_PROXIES = ["10.0.0.1", "proxy"]
    (found,) = check_proxies()
    assert found.id == "accounts.E001"
    assert "'proxy'" in found.msg


def test_a_proxy_that_nobody_named_is_noticed(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    (found,) = check_proxies()
    assert found.id == "accounts.W001"


@pytest.mark.parametrize("sender", ["ConsoleSender", "FolderSender", "TerminalSender"])
def test_codes_that_reach_no_phone_are_noticed_where_people_come(settings, sender):
    settings.DASITE_SMS_SENDER = f"accounts.sms.{sender}"
    settings.HTTPS = False
    assert check_sender() == []
    settings.HTTPS = True
    (found,) = check_sender()
    assert found.id == "accounts.W002"
    settings.DEBUG = True
    assert check_sender() == []


@pytest.mark.parametrize("sender", ["", "town.Gateway"])
def test_a_gateway_or_none_is_silent(settings, sender):
    settings.HTTPS, settings.DASITE_SMS_SENDER = True, sender
    assert check_sender() == []
