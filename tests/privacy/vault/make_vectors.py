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


def flip(sealed: bytes, position: int, bit: int = 0) -> bytes:
    changed = bytearray(sealed)
    changed[position] ^= 1 << bit
    return bytes(changed)


def records() -> list[dict[str, object]]:
    key, wrong = fixed("data key"), fixed("another key")
    found: list[dict[str, object]] = []

    def add(
        comment: str, sealed: bytes | list[int], where: Where, result: str, plain: bytes = b""
    ) -> None:
        """Add one; a list for `sealed` names pieces of the record before the failing ones."""
        found.append(
            {
                "comment": comment,
                "key": key.hex(),
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
        )

    for length in (0, 1, 15, 16, 17, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5):
        plain = fixed(f"plain {length}", length)
        sealed = own.seal(key, plain, HERE, salt=fixed(f"salt {length}", 24))
        add(f"{length} bytes", sealed, HERE, "opens", plain)
    late = replace(HERE, epoch=4_294_967_295, row="Ünïcödé/🔑", field="")
    plain = "Ä schöne Antwort".encode()
    add(
        "last epoch, text that is not ASCII",
        own.seal(key, plain, late, salt=fixed("s", 24)),
        late,
        "opens",
        plain,
    )

    small = own.seal(key, b"yes", HERE, salt=fixed("small", 24))
    add("empty", b"", HERE, "SealBroken")
    add("cut within the header", small[:23], HERE, "SealBroken")
    add("cut before the commitment's end", small[:79], HERE, "SealBroken")
    add("no chunk at all", small[:80], HERE, "SealBroken")
    add("cut within the tag", small[:95], HERE, "SealBroken")
    add("one byte longer", small + b"\x00", HERE, "SealBroken")
    add("other magic", b"DW" + small[2:], HERE, "FormatUnknown")
    add("version 2", flip(flip(small, 2, 0), 2, 1), HERE, "FormatUnknown")
    add("algorithm 0", flip(small, 3), HERE, "FormatUnknown")
    add("key id damaged", flip(small, 4), HERE, "SealBroken")
    add("epoch damaged", flip(small, 23), HERE, "SealBroken")
    add("salt damaged", flip(small, 24), HERE, "SealBroken")
    add("commitment damaged", flip(small, 79, 7), HERE, "SealBroken")
    add("text damaged", flip(small, 80), HERE, "SealBroken")
    add("tag damaged", flip(small, 98, 7), HERE, "SealBroken")
    add("another table", small, replace(HERE, table="interviews_answers"), "SealBroken")
    add("another row", small, replace(HERE, row="18"), "SealBroken")
    add("another field", small, replace(HERE, field="place"), "SealBroken")
    add("another scope", small, replace(HERE, scope=OTHER_SCOPE), "SealBroken")
    add("another epoch", small, replace(HERE, epoch=2), "SealBroken")
    add(
        "row and field shifted into each other",
        small,
        replace(HERE, row="17s", field="tate"),
        "SealBroken",
    )
    # Pieces of the longest record: 0 is what stands before its chunks, 1 to 3 are its chunks.
    add("first and second chunk swapped", [0, 2, 1, 3], HERE, "SealBroken")
    add("last chunk missing", [0, 1, 2], HERE, "SealBroken")
    add("first chunk missing", [0, 2, 3], HERE, "SealBroken")
    add("second chunk twice", [0, 1, 2, 2, 3], HERE, "SealBroken")
    add("another key", own.seal(wrong, b"yes", HERE, salt=fixed("w", 24)), HERE, "WrongKey")
    return found


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
    for name, content in (("records", records()), ("keys", keys()), ("grants", grants())):
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
