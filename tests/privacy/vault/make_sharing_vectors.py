"""Writes the vectors of what is handed to others and signed, with the independent writer.

`python -m tests.privacy.vault.make_sharing_vectors`; run this only to add some.
"""

from __future__ import annotations

import base64
import json
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.privacy.vault import by_hand
from tests.privacy.vault import independent as own
from tests.privacy.vault.make_row_vectors import (
    MASTER_KEY,
    NOBODY,
    PRIVATE_KEY,
    ROOT_KEY,
    Change,
    Vector,
    server_secret,
    variants,
    write,
)
from tests.privacy.vault.make_vectors import OTHER_SCOPE, SCOPE, SUBJECT, fixed, flip

MEMBER = UUID("1f2e3d4c-5555-4666-8777-888899990000")
TICKET = UUID("c0ffee00-aaaa-4bbb-8ccc-ddddeeeeffff")
ROLE = UUID(bytes=own.expand(bytes(32), "dasite/v1/role/id", 7, length=16))
# 10 March 2026, noon, and an hour later.
NOON, LATER = 1_773_144_000, 1_773_147_600
SCOPE_KEYS = {1: fixed("scope key 1"), 2: fixed("scope key 2")}


def public_of(private_key: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private_key)
    return key.public_key().public_bytes_raw()


def tickets() -> list[Vector]:
    info = own.bind("dasite/v1/ticket", TICKET, SCOPE, "draw", LATER)
    plain = b"".join(epoch.to_bytes(4, "big") + key for epoch, key in SCOPE_KEYS.items())
    public = public_of(server_secret("worker"))
    sealed = own.grant(plain, public, info, ephemeral=fixed("ephemeral of a ticket"))
    good: Vector = {
        "comment": "opens",
        "id": str(TICKET),
        "scope": str(SCOPE),
        "operation": "draw",
        "expires_at": LATER,
        "taken_for": "draw",
        "taken_at": LATER - 1,
        "sealed": sealed.hex(),
        "scope_keys": {str(epoch): key.hex() for epoch, key in SCOPE_KEYS.items()},
        "result": "opens",
    }
    return variants(
        good,
        ("too late", {"taken_at": LATER}, "TicketRefused"),
        ("for something else", {"taken_for": "print"}, "TicketRefused"),
        ("made to last", {"expires_at": LATER + 60}, "SealBroken"),
        ("made for more", {"operation": "print", "taken_for": "print"}, "SealBroken"),
        ("moved to another number", {"id": str(OTHER_SCOPE)}, "SealBroken"),
        ("moved to another scope", {"scope": str(OTHER_SCOPE)}, "SealBroken"),
        ("damaged", {"sealed": flip(sealed, 60).hex()}, "SealBroken"),
    )


def roles() -> list[Vector]:
    key = fixed("private key of a role")
    info = own.bind("dasite/v1/role", ROLE, 2, MEMBER, 1)
    member = fixed("private key of a member")
    sealed = own.grant(key, public_of(member), info, ephemeral=fixed("ephemeral of a role"))
    proof = own.expand(
        server_secret("registry"), "dasite/v1/registry", "role", ROLE, 2, 1, public_of(key)
    )
    good: Vector = {
        "comment": "opens",
        "role": str(ROLE),
        "generation": 2,
        "public_key": public_of(key).hex(),
        "proof": proof.hex(),
        "member": str(MEMBER),
        "member_generation": 1,
        "member_private_key": member.hex(),
        "sealed": sealed.hex(),
        "role_private_key": key.hex(),
        "result": "opens",
    }
    return variants(
        good,
        ("another member", {"member": str(SUBJECT)}, "SealBroken"),
        ("another generation of the member", {"member_generation": 2}, "SealBroken"),
        ("another role", {"role": str(OTHER_SCOPE)}, "SealBroken"),
        ("another generation of the role", {"generation": 3}, "SealBroken"),
        ("another private key", {"member_private_key": fixed("p").hex()}, "SealBroken"),
        ("damaged", {"sealed": flip(sealed, 40).hex()}, "SealBroken"),
        ("the public key exchanged", {"public_key": public_of(member).hex()}, "SealBroken"),
        ("the proof damaged", {"proof": flip(proof, 3).hex()}, "SealBroken"),
    )


def admissions() -> list[Vector]:
    """Return what a person signed and what this installation signed, and forgeries of both."""
    return _admission(SUBJECT, 3, MASTER_KEY) + _admission(NOBODY, 1, server_secret("sign"))


