"""Writes the vectors of keys at rest: `python -m tests.privacy.vault.make_row_vectors`.

Each holds the columns as they stand in the database, by the independent writer. They are
committed; the program must open them for ever. Run this only to add some.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from tests.privacy.vault import independent as own
from tests.privacy.vault.independent import Where
from tests.privacy.vault.make_vectors import FOLDER, OTHER_SCOPE, SCOPE, SUBJECT, fixed, flip

Vector = dict[str, object]

ROOT_KEY = fixed("root key")
NOBODY = UUID(int=0)
SHARES = {
    ("server", NOBODY, 1): fixed("server share"),
    ("subject", SUBJECT, 3): fixed("subject share"),
    ("scope", SCOPE, 1): fixed("scope share 1"),
    ("scope", SCOPE, 2): fixed("scope share 2"),
}
MASTER_KEY, PRIVATE_KEY = fixed("master key"), fixed("private key")


def server_secret(use: str) -> bytes:
    return own.expand(SHARES["server", NOBODY, 1], f"dasite/v1/server/{use}")


Change = tuple[str, Mapping[str, object], str]


def variants(good: Vector, *changes: Change, about: str = "") -> list[Vector]:
    """Return the vector that opens, and what each change of it comes to."""
    found = [good]
    for why, new, end in changes:
        found.append({**good, "comment": f"{about}{why}", **new, "result": end})
    return found


def sealed_flips(sealed: bytes) -> list[Change]:
    return [
        ("damaged", {"sealed": flip(sealed, 90).hex()}, "SealBroken"),
        ("cut", {"sealed": sealed[:-1].hex()}, "SealBroken"),
    ]


def shares() -> list[Vector]:
    found: list[Vector] = []
    for (kind, owner, number), share in SHARES.items():
        key = own.expand(ROOT_KEY, "dasite/v1/root/share")
        where = Where("vault_key_share", f"{kind}/{number}", "sealed", owner, number)
        salt = fixed(f"salt of {kind} {number}", 24)
        sealed = own.seal(key, share, where, salt=salt)
        good: Vector = {
            "comment": f"{kind} {number}",
            "root_key": ROOT_KEY.hex(),
            "kind": kind,
            "owner": str(owner),
            "number": number,
            "sealed": sealed.hex(),
            "share": share.hex(),
            "result": "opens",
        }
        changes: list[Change] = [
            ("as another kind", {"kind": "scope" if kind != "scope" else "subject"}, "SealBroken"),
            ("of another owner", {"owner": str(OTHER_SCOPE)}, "SealBroken"),
            ("as another number", {"number": number + 1}, "SealBroken"),
            ("another root key", {"root_key": fixed("other").hex()}, "WrongKey"),
            *sealed_flips(sealed),
        ]
        found += variants(good, *changes, about=f"{kind} {number} ")
    return found


def wraps() -> list[Vector]:
    """Return the master key under each way, and the private key under the master key."""
    secrets = {
        "recovery": fixed("recovery code", 20),
        "passkey": own.combine((fixed("PRF"),), "dasite/v1/passkey/secret", SUBJECT),
        "server": server_secret("wrap"),
        "successor": fixed("the next master key"),
    }
    share = SHARES["subject", SUBJECT, 3]
    found: list[Vector] = []
    for kind, secret in secrets.items():
        kek = own.combine((secret, share), f"dasite/v1/wrap/{kind}", SUBJECT)
        found += _wrap(kind, kek, {"secret": secret.hex(), "pepper": ""}, MASTER_KEY)
    kek, pepper = fixed("kek of a password"), own.expand(ROOT_KEY, "dasite/v1/root/pepper")
    over = own.combine((kek, pepper, share), "dasite/v1/wrap/password", SUBJECT)
    found += _wrap("password", over, {"secret": kek.hex(), "pepper": pepper.hex()}, MASTER_KEY)
    over = own.combine((MASTER_KEY, share), "dasite/v1/subject", SUBJECT, 3)
    given = {"secret": MASTER_KEY.hex(), "pepper": ""}
    return found + _wrap("private key", over, given, PRIVATE_KEY)


def _wrap(kind: str, kek: bytes, secret: Mapping[str, str], key: bytes) -> list[Vector]:
    is_private = kind == "private key"
    table = "privacy_subject_key" if is_private else "privacy_key_wrap"
    sealed = own.seal(
        kek, key, Where(table, "3", "key", SUBJECT, 3), salt=fixed(f"salt of {kind}", 24)
    )
    good: Vector = {
        "comment": kind,
        "kind": kind,
        **secret,
        "subject_share": SHARES["subject", SUBJECT, 3].hex(),
        "subject": str(SUBJECT),
        "generation": 3,
        "sealed": sealed.hex(),
        "key": key.hex(),
        "result": "opens",
    }
    # The private key's KEK names the generation; a master key's does not, only its place.
    generation = "WrongKey" if is_private else "SealBroken"
    changes: list[Change] = [
        ("another secret", {"secret": fixed("no secret of theirs").hex()}, "WrongKey"),
        ("without the share", {"subject_share": bytes(32).hex()}, "WrongKey"),
        ("of another subject", {"subject": str(OTHER_SCOPE)}, "WrongKey"),
        ("of another generation", {"generation": 4}, generation),
        *sealed_flips(sealed),
    ]
    if secret["pepper"]:
        changes.append(("another pepper", {"pepper": fixed("salt").hex()}, "WrongKey"))
    elif not is_private:
        other = "passkey" if kind != "passkey" else "recovery"
        changes.append((f"taken for a {other}", {"kind": other}, "WrongKey"))
    return variants(good, *changes, about=f"{kind}: ")


def unlocked() -> list[Vector]:
    token = fixed("token of a browser")
    row = own.unlocked_row(token)
    where = Where("privacy_unlocked_key", row, "sealed", SUBJECT, 3)
    key = own.expand(token, "dasite/v1/unlocked/key")
    sealed = own.seal(key, MASTER_KEY + PRIVATE_KEY, where, salt=fixed("unlocked", 24))
    cookie = base64.urlsafe_b64encode(token).rstrip(b"=").decode()
    other = base64.urlsafe_b64encode(fixed("another")).rstrip(b"=").decode()
    good: Vector = {
        "comment": "opens",
        "cookie": cookie,
        "id": row,
        "subject": str(SUBJECT),
        "generation": 3,
        "sealed": sealed.hex(),
        "master_key": MASTER_KEY.hex(),
        "private_key": PRIVATE_KEY.hex(),
        "result": "opens",
    }
    nothing = "opens nothing"
    return variants(
        good,
        ("another cookie", {"cookie": other}, nothing),
        ("half a cookie", {"cookie": cookie[:20]}, nothing),
        ("the row of another cookie", {"id": own.unlocked_row(fixed("another"))}, nothing),
        ("of another subject", {"subject": str(OTHER_SCOPE)}, nothing),
        ("of another generation", {"generation": 4}, nothing),
        ("damaged", {"sealed": flip(sealed, 100).hex()}, nothing),
    )


def verifiers() -> list[Vector]:
    verifier = fixed("verifier")
    key = own.expand(ROOT_KEY, "dasite/v1/root/verifier", length=64)
    sealed = AESSIV(key).encrypt(verifier, [b"1"])

    def text(sealed: bytes, name: str = "1") -> str:
        return f"{name}.{base64.urlsafe_b64encode(sealed).decode()}"

    good: Vector = {
        "comment": "opens",
        "root_keys": {"1": ROOT_KEY.hex(), "2": ROOT_KEY.hex()},
        "locked": text(sealed),
        "verifier": verifier.hex(),
        "result": "opens",
    }
    return variants(
        good,
        ("damaged", {"locked": text(flip(sealed, 20))}, "SealBroken"),
        ("its tag damaged", {"locked": text(flip(sealed, 0))}, "SealBroken"),
        ("cut", {"locked": text(sealed[:10])}, "SealBroken"),
        ("no base64", {"locked": "1.a"}, "SealBroken"),
        ("under another id", {"locked": text(sealed, "2")}, "SealBroken"),
        ("under an id that is not there", {"locked": text(sealed, "3")}, "RootKeysWrong"),
        ("another root key", {"root_keys": {"1": fixed("other").hex()}}, "SealBroken"),
    )


def texts() -> list[Vector]:
    """Return a text that the installation reads by itself, such as the secret of a factor."""
    where = Where("mfa_authenticator", "17", "text", NOBODY, 0)
    plain = "JBSWY3DPEHPK3PXP, ä"
    sealed = own.seal(server_secret("text"), plain.encode(), where, salt=fixed("text", 24))

    def encoded(sealed: bytes) -> str:
        return base64.urlsafe_b64encode(sealed).decode()

    good: Vector = {
        "comment": "opens",
        "table": where.table,
        "row": where.row,
        "sealed": encoded(sealed),
        "text": plain,
        "result": "opens",
    }
    return variants(
        good,
        ("of another table", {"table": "mfa_other"}, "SealBroken"),
        ("of another row", {"row": "18"}, "SealBroken"),
        ("damaged", {"sealed": encoded(flip(sealed, 90))}, "SealBroken"),
        ("cut", {"sealed": encoded(sealed[:50])}, "SealBroken"),
        ("empty", {"sealed": ""}, "SealBroken"),
    )


def write(*makers: Callable[[], list[Vector]]) -> None:
    for make in makers:
        text = json.dumps(make(), indent=1, ensure_ascii=False, sort_keys=True)
        (FOLDER / f"{make.__name__}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(shares, wraps, unlocked, verifiers, texts)
