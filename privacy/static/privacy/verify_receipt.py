"""Says whether a receipt of an erasure is genuine; needs no site, only its public key.

    python verify_receipt.py RECEIPT.json PUBLIC_KEY

PUBLIC_KEY is the base64 on the site's page /receipts/, noted down when you got the receipt.
Needs Python 3 and its package `cryptography`. Ends with 0 if the receipt is genuine.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PREFIX = b"dasite receipt v1\n"


def canonical(body: dict[str, object]) -> bytes:
    """Return JSON with sorted keys, no white space, and ASCII alone."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def verify(text: bytes, public_key: str) -> dict[str, object]:
    """Return what a receipt says. Raises ValueError if it is none, InvalidSignature if changed."""
    body = json.loads(text)
    if not isinstance(body, dict) or canonical(body) != text.strip():
        raise ValueError("this is not canonical JSON")
    said = str(body.pop("signature", ""))
    signature = base64.b64decode(said, validate=True)
    if base64.b64encode(signature).decode() != said:
        raise ValueError("this is not canonical base64")
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
    key.verify(signature, PREFIX + canonical(body))
    return body


def main(path: str, public_key: str) -> int:
    """Return 0 if the receipt is genuine."""
    try:
        said = verify(Path(path).read_bytes(), public_key)
    except (InvalidSignature, ValueError):
        print("NOT GENUINE: it was changed, or signed by somebody else, or is no receipt.")
        return 1
    print(f"Genuine: account {said['account']} was erased at {said['erased_at']}.")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:3]))
