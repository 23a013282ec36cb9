#!/usr/bin/env python3
"""Says whether a receipt of an erasure is genuine; needs no site, only its public key.

    python check_receipt.py RECEIPT.json PUBLIC_KEY

PUBLIC_KEY is the base64 on the site's page /receipts/, noted down when you got the receipt.
Needs the package `cryptography`.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def main(path: str, public_key: str) -> int:
    """Return 0 if the receipt is genuine."""
    body = json.loads(Path(path).read_text(encoding="ascii"))
    signature = base64.b64decode(body.pop("signature"))
    said = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(
            signature, b"dasite receipt v1\n" + said.encode()
        )
    except InvalidSignature:
        print("NOT GENUINE: it was changed, or signed by somebody else.")
        return 1
    print(f"Genuine: account {body['account']} was erased at {body['erased_at']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
