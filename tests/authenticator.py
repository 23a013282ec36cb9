"""An authenticator for tests: makes passkeys and signs with them (WebAuthn level 3, section 6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import struct
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
OPTIONS = re.compile(
    r'<script id="passkey-options" type="application/json">(.*?)</script>', re.DOTALL
)
ADD = "/account/factors/webauthn/add/"
LOGIN = "/account/factors/webauthn/login/"


def text_of(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def options_on(page: str) -> dict[str, Any]:
    """Return the options that a page holds for its script."""
    found = OPTIONS.search(page)
    assert found, "no options on the page"
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


@dataclass
class Passkey:
    """One passkey, and what its device can do."""

    has_prf: bool = True
    prf_when_made: bool = True
    verifies: bool = True
    origin: str = ORIGIN
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def yields(self, options: dict[str, Any]) -> str:
        """Return what the PRF gives for the salt of a page, as its script would post it."""
        if not self.has_prf:
            return ""
        salt = hashlib.sha256(b"WebAuthn PRF\x00" + bytes_of(options["salt"])).digest()
        return text_of(hmac.digest(self.seed, salt, "sha256"))

    def make(self, options: dict[str, Any]) -> dict[str, str]:
        """Answer to creation options: return the fields that the script would post."""
        public = options["publicKey"]
        self.user_handle = bytes_of(public["user"]["id"])
        cose = bytes(cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key()))))
        about_key = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self._data(public["rp"]["id"], WITH_KEY) + about_key
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        response = {
            "clientDataJSON": self._spoken("webauthn.create", public["challenge"]),
            "attestationObject": text_of(bytes(cbor.encode(made))),
            "transports": ["internal"],
            "publicKeyAlgorithm": -7,
        }
        return {
            "credential": self._credential(response, {"credProps": {"rk": True}}),
            "passkey_prf": self.yields(options) if self.prf_when_made else "",
            "prf_enabled": "on" if self.has_prf else "",
        }

    def sign(self, options: dict[str, Any], **changes: Any) -> dict[str, str]:
        """Answer to request options: return the fields that the script would post."""
        public = options["publicKey"]
        spoken = self._spoken("webauthn.get", public["challenge"])
        data = self._data(public["rpId"])
        signed = data + hashlib.sha256(bytes_of(spoken)).digest()
        response = {
            "clientDataJSON": spoken,
            "authenticatorData": text_of(data),
            "signature": text_of(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": text_of(self.user_handle),
            **changes,
        }
        prf = self.yields(options)
        return {"credential": self._credential(response, {}), "passkey_prf": prf}

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, 0)

    def _spoken(self, kind: str, challenge: str) -> str:
        spoken = {"type": kind, "challenge": challenge, "origin": self.origin}
        return text_of(json.dumps(spoken).encode())

    def _credential(self, response: dict[str, Any], results: dict[str, Any]) -> str:
        name = text_of(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "response": response,
                "clientExtensionResults": results,
            }
        )


def add(client: Client, passkey: Passkey | None = None, **more: str) -> tuple[Passkey, Any]:
    """Add a passkey by its page, after a fresh proof; return it and the answer."""
    passkey = passkey or Passkey()
    posted = passkey.make(options_on(client.get(ADD).content.decode()))
    return passkey, client.post(ADD, {"name": "my phone", **posted, **more})


def log_in_with(client: Client, passkey: Passkey, **more: str) -> Any:
    """Log in with a passkey by its page; return the answer."""
    posted = passkey.sign(options_on(client.get(LOGIN).content.decode()))
    return client.post(LOGIN, {**posted, **more})
