"""What a passkey yields becomes a secret of this site and this subject, and nothing else does."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

import pytest

from privacy.vault.passkeys import prf_salt, read_prf, way_secret
from privacy.vault.secret import Secret

PRF = bytes(range(32))
ALICE = UUID(int=0xA11CE)


def bound(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_the_salt_hangs_on_the_sites_name_alone():
    wanted = hashlib.sha256(bound(b"dasite/v1/passkey/salt", b"example.org")).digest()
    assert prf_salt("example.org") == wanted
    assert prf_salt("example.com") != wanted


def test_the_secret_is_hkdf_of_what_the_passkey_yields_for_one_subject():
    pseudo_random = hmac.digest(bytes(32), bound(PRF), "sha256")
    info = bound(b"dasite/v1/passkey/secret", ALICE.bytes)
    wanted = hmac.digest(pseudo_random, info + b"\x01", "sha256")
    assert way_secret(Secret(PRF), ALICE).reveal() == wanted
    assert way_secret(Secret(PRF), UUID(int=2)).reveal() != wanted


def test_a_posted_result_is_read_with_and_without_padding():
    text = base64.urlsafe_b64encode(PRF).decode()
    for posted in (text, text.rstrip("=")):
        found = read_prf(posted)
        assert found is not None
        assert found.reveal() == PRF


@pytest.mark.parametrize("posted", ["", "A", "é" * 43, "!" * 43, "A" * 42, "A" * 44])
def test_what_cannot_be_a_result_is_none(posted):
    assert read_prf(posted) is None
