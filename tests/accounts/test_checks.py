"""What is wrong with the settings is said at start."""

from __future__ import annotations

from accounts.checks import check_proxies


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