def _admission(giver: UUID, generation: int, secret: bytes) -> list[Vector]:
    seed = own.expand(secret, "dasite/v1/sign")
    fields: Vector = {
        "scope": str(SCOPE),
        "recipient": str(MEMBER),
        "kind": "subject",
        "given_by": str(giver),
        "generation": generation,
        "reason": "my lawyer, Zoë",
        "created_at": NOON,
        "expires_at": LATER,
    }
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(own.admission_message(fields))
    public, signing = public_of(PRIVATE_KEY), by_hand.ed25519_public(seed)
    who = (SUBJECT, 3, 1, public, signing)
    proof = own.expand(server_secret("registry"), "dasite/v1/registry", "subject", *who)
    good: Vector = {
        "comment": "holds",
        **fields,
        "signature": signature.hex(),
        "public_key": public.hex(),
        "signing_key": signing.hex(),
        "proof": proof.hex(),
        "result": "holds",
    }
    changes: list[Change] = [
        ("another scope", {"scope": str(OTHER_SCOPE)}, "SealBroken"),
        ("another recipient", {"recipient": str(ROLE)}, "SealBroken"),
        ("another kind", {"kind": "role"}, "SealBroken"),
        ("another reason", {"reason": "my lawyer, Zoe"}, "SealBroken"),
        ("another beginning", {"created_at": NOON - 60}, "SealBroken"),
        ("made to last", {"expires_at": 0}, "SealBroken"),
        ("the signature damaged", {"signature": flip(signature, 40).hex()}, "SealBroken"),
        ("the signature cut", {"signature": signature[:-1].hex()}, "SealBroken"),
    ]
    if giver == NOBODY:
        changes.append(
            ("in a person's name", {"given_by": str(SUBJECT), "generation": 3}, "SealBroken")
        )
    else:
        other = by_hand.ed25519_public(fixed("seed of somebody else"))
        changes += [
            ("by nobody", {"given_by": str(OTHER_SCOPE)}, "NoGrant"),
            ("another generation", {"generation": 4}, "NoGrant"),
            ("the signing key exchanged", {"signing_key": other.hex()}, "SealBroken"),
            ("the public key exchanged", {"public_key": fixed("x").hex()}, "SealBroken"),
            ("the proof damaged", {"proof": flip(proof, 3).hex()}, "SealBroken"),
        ]
    by = "by this installation" if giver == NOBODY else "by a person"
    return variants({**good, "comment": by}, *changes, about=f"{by}: ")


def guests() -> list[Vector]:
    token = fixed("token of a guest")
    recipient, private_key = own.guest_recipient(token)
    info = own.bind("dasite/v1/grant", SCOPE, 1, recipient, 0)
    ephemeral = fixed("ephemeral of a guest")
    sealed = own.grant(SCOPE_KEYS[1], public_of(private_key), info, ephemeral=ephemeral)
    good: Vector = {
        "comment": "opens",
        "token": base64.urlsafe_b64encode(token).rstrip(b"=").decode(),
        "scope": str(SCOPE),
        "epoch": 1,
        "recipient": str(recipient),
        "sealed": sealed.hex(),
        "scope_key": SCOPE_KEYS[1].hex(),
        "result": "opens",
    }
    other = base64.urlsafe_b64encode(fixed("another")).rstrip(b"=").decode()
    return variants(
        good,
        ("another token", {"token": other}, "NoGrant"),
        ("half a token", {"token": other[:20]}, "NoGrant"),
        ("no base64", {"token": "a"}, "NoGrant"),
        ("another epoch", {"epoch": 2}, "SealBroken"),
        ("damaged", {"sealed": flip(sealed, 40).hex()}, "SealBroken"),
    )


def codes() -> list[Vector]:
    """Return codes as they are typed, the smallest and the largest among them."""
    found: list[Vector] = []
    for secret in (bytes(20), b"\xff" * 20, fixed("recovery code", 20)):
        code = own.code_of(secret)
        found.append({"typed": code, "secret": secret.hex(), "result": "opens"})
    good, told = str(found[2]["typed"]), found[2]["secret"]
    found += [
        {"typed": good.lower().replace("-", " "), "secret": told, "result": "opens"},
        {"typed": good.replace("0", "O").replace("1", "l"), "secret": told, "result": "opens"},
    ]
    wrong = "A" if good[0] != "A" else "B"
    swapped = good[1] + good[0] + good[2:]
    for typed in ("", good[:-2], good + "0", wrong + good[1:], swapped, "U" + good[1:]):
        found.append({"typed": typed, "secret": "", "result": "CodeMistyped"})
    return [{"comment": f"{place}: {one['result']}", **one} for place, one in enumerate(found)]


def receipts() -> list[Vector]:
    seed = own.expand(ROOT_KEY, "dasite/v1/root/receipt")
    body = {
        "account": 17,
        "counts": {"interviews": 2, "Entwürfe": 1},
        "erased_at": "2026-03-10T12:00:00+00:00",
        "key": "1",
        "ledger": [[4, "0" * 64]],
        "version": 1,
    }
    message = own.receipt_message(body)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(message)

    def text(signature: bytes = signature, **changes: object) -> str:
        signed = {**body, **changes, "signature": base64.b64encode(signature).decode()}
        return json.dumps(signed, sort_keys=True, separators=(",", ":"))

    good: Vector = {
        "comment": "genuine",
        "root_key": ROOT_KEY.hex(),
        "public_key": by_hand.ed25519_public(seed).hex(),
        "receipt": text(),
        "result": "genuine",
    }
    refused = "ReceiptRefused"
    return variants(
        good,
        ("another account", {"receipt": text(account=18)}, refused),
        ("another day", {"receipt": text(erased_at="2026-03-11T12:00:00+00:00")}, refused),
        ("a count more", {"receipt": text(counts={"interviews": 2})}, refused),
        ("a key that is not there", {"receipt": text(key="2")}, refused),
        ("the signature damaged", {"receipt": text(flip(signature, 1))}, refused),
        ("no signature", {"receipt": json.dumps(body)}, refused),
        ("cut", {"receipt": text()[:-3]}, refused),
    )


if __name__ == "__main__":
    write(tickets, roles, admissions, guests, codes, receipts)
