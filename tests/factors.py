"""An authenticator app for tests: reads the secret off the page, tells the code (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

from tests.people import PASSWORD

STEP = 30  # seconds that a code lives
ACTIVATE = "/account/factors/totp/activate/"
AUTHENTICATE = "/account/factors/authenticate/"
SECRET = re.compile(r"<code>((?:[A-Z2-7]{4} ){8})</code>")
SPARE = re.compile(r"\b\d{8}\b")


def code(secret: str, *, steps: int = 0) -> str:
    """Return the code of now, or of so many steps later."""
    counter = struct.pack(">Q", int(time.time()) // STEP + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def read_secret(page: str) -> str:
    """Return the secret that a page shows for typing into an app."""
    found = SECRET.search(page)
    assert found, "no secret on the page"
    return found.group(1).replace(" ", "")


def prove(client: Client, password: str = PASSWORD) -> None:
    """Give the password once more, as changing ways in demands."""
    assert client.post("/account/reauthenticate/", {"password": password}).status_code == 302


def enrol(client: Client, password: str = PASSWORD) -> tuple[str, list[str]]:
    """Set up an authenticator app by the pages; return its secret and the spare codes."""
    prove(client, password)
    secret = read_secret(client.get(ACTIVATE).content.decode())
    answer = client.post(ACTIVATE, {"code": code(secret)}, follow=True)
    spare = SPARE.findall(answer.content.decode())
    assert len(spare) == 10
    return secret, spare


def give_code(client: Client, given: str) -> Any:
    """Type a code into the second page of a login."""
    return client.post(AUTHENTICATE, {"code": given})
