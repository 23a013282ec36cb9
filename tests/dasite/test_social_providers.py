"""Providers come from the environment whole, or the site does not start and says why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from dasite.social_providers import read_providers

WHOLE = {
    "DASITE_OIDC_PROVIDERS": "town, university",
    "DASITE_OIDC_TOWN_ISSUER": "https://login.town.example/realms/staff",
    "DASITE_OIDC_TOWN_CLIENT_ID": "forms",
    "DASITE_OIDC_TOWN_CLIENT_SECRET": "s3cret",
    "DASITE_OIDC_TOWN_LABEL": "Town hall",
    "DASITE_OIDC_TOWN_TRUSTS_EMAIL": "True",
    "DASITE_OIDC_UNIVERSITY_ISSUER": "http://127.0.0.1:8080",
    "DASITE_OIDC_UNIVERSITY_CLIENT_ID": "forms",
    "DASITE_OIDC_UNIVERSITY_CLIENT_SECRET": "s3cret",
}


@pytest.fixture
def environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("DASITE_OIDC_"):
            monkeypatch.delenv(name)
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_each_provider_is_read_with_what_it_needs(environment):
    town, university = read_providers()
    assert town == {
        "provider_id": "town",
        "name": "Town hall",
        "client_id": "forms",
        "secret": "s3cret",
        "settings": {
            "issuer": "https://login.town.example/realms/staff",
            "trusts_email": True,
        },
    }
    assert university["name"] == "University"
    assert university["settings"]["trusts_email"] is False


def test_none_is_none(environment):
    for name in WHOLE:
        environment.delenv(name)
    assert read_providers() == []


def test_the_secret_can_lie_in_a_file(environment, tmp_path):
    (tmp_path / "secret").write_text("from a file\n")
    environment.delenv("DASITE_OIDC_TOWN_CLIENT_SECRET")
    environment.setenv("DASITE_OIDC_TOWN_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    assert read_providers()[0]["secret"] == "from a file"


@pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_half_a_provider_is_refused_by_the_name_of_what_it_misses(environment, missing):
    environment.delenv(f"DASITE_OIDC_TOWN_{missing}")
    with pytest.raises(ImproperlyConfigured, match=f"DASITE_OIDC_TOWN_{missing} is") as caught:
        read_providers()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.town.example",
        "login.town.example",
        "https://",
        "https://login.town.example/?tenant=7",
        "https://login.town.example/#7",
        "https://me@login.town.example/",
        "https://[",
    ],
)
def test_an_issuer_that_is_no_safe_address_is_refused(environment, issuer):
    environment.setenv("DASITE_OIDC_TOWN_ISSUER", issuer)
    with pytest.raises(ImproperlyConfigured, match="write the issuer's address with https://"):
        read_providers()


@pytest.mark.parametrize("names", ["Town", "my town", "7town", "town,town", "town-hall", "x" * 31])
def test_a_name_that_cannot_be_one_is_refused(environment, names):
    environment.setenv("DASITE_OIDC_PROVIDERS", names)
    with pytest.raises(ImproperlyConfigured, match="write each name once, in small letters"):
        read_providers()


@pytest.mark.parametrize("name", ["DASITE_OIDC_TWON_ISSUER", "DASITE_OIDC_TOWN_SECRET"])
def test_a_slip_of_the_pen_is_told(environment, name):
    environment.setenv(name, "https://login.town.example")
    with pytest.raises(ImproperlyConfigured, match=f"{name} is set, but belongs to no provider"):
        read_providers()


def test_neither_start_nor_addresses_load_what_only_providers_and_the_api_need():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver;"
        "from django.core.checks import run_checks;"
        "get_resolver().url_patterns; run_checks();"
        "late = ('requests', 'urllib3', 'jwt', 'ninja', 'pydantic');"
        "print([one for one in late if one in sys.modules])"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
