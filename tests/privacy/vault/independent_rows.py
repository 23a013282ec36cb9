"""Reads the rows of the vault from docs/reference/vault-format.md alone: one function a format.

Stands on `independent` and `by_hand`, and on nothing of the vault. A vector is what a function is
given; it returns what the row holds, or raises Refused with the name of the error.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.privacy.vault.by_hand import ed25519_holds, ed25519_public, siv_open
from tests.privacy.vault.independent import (
    Refused,
    Where,
    admission_message,
    bind,
    combine,
    expand,
    guest_recipient,
    open_grant,
    receipt_message,
    unlocked_row,
    unseal,
)

Vector = Mapping[str, Any]
SERVER_ID = str(UUID(int=0))


def server_secret(shares: list[Vector], use: str) -> bytes:
    share = next(v for v in shares if v["kind"] == "server" and v["result"] == "opens")
    return expand(bytes.fromhex(share["share"]), f"dasite/v1/server/{use}")


def share(vector: Vector) -> bytes:
    key = expand(bytes.fromhex(vector["root_key"]), "dasite/v1/root/share")
    row, number = f"{vector['kind']}/{vector['number']}", vector["number"]
    where = Where("vault_key_share", row, "sealed", UUID(vector["owner"]), number)
    return unseal(key, bytes.fromhex(vector["sealed"]), where)


def wrapped(vector: Vector) -> bytes:
    kind, subject, generation = vector["kind"], UUID(vector["subject"]), vector["generation"]
    secret, pepper = bytes.fromhex(vector["secret"]), bytes.fromhex(vector["pepper"])
    parts = tuple(filter(None, (secret, pepper, bytes.fromhex(vector["subject_share"]))))
    if kind == "private key":
        kek = combine(parts, "dasite/v1/subject", subject, generation)
        table = "privacy_subject_key"
    else:
        kek, table = combine(parts, f"dasite/v1/wrap/{kind}", subject), "privacy_key_wrap"
    where = Where(table, str(generation), "key", subject, generation)
    return unseal(kek, bytes.fromhex(vector["sealed"]), where)


def unlocked(vector: Vector) -> bytes:
    token = _token(vector["cookie"])
    if unlocked_row(token) != vector["id"]:
        raise Refused("opens nothing")
    generation = vector["generation"]
    where = Where(
        "privacy_unlocked_key", vector["id"], "sealed", UUID(vector["subject"]), generation
    )
    key = expand(token, "dasite/v1/unlocked/key")
    try:
        return unseal(key, bytes.fromhex(vector["sealed"]), where)
    except Refused as error:
        raise Refused("opens nothing") from error


def _token(cookie: str) -> bytes:
    token = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    if len(token) != 32:
        raise Refused("opens nothing")
    return token


def verifier(vector: Vector) -> bytes:
    name, _, encoded = vector["locked"].partition(".")
    if name not in vector["root_keys"]:
        raise Refused("RootKeysWrong")
    key = expand(bytes.fromhex(vector["root_keys"][name]), "dasite/v1/root/verifier", length=64)
    try:
        plain = siv_open(key, base64.urlsafe_b64decode(encoded), name.encode())
    except binascii.Error as error:
        raise Refused("SealBroken") from error
    if plain is None:
        raise Refused("SealBroken")
    return plain


def text(vector: Vector, shares: list[Vector]) -> str:
    where = Where(vector["table"], vector["row"], "text", UUID(SERVER_ID), 0)
    key = server_secret(shares, "text")
    return unseal(key, base64.urlsafe_b64decode(vector["sealed"]), where).decode()


def ticket(vector: Vector, shares: list[Vector]) -> dict[str, str]:
    if vector["taken_at"] >= vector["expires_at"] or vector["taken_for"] != vector["operation"]:
        raise Refused("TicketRefused")
    named = (UUID(vector["id"]), UUID(vector["scope"]), vector["operation"], vector["expires_at"])
    info = bind("dasite/v1/ticket", *named)
    key = server_secret(shares, "worker")
    plain = open_grant(bytes.fromhex(vector["sealed"]), key, info)
    pieces = [plain[start : start + 36] for start in range(0, len(plain), 36)]
    return {str(int.from_bytes(piece[:4], "big")): piece[4:].hex() for piece in pieces}


def role(vector: Vector, shares: list[Vector]) -> bytes:
    public, number = bytes.fromhex(vector["public_key"]), vector["generation"]
    named = (UUID(vector["role"]), number, 1, public)
    _vouched(shares, vector, "role", *named)
    who = (UUID(vector["member"]), vector["member_generation"])
    info = bind("dasite/v1/role", UUID(vector["role"]), number, *who)
    private = bytes.fromhex(vector["member_private_key"])
    return open_grant(bytes.fromhex(vector["sealed"]), private, info)


def admission(vector: Vector, shares: list[Vector], giver: tuple[str, int]) -> None:
    """Raise Refused unless it holds; `giver` is the one subject that has keys here."""
    signing = ed25519_public(expand(server_secret(shares, "sign"), "dasite/v1/sign"))
    if vector["given_by"] != SERVER_ID:
        if (vector["given_by"], vector["generation"]) != giver:
            raise Refused("NoGrant")
        signing, public = (bytes.fromhex(vector[name]) for name in ("signing_key", "public_key"))
        _vouched(shares, vector, "subject", UUID(giver[0]), giver[1], 1, public, signing)
    signature = bytes.fromhex(vector["signature"])
    if not ed25519_holds(signing, signature, admission_message(vector)):
        raise Refused("SealBroken")


def _vouched(shares: list[Vector], vector: Vector, *named: bytes | str | int | UUID) -> None:
    proof = expand(server_secret(shares, "registry"), "dasite/v1/registry", *named)
    if proof.hex() != vector["proof"]:
        raise Refused("SealBroken")


def guest(vector: Vector) -> bytes:
    try:
        text = vector["token"]
        token = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Refused("NoGrant") from error
    recipient, private_key = guest_recipient(token)
    if str(recipient) != vector["recipient"]:
        raise Refused("NoGrant")
    info = bind("dasite/v1/grant", UUID(vector["scope"]), vector["epoch"], recipient, 0)
    return open_grant(bytes.fromhex(vector["sealed"]), private_key, info)


def receipt(vector: Vector) -> dict[str, Any]:
    try:
        body = json.loads(vector["receipt"])
        signature = base64.b64decode(body.pop("signature"))
    except (ValueError, KeyError) as error:
        raise Refused("ReceiptRefused") from error
    public = bytes.fromhex(vector["public_key"])
    if body["key"] != "1" or not ed25519_holds(public, signature, receipt_message(body)):
        raise Refused("ReceiptRefused")
    assert isinstance(body, dict)
    return body
