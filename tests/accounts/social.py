"""Logs in by the provider on loopback, as a person with a browser does."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html
from django.test import Client

from tests.oidc_provider import CLIENT_ID, SECRET, Provider

BEGIN = "/account/social/town/login/"
CALLBACK = f"{BEGIN}callback/"
SIGNUP = "/account/social/signup/"
LIST = "/account/social/"


def configured(provider: Provider, *, trusts_email: bool = False) -> dict[str, Any]:
    """Return the setting that names this provider."""
    app = {
        "provider_id": "town",
        "name": "Town hall",
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "settings": {"issuer": provider.issuer, "trusts_email": trusts_email},
    }
    return {"openid_connect": {"APPS": [app]}}


def set_out(client: Client, **fields: str) -> dict[str, str]:
    """Press the button; return what the provider is asked."""
    page = client.post(BEGIN, fields)
    assert page.status_code == 200, page.content
    (link,) = lxml.html.fromstring(page.content).xpath('//main//a[@class="button"]/@href')
    assert f"0; url={link}" in unescape(page.content.decode())
    return dict(parse_qsl(urlsplit(link).query))


def way_back(provider: Provider, asked: dict[str, str], login: str) -> str:
    """Return the path by which somebody comes back who logged in there."""
    url = urlsplit(provider.let_in(asked, login))
    return f"{url.path}?{url.query}"


def come_by(client: Client, provider: Provider, login: str, **fields: str) -> Any:
    """Go there, log in, come back; return the answer."""
    return client.get(way_back(provider, set_out(client, **fields), login))


def sign_up(client: Client, provider: Provider, login: str, **typed: str) -> Any:
    """Come for the first time, and make an account."""
    answer = come_by(client, provider, login)
    assert answer["Location"] == SIGNUP
    return client.post(SIGNUP, typed)
