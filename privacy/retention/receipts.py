"""Receipts: what was erased and when, signed, so that it can be shown to anybody.

Nothing of a receipt is kept here: its person has it, and the signature says that it is ours. It
names the account's number and lines of the ledger, never what was erased.
docs/reference/receipt-format.md specifies the bytes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from privacy.models.ledger import LedgerEntry
from privacy.models.runs import RetentionBatch
from privacy.retention.errors import ReceiptRefused
from privacy.vault import keyring

PREFIX = b"dasite receipt v1\n"
LABEL = "dasite/v1/root/receipt"
CHANGED = "This receipt was changed, or is from another site."
AT_MOST = 20_000  # characters of a receipt that somebody shows us


def make(run_id: int, *, account: int, counts: Mapping[str, int], now: datetime) -> str:
    """Return the receipt of a run that erased a whole account, as canonical JSON."""
    batches = RetentionBatch.objects.filter(run=run_id).values_list("pk", flat=True)
    lines = LedgerEntry.objects.filter(batch__in=list(batches), kind=LedgerEntry.Kind.DONE)
    root_key = keyring.root_keys().newest
    body = {
        "account": account,
        "counts": dict(counts),
        "erased_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "key": root_key,
        "ledger": [[line.seq, line.digest] for line in lines.order_by("seq")],
        "version": 1,
    }
    signature = _private_key(root_key).sign(PREFIX + canonical(body))
    return canonical({**body, "signature": _base64(signature)}).decode()


def check(text: str) -> dict[str, Any]:
    """Return what a receipt says, without its signature.

    Raises ReceiptRefused if it is none, was changed, or is not from this site.
    """
    try:
        body = json.loads(text[:AT_MOST])
        said = base64.b64decode(body["signature"], validate=True)
        key = public_key(body["key"])
        # The same, said with other bytes, or something said twice, is not what was signed.
        if canonical(body) != text.encode() or _base64(said) != body.pop("signature"):
            raise ReceiptRefused(CHANGED)
        key.verify(said, PREFIX + canonical(body))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ReceiptRefused("This is not a receipt. Take the whole of the file.") from error
    except InvalidSignature as error:
        raise ReceiptRefused(CHANGED) from error
    found: dict[str, Any] = body
    return found


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return JSON with sorted keys, no white space, and ASCII alone."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def public_keys() -> dict[str, str]:
    """Return the public keys by their ids, each 32 bytes in base64, the newest first."""
    return {
        root_key: _base64(public_key(root_key).public_bytes(Encoding.Raw, PublicFormat.Raw))
        for root_key in keyring.root_keys().keys
    }


def public_key(root_key: str) -> Ed25519PublicKey:
    """Return what checks receipts that were signed under this root key.

    Raises ReceiptRefused if this site has no such key.
    """
    if root_key not in keyring.root_keys().keys:
        raise ReceiptRefused("This receipt is from another site, or older than all our keys.")
    return _private_key(root_key).public_key()


def _private_key(root_key: str) -> Ed25519PrivateKey:
    seed = keyring.root_keys().derive(root_key, LABEL)
    return Ed25519PrivateKey.from_private_bytes(seed.reveal())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
