"""Prints what the vault costs: `python -m benchmarks.vault`, from the root of the checkout.

Makes databases of its own in a temporary folder. Each figure is the best of several rounds; raw
AES-256-GCM runs in the same process with the same reading and writing, so that the ratios mean
the same on every machine.
"""

from __future__ import annotations

import base64
import io
import os
import tempfile
import time
from collections.abc import Callable
from uuid import uuid4

ROUNDS = 7
MIB = 1024 * 1024
NONCE = bytes(12)
SENTENCE = "a long sentence"


def prepare(folder: str) -> None:
    """Point production's settings at throw-away databases, and migrate them."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "dasite.settings",
            "DASITE_VAR_DIR": folder,
            "DASITE_SECRET_KEY": "x" * 50,
            "DASITE_ROOT_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
        }
    )
    import django
    from django.core.management import call_command

    django.setup()
    for alias in ("default", "vault"):
        call_command("migrate", database=alias, verbosity=0)


def best(work: Callable[[], object], *, repeat: int = 1) -> float:
    """Return the seconds of one `work` in the quickest round."""
    quickest = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(repeat):
            work()
        quickest = min(quickest, (time.perf_counter() - began) / repeat)
    return quickest


def passwords() -> None:
    from django.conf import settings

    from privacy.vault import box, kdf, subjects

    params = kdf.params_from(settings.DASITE_ARGON2)
    salt, subject_id, scope = os.urandom(kdf.SALT_BYTES), uuid4(), uuid4()
    argon = best(lambda: kdf.derive(SENTENCE, salt=salt, params=params)) * 1e3
    key = kdf.derive(SENTENCE, salt=salt, params=params)[1]
    subjects.create(subject_id, key=key)
    caught = best(lambda: subjects.unlock(subject_id, password="", key=key), repeat=20) * 1e3
    twice = best(lambda: subjects.unlock(subject_id, password=SENTENCE, key=None)) * 1e3
    print(f"Argon2id {params.memory_kib} KiB, {params.passes} passes: {argon:.1f} ms")
    print(f"login with the caught key: {argon + caught:.1f} ms, of it keys {caught:.2f} ms")
    print(f"login with a second Argon2: {argon + twice:.1f} ms")
    unlocked = subjects.unlock(subject_id, password="", key=key)
    box.create_box(scope, owner=subject_id)
    made = best(lambda: box.create_box(uuid4(), owner=subject_id), repeat=50) * 1e3
    opened = best(lambda: box.open_box(scope, by=unlocked), repeat=50) * 1e3
    print(f"create a box: {made:.2f} ms; open one: {opened:.2f} ms (SQLite)")


def grants() -> None:
    from privacy.vault import wrap
    from privacy.vault.secret import Secret

    pair, key, scope, reader = wrap.make_pair(), Secret.random(), uuid4(), uuid4()
    to = wrap.Recipient(reader, 1, pair.public_key)
    sealed = wrap.grant(key, to, scope=scope, epoch=1)
    made = best(lambda: wrap.grant(key, to, scope=scope, epoch=1), repeat=500)

    def open_it() -> object:
        return wrap.open_grant(sealed, pair.private_key, recipient=to, scope=scope, epoch=1)

    opened = best(open_it, repeat=500)
    print(f"grants: {1 / made:,.0f} made per second, {1 / opened:,.0f} opened per second")


def records(size: int, repeat: int) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from privacy.vault.aead import Place, SealKey, seal, unseal
    from privacy.vault.secret import Secret

    key, place = SealKey(Secret.random(), epoch=1), Place("t", "r", "f", uuid4())
    plain, cipher = os.urandom(size), AESGCM(os.urandom(32))
    raw, sealed = cipher.encrypt(NONCE, plain, None), seal(key, plain, place)
    theirs = best(lambda: cipher.encrypt(NONCE, plain, None), repeat=repeat)
    ours = best(lambda: seal(key, plain, place), repeat=repeat)
    show(f"seal {size:,}", size, theirs, ours, len(sealed) - size)
    theirs = best(lambda: cipher.decrypt(NONCE, raw, None), repeat=repeat)
    ours = best(lambda: unseal(key, sealed, place), repeat=repeat)
    show(f"open {size:,}", size, theirs, ours, len(sealed) - size)


def pieces() -> None:
    """Print what raw AES-256-GCM reaches in pieces of one chunk: more the format cannot reach."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from privacy.vault.aead import CHUNK_BYTES

    plain, target, cipher = os.urandom(MIB), bytearray(CHUNK_BYTES + 16), AESGCM(os.urandom(32))
    parts = [plain[at : at + CHUNK_BYTES] for at in range(0, MIB, CHUNK_BYTES)]

    def seal_parts() -> None:
        for part in parts:
            cipher.encrypt_into(NONCE, part, None, target)

    speed = MIB / best(seal_parts, repeat=40) / 1e9
    print(
        f"raw AES-256-GCM in pieces of {CHUNK_BYTES:,} bytes, as in the format: {speed:.2f} GB/s"
    )


def files(size: int) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from privacy.vault.aead import Place, SealKey
    from privacy.vault.secret import Secret
    from privacy.vault.stream import SealedReader, seal_stream

    key, place = SealKey(Secret.random(), epoch=1), Place("t", "r", "f", uuid4())
    plain, cipher, buffer = os.urandom(size), AESGCM(os.urandom(32)), bytearray(MIB)
    sealed, raw = io.BytesIO(bytes(size + size // 512)), io.BytesIO(bytes(size + size // 512))

    def seal_ours() -> None:
        sealed.seek(0)
        seal_stream(key, io.BytesIO(plain), sealed, place)
        sealed.truncate()

    def seal_raw() -> None:
        raw.seek(0)
        source = io.BytesIO(plain)
        while block := source.read(MIB):
            raw.write(cipher.encrypt(NONCE, block, None))
        raw.truncate()

    def open_ours() -> None:
        with SealedReader(key, io.BytesIO(sealed.getvalue()), place) as reader:
            while reader.readinto(buffer):
                pass

    def open_raw() -> None:
        source = io.BytesIO(raw.getvalue())
        while block := source.read(MIB + 16):
            cipher.decrypt(NONCE, block, None)

    seal_ours()
    seal_raw()
    overhead = len(sealed.getvalue()) - size
    show(f"seal file {size:,}", size, best(seal_raw), best(seal_ours), overhead)
    show(f"open file {size:,}", size, best(open_raw), best(open_ours), overhead)


def show(name: str, size: int, raw: float, ours: float, overhead: int) -> None:
    theirs, mine = (f"{size / each / 1e9:.2f} GB/s {each * 1e6:,.0f} us" for each in (raw, ours))
    print(f"{name:>24}  {theirs:>20}  {mine:>20}  {raw / ours:.2f}  {overhead}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        passwords()
        grants()
        pieces()
        print(f"{'bytes':>24}  {'raw AES-256-GCM':>20}  {'vault':>20}  ratio  bytes more")
        for size, repeat in (
            (100, 2000),
            (4_000, 2000),
            (16_000, 1000),
            (MIB, 40),
            (4 * MIB, 10),
            (32 * MIB, 2),
        ):
            records(size, repeat)
        files(128 * MIB)


if __name__ == "__main__":
    main()
