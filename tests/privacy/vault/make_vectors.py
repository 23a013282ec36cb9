"""Writes the vectors with the independent writer: `python -m tests.privacy.vault.make_vectors`.

They are committed; the program must open them for ever. Run this only to add some.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.privacy.vault import independent as own
from tests.privacy.vault.independent import CHUNK, Where

FOLDER = Path(__file__).parent / "vectors"
SCOPE = UUID("6f1d3f0e-4a56-4e0a-9b1e-0c5f5d0a7b11")
OTHER_SCOPE = UUID("b3c1a7de-2f4b-4b65-8f5c-7a9d1e2f3a44")
SUBJECT = UUID("0a0b0c0d-1111-4222-8333-444455556666")
HERE = Where("interviews_answer", "17", "state", SCOPE, 1)


def fixed(label: str, length: int = 32) -> bytes:
    """Return bytes that look random and are the same in every run."""
    return hashlib.shake_256(f"dasite vectors: {label}".encode()).digest(length)


KEY = fixed("data key")


def flip(sealed: bytes, position: int, bit: int = 0) -> bytes:
    changed = bytearray(sealed)
    changed[position] ^= 1 << bit
    return bytes(changed)


def record(
    comment: str, sealed: bytes | list[int], where: Where, result: str, plain: bytes = b""
) -> dict[str, object]:
    """Return one vector; a list for `sealed` names pieces of the longest record that opens."""
    return {
        "comment": comment,
        "key": KEY.hex(),
        "table": where.table,
        "row": where.row,
        "field": where.field,
        "scope": str(where.scope),
        "epoch": where.epoch,
        "sealed": sealed.hex() if isinstance(sealed, bytes) else sealed,
        "result": result,
        "plain_length": len(plain),
        "plain_sha256": hashlib.sha256(plain).hexdigest() if result == "opens" else "",
    }


def good_records() -> list[dict[str, object]]:
    found = []
    for length in (0, 1, 15, 16, 17, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5):
        plain = fixed(f"plain {length}", length)
        sealed = own.seal(KEY, plain, HERE, salt=fixed(f"salt {length}", 24))
        found.append(record(f"{length} bytes", sealed, HERE, "opens", plain))
    late = replace(HERE, epoch=4_294_967_295, row="Ünïcödé/🔑", field="")
    plain = "Ä schöne Antwort".encode()
    sealed = own.seal(KEY, plain, late, salt=fixed("s", 24))
    return [*found, record("last epoch, text that is not ASCII", sealed, late, "opens", plain)]


def bad_records() -> list[dict[str, object]]:
    small = own.seal(KEY, b"yes", HERE, salt=fixed("small", 24))
    wrong = own.seal(fixed("another key"), b"yes", HERE, salt=fixed("w", 24))
    damaged: list[tuple[str, bytes | list[int], str]] = [
        ("empty", b"", "SealBroken"),
        ("cut within the header", small[:23], "SealBroken"),
        ("cut before the commitment's end", small[:79], "SealBroken"),
        ("no chunk at all", small[:80], "SealBroken"),
        ("cut within the tag", small[:95], "SealBroken"),
        ("one byte longer", small + b"\x00", "SealBroken"),
        ("other magic", b"DW" + small[2:], "FormatUnknown"),
        ("version 2", flip(flip(small, 2, 0), 2, 1), "FormatUnknown"),
        ("algorithm 0", flip(small, 3), "FormatUnknown"),
        ("key id damaged", flip(small, 4), "SealBroken"),
        ("epoch damaged", flip(small, 23), "SealBroken"),
        ("salt damaged", flip(small, 24), "SealBroken"),
        ("commitment damaged", flip(small, 79, 7), "SealBroken"),
        ("text damaged", flip(small, 80), "SealBroken"),
        ("tag damaged", flip(small, 98, 7), "SealBroken"),
        # Piece 0 is what stands before the chunks, 1 to 3 are the chunks.
        ("first and second chunk swapped", [0, 2, 1, 3], "SealBroken"),
        ("last chunk missing", [0, 1, 2], "SealBroken"),
        ("first chunk missing", [0, 2, 3], "SealBroken"),
        ("second chunk twice", [0, 1, 2, 2, 3], "SealBroken"),
        ("another key", wrong, "WrongKey"),
    ]
    moved = [
        ("another table", replace(HERE, table="interviews_answers")),
        ("another row", replace(HERE, row="18")),
        ("another field", replace(HERE, field="place")),
        ("another scope", replace(HERE, scope=OTHER_SCOPE)),
        ("another epoch", replace(HERE, epoch=2)),
        ("row and field shifted into each other", replace(HERE, row="17s", field="tate")),
    ]
    found = [record(comment, sealed, HERE, result) for comment, sealed, result in damaged]
    return found + [record(comment, small, where, "SealBroken") for comment, where in moved]


def keys() -> dict[str, object]:
    """Return every derivation on the way from a password to a data key."""
    root, share, scope_share = fixed("root key"), fixed("subject share"), fixed("scope share")
    salt, master, scope_key = fixed("salt", 16), fixed("master key"), fixed("scope key")
    password = "\uff21 correct horse — \ufb01ne"  # NFKC changes the first and the last word
    normal = "A correct horse — fine"
    argon = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=64)
    password_root = argon.derive(normal.encode())
    kek = own.expand(password_root, "dasite/v1/password/kek")
    pepper = own.expand(root, "dasite/v1/root/pepper")
    return {
        "root_key": root.hex(),
        "pepper": pepper.hex(),
        "share_key": own.expand(root, "dasite/v1/root/share").hex(),
        "password": password,
        "salt": salt.hex(),
        "memory_kib": 64,
        "passes": 1,
        "lanes": 1,
        "verifier": own.expand(password_root, "dasite/v1/password/verifier").hex(),
        "kek": kek.hex(),
        "subject": str(SUBJECT),
        "generation": 3,
        "subject_share": share.hex(),
        "password_kek": own.combine(
            (kek, pepper, share), "dasite/v1/wrap/password", SUBJECT
        ).hex(),
        "master_key": master.hex(),
        "subject_kek": own.combine((master, share), "dasite/v1/subject", SUBJECT, 3).hex(),
        "scope": str(SCOPE),
        "epoch": 2,
        "scope_key": scope_key.hex(),
        "scope_share": scope_share.hex(),
        "data_key": own.combine((scope_key, scope_share), "dasite/v1/data", SCOPE, 2).hex(),
    }


def grants() -> list[dict[str, object]]:
    private, scope_key = fixed("private key"), fixed("scope key")
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    info = own.bind("dasite/v1/grant", SCOPE, 1, SUBJECT, 3)
    sealed = own.grant(scope_key, public, info, ephemeral=fixed("ephemeral"))
    base: dict[str, object] = {
        "private_key": private.hex(),
        "scope": str(SCOPE),
        "epoch": 1,
        "recipient": str(SUBJECT),
        "generation": 3,
        "sealed": sealed.hex(),
        "scope_key": scope_key.hex(),
    }
    other = {"result": "SealBroken", "scope_key": ""}
    return [
        {"comment": "opens", **base, "result": "opens"},
        {"comment": "another scope", **base, **other, "scope": str(OTHER_SCOPE)},
        {"comment": "another epoch", **base, **other, "epoch": 2},
        {"comment": "another recipient", **base, **other, "recipient": str(OTHER_SCOPE)},
        {"comment": "another generation", **base, **other, "generation": 4},
        {"comment": "another private key", **base, **other, "private_key": fixed("p").hex()},
        {"comment": "encapsulated key damaged", **base, **other, "sealed": flip(sealed, 5).hex()},
        {"comment": "tag damaged", **base, **other, "sealed": flip(sealed, 79).hex()},
        {"comment": "cut", **base, **other, "sealed": sealed[:-1].hex()},
    ]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in (
        ("records", good_records() + bad_records()),
        ("keys", keys()),
        ("grants", grants()),
    ):
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
