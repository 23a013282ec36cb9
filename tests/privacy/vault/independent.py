"""Reads and writes the vault's format from docs/reference/vault-format.md alone.

HKDF by hand from `hmac`, AES-GCM by the block cipher's mode, HPKE by hand from X25519: none of the
calls that the vault makes, so that a mistake there cannot hide here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CHUNK = 16_384


class Refused(Exception):
    """Bears the name of the error that the specification asks for."""


def bind(*parts: bytes | str | int | UUID) -> bytes:
    out = bytearray()
    for part in parts:
        if isinstance(part, UUID):
            raw = part.bytes
        elif isinstance(part, int):
            raw = part.to_bytes(4, "big")
        elif isinstance(part, str):
            raw = part.encode()
        else:
            raw = part
        out += len(raw).to_bytes(4, "big") + raw
    return bytes(out)


def hkdf_expand(prk: bytes, info: bytes, length: int, digest: str = "sha256") -> bytes:
    out, block, counter = b"", b"", 0
    while len(out) < length:
        counter += 1
        block = hmac.new(prk, block + info + bytes([counter]), digest).digest()
        out += block
    return out[:length]


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.new(salt or bytes(32), ikm, "sha256").digest()


def expand(key: bytes, label: str, *context, length: int = 32) -> bytes:
    return hkdf_expand(key, bind(label, *context), length)


def combine(keys, label: str, *context) -> bytes:
    return hkdf_expand(hkdf_extract(b"", bind(*keys)), bind(label, *context), 32)


def gcm_encrypt(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def gcm_decrypt(key: bytes, nonce: bytes, sealed: bytes) -> bytes:
    body, tag = sealed[:-16], sealed[-16:]
    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


@dataclass(frozen=True)
class Where:
    table: str
    row: str
    field: str
    scope: UUID
    epoch: int


def header_of(key: bytes, epoch: int) -> bytes:
    key_id = expand(key, "dasite/v1/key-id", length=16)
    return b"DV" + b"\x01\x01" + key_id + epoch.to_bytes(4, "big")


def message_keys(key: bytes, salt: bytes, where: Where) -> tuple[bytes, int, bytes]:
    header = header_of(key, where.epoch)
    context = bind(header, where.table, where.row, where.field, where.scope, where.epoch)
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" + b"\x00" + salt + context
    out = hkdf_expand(key, info, 76, "sha512")
    return out[:32], int.from_bytes(out[32:44], "big"), out[44:]


def seal(key: bytes, plain: bytes, where: Where, *, salt: bytes) -> bytes:
    aes, base, commitment = message_keys(key, salt, where)
    out = header_of(key, where.epoch) + salt + commitment
    for number in range(len(plain) // CHUNK + 1):
        nonce = (base ^ number).to_bytes(12, "big")
        out += gcm_encrypt(aes, nonce, plain[number * CHUNK : (number + 1) * CHUNK])
    return out


def unseal(key: bytes, sealed: bytes, where: Where) -> bytes:
    if len(sealed) < 24:
        raise Refused("SealBroken")
    if sealed[:4] != b"DV\x01\x01":
        raise Refused("FormatUnknown")
    if len(sealed) < 80:
        raise Refused("SealBroken")
    aes, base, commitment = message_keys(key, sealed[24:48], where)
    if sealed[48:80] != commitment:
        same = sealed[4:20] == expand(key, "dasite/v1/key-id", length=16)
        raise Refused("SealBroken" if same else "WrongKey")
    if sealed[:24] != header_of(key, where.epoch):
        raise Refused("SealBroken")
    body, out, number = sealed[80:], b"", 0
    while True:
        chunk = body[number * (CHUNK + 16) : (number + 1) * (CHUNK + 16)]
        if len(chunk) < 16:
            raise Refused("SealBroken")
        try:
            out += gcm_decrypt(aes, (base ^ number).to_bytes(12, "big"), chunk)
        except InvalidTag as error:
            raise Refused("SealBroken") from error
        if len(chunk) < CHUNK + 16:
            return out
        number += 1


# --- HPKE, RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM -----------

KEM_ID, KDF_ID, AEAD_ID = 0x0020, 0x0001, 0x0002
KEM_SUITE = b"KEM" + KEM_ID.to_bytes(2, "big")
HPKE_SUITE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (KEM_ID, KDF_ID, AEAD_ID))


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hkdf_extract(salt, b"HPKE-v1" + suite + label + ikm)


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hkdf_expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def hpke_keys(dh: bytes, enc: bytes, public: bytes, info: bytes) -> tuple[bytes, bytes]:
    eae = labeled_extract(KEM_SUITE, b"", b"eae_prk", dh)
    shared = labeled_expand(KEM_SUITE, eae, b"shared_secret", enc + public, 32)
    psk_id_hash = labeled_extract(HPKE_SUITE, b"", b"psk_id_hash", b"")
    info_hash = labeled_extract(HPKE_SUITE, b"", b"info_hash", info)
    schedule = b"\x00" + psk_id_hash + info_hash
    secret = labeled_extract(HPKE_SUITE, shared, b"secret", b"")
    key = labeled_expand(HPKE_SUITE, secret, b"key", schedule, 32)
    return key, labeled_expand(HPKE_SUITE, secret, b"base_nonce", schedule, 12)


def grant(scope_key: bytes, public: bytes, info: bytes, *, ephemeral: bytes) -> bytes:
    private = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = private.public_key().public_bytes_raw()
    dh = private.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = hpke_keys(dh, enc, public, info)
    return enc + gcm_encrypt(key, nonce, scope_key)


def open_grant(sealed: bytes, private_key: bytes, info: bytes) -> bytes:
    private = X25519PrivateKey.from_private_bytes(private_key)
    enc, body = sealed[:32], sealed[32:]
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    key, nonce = hpke_keys(dh, enc, private.public_key().public_bytes_raw(), info)
    try:
        return gcm_decrypt(key, nonce, body)
    except InvalidTag as error:
        raise Refused("SealBroken") from error


def guest_recipient(token: bytes) -> tuple[UUID, bytes]:
    name = hashlib.sha256(bind("dasite/v1/guest/id", token)).digest()
    return UUID(bytes=name[:16]), expand(token, "dasite/v1/guest/key")


def unlocked_row(token: bytes) -> str:
    return hashlib.sha256(bind("dasite/v1/unlocked/id", token)).hexdigest()


# --- What is signed ---------------------------------------------------------------------------


def admission_message(fields: Mapping[str, Any]) -> bytes:
    ids = [UUID(fields[name]) for name in ("scope", "recipient")]
    giver = (UUID(fields["given_by"]), fields["generation"], fields["reason"])
    times = (fields["created_at"], fields["expires_at"])
    return bind("dasite/v1/admission", *ids, fields["kind"], *giver, *times)


def receipt_message(body: Mapping[str, Any]) -> bytes:
    said = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return b"dasite receipt v1\n" + said.encode()


# --- Recovery codes: Crockford's base 32 and a check symbol --------------------------------------

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


def code_of(secret: bytes) -> str:
    number, letters = int.from_bytes(secret, "big"), ""
    for place in range(31, -1, -1):
        letters += SYMBOLS[number >> 5 * place & 31] + ("-" if place % 4 == 0 else "")
    return letters + SYMBOLS[number % 37]


def secret_of(typed: str) -> bytes:
    text = typed.upper().replace("-", "").replace(" ", "")
    text = text.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(text) != 33 or any(letter not in SYMBOLS[:32] for letter in text[:32]):
        raise Refused("CodeMistyped")
    number = 0
    for letter in text[:32]:
        number = 32 * number + SYMBOLS.index(letter)
    if text[32] != SYMBOLS[number % 37]:
        raise Refused("CodeMistyped")
    return number.to_bytes(20, "big")
