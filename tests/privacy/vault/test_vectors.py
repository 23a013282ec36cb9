"""The committed vectors open or are refused by name, here and in the independent reader."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from privacy.vault import aead, kdf, roots, wrap
from privacy.vault.aead import Place, SealKey
from privacy.vault.errors import VaultError
from privacy.vault.secret import Secret
from privacy.vault.stream import SealedReader
from tests.privacy.vault import independent
from tests.privacy.vault.independent import CHUNK, Refused, Where

VECTORS = Path(__file__).parent / "vectors"


def load(name: str):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


RECORDS, GRANTS, KEYS = load("records"), load("grants"), load("keys")
LONGEST = next(v for v in RECORDS if v["plain_length"] == 2 * CHUNK + 5)


def named(vectors):
    return pytest.mark.parametrize("vector", vectors, ids=[v["comment"] for v in vectors])


def sealed_of(vector) -> bytes:
    if isinstance(vector["sealed"], str):
        return bytes.fromhex(vector["sealed"])
    whole, size = bytes.fromhex(LONGEST["sealed"]), CHUNK + 16
    cuts = (0, 80, 80 + size, 80 + 2 * size, len(whole))
    return b"".join(whole[cuts[piece] : cuts[piece + 1]] for piece in vector["sealed"])


def place_of(vector) -> Place:
    return Place(vector["table"], vector["row"], vector["field"], UUID(vector["scope"]))


def key_of(vector) -> SealKey:
    return SealKey(Secret(bytes.fromhex(vector["key"])), epoch=vector["epoch"])


def outcome(open_it) -> tuple[str, bytes]:
    """Return how `open_it` ends, in the words of the vectors, and what it returned."""
    try:
        return "opens", open_it()
    except Refused as error:
        return str(error), b""
    except VaultError as error:
        return type(error).__name__, b""


def judge(open_it, vector) -> None:
    """Call `open_it` and compare what it returns or raises with the vector."""
    result, plain = outcome(open_it)
    assert (result, len(plain)) == (vector["result"], vector["plain_length"])
    if result == "opens":
        assert hashlib.sha256(plain).hexdigest() == vector["plain_sha256"]


@named(RECORDS)
def test_the_vault_agrees_with_each_record(vector):
    judge(lambda: aead.unseal(key_of(vector), sealed_of(vector), place_of(vector)), vector)


@named(RECORDS)
def test_the_reader_of_files_agrees_with_each_record(vector):
    def read() -> bytes:
        source = io.BytesIO(sealed_of(vector))
        return SealedReader.buffered(key_of(vector), source, place_of(vector)).read()

    judge(read, vector)


@named(RECORDS)
def test_the_independent_reader_agrees_with_each_record(vector):
    place = place_of(vector)
    where = Where(place.table, place.row, place.field, place.scope, vector["epoch"])
    key = bytes.fromhex(vector["key"])
    judge(lambda: independent.unseal(key, sealed_of(vector), where), vector)


@named(GRANTS)
def test_grants_open_for_their_recipient_alone(vector):
    recipient = wrap.Recipient(UUID(vector["recipient"]), vector["generation"], b"")

    def open_it() -> bytes:
        return wrap.open_grant(
            bytes.fromhex(vector["sealed"]),
            Secret(bytes.fromhex(vector["private_key"])),
            recipient=recipient,
            scope=UUID(vector["scope"]),
            epoch=vector["epoch"],
        ).reveal()

    assert outcome(open_it) == (vector["result"], bytes.fromhex(vector["scope_key"]))


@named(GRANTS)
def test_the_independent_reader_agrees_with_each_grant(vector):
    scope, recipient = UUID(vector["scope"]), UUID(vector["recipient"])
    info = independent.bind(
        "dasite/v1/grant", scope, vector["epoch"], recipient, vector["generation"]
    )
    sealed, private = bytes.fromhex(vector["sealed"]), bytes.fromhex(vector["private_key"])
    found = outcome(lambda: independent.open_grant(sealed, private, info))
    assert found == (vector["result"], bytes.fromhex(vector["scope_key"]))


def test_every_derivation_is_the_one_of_the_specification():
    given = {
        name: Secret(bytes.fromhex(KEYS[name]))
        for name in ("root_key", "subject_share", "master_key", "scope_key", "scope_share")
    }
    subject, scope = UUID(KEYS["subject"]), UUID(KEYS["scope"])
    root = roots.RootKeys({"1": given["root_key"]})
    params = kdf.Argon2Params(KEYS["memory_kib"], KEYS["passes"], KEYS["lanes"])
    salt = bytes.fromhex(KEYS["salt"])
    verifier, key = kdf.derive(KEYS["password"], salt=salt, params=params)
    pepper, share = root.derive("1", "dasite/v1/root/pepper"), given["subject_share"]
    data_key = wrap.data_key(given["scope_key"], given["scope_share"], scope, KEYS["epoch"])
    found = {
        "pepper": pepper,
        "share_key": root.derive("1", "dasite/v1/root/share"),
        "verifier": Secret(verifier),
        "kek": key.kek,
        "password_kek": wrap.password_kek(key.kek, pepper, share, subject),
        "subject_kek": wrap.subject_kek(given["master_key"], share, subject, KEYS["generation"]),
        "data_key": data_key.secret,
    }
    for name, secret in found.items():
        assert secret.reveal().hex() == KEYS[name], name


def test_argon2id_is_the_one_of_its_reference_implementation():
    # From the tests of the reference implementation: 64 MiB, two passes, one lane.
    argon = Argon2id(
        salt=b"somesalt", length=32, iterations=2, lanes=1, memory_cost=65_536
    ).derive(b"password")
    assert argon.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


def test_what_the_vault_seals_the_independent_reader_opens():
    plain = bytes(range(256)) * 200
    key, place = Secret.random(), Place("t", "r", "f", UUID(int=1))
    sealed = aead.seal(SealKey(key, epoch=7), plain, place)
    where = Where("t", "r", "f", UUID(int=1), 7)
    assert independent.unseal(key.reveal(), sealed, where) == plain


def test_what_the_vault_grants_the_independent_reader_opens():
    pair, key, scope, bob = wrap.make_pair(), Secret.random(), UUID(int=1), UUID(int=2)
    recipient = wrap.Recipient(bob, 1, pair.public_key)
    sealed = wrap.grant(key, recipient, scope=scope, epoch=1)
    info = independent.bind("dasite/v1/grant", scope, 1, bob, 1)
    opened = independent.open_grant(sealed, pair.private_key.reveal(), info)
    assert (len(sealed), opened) == (80, key.reveal())
