"""Ed25519 (RFC 8032) and AES-SIV (RFC 5297) written out, for the independent reader.

Slow, and not in constant time: it checks public vectors and guards nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int]


def _add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def _times(count: int, point: Point) -> Point:
    found = (0, 1)
    while count:
        if count & 1:
            found = _add(found, point)
        point, count = _add(point, point), count >> 1
    return found


def _point(encoded: bytes) -> Point | None:
    """Return the point that 32 bytes stand for, or None."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def _encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _scalar(seed: bytes) -> int:
    number = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return number & (2**254 - 8) | 2**254


def ed25519_public(seed: bytes) -> bytes:
    assert BASE is not None
    return _encoded(_times(_scalar(seed), BASE))


def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a signature of 64 bytes is over `message`."""
    key, commitment = _point(public), _point(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or commitment is None or answer >= ORDER:
        return False
    asked = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(asked, "little") % ORDER
    assert BASE is not None
    return _times(answer, BASE) == _add(commitment, _times(challenge, key))


def _mac(key: bytes, data: bytes) -> bytes:
    mac = CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()


def _doubled(block: bytes) -> bytes:
    number = int.from_bytes(block) << 1
    return ((number ^ 0x87 if number >> 128 else number) & (2**128 - 1)).to_bytes(16)


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def siv_open(key: bytes, sealed: bytes, associated: bytes) -> bytes | None:
    """Return what AES-SIV locked with one associated string, or None; at least 16 bytes."""
    half, tag, body = len(key) // 2, sealed[:16], sealed[16:]
    counter = int.from_bytes(tag) & ~(1 << 31 | 1 << 63)
    stream = Cipher(algorithms.AES(key[half:]), modes.CTR(counter.to_bytes(16))).decryptor()
    plain = stream.update(body) + stream.finalize()
    known = _xor(_doubled(_mac(key[:half], bytes(16))), _mac(key[:half], associated))
    if len(plain) < 16:
        return None
    expected = _mac(key[:half], plain[:-16] + _xor(plain[-16:], known))
    return plain if hmac.compare_digest(tag, expected) else None
