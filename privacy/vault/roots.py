"""The root keys of an installation, from which everything the server alone holds is derived."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from privacy.vault.binding import expand
from privacy.vault.errors import RootKeysWrong
from privacy.vault.secret import Guarded, Secret

KEY_BYTES = 32
# Short, because the id of the newest key stands in every password's hash.
ID = re.compile(r"[A-Za-z0-9_-]{1,12}")
HOW = (
    "write ID:BASE64 for each key, newest first, with commas between them, where BASE64 stands "
    f"for {KEY_BYTES} random bytes"
)


@dataclass(frozen=True, repr=False, eq=False)
class RootKeys(Guarded):
    """Root keys by id; the first is the newest and seals, the others still open."""

    keys: dict[str, Secret]

    @property
    def newest(self) -> str:
        """Return the id of the key that new things are sealed under."""
        return next(iter(self.keys))

    def derive(self, root_key: str, label: str, *, length: int = 32) -> Secret:
        """Return the sub-key of root key `root_key` for the use that `label` names.

        Raises RootKeysWrong if that root key is not among them.
        """
        if root_key not in self.keys:
            raise RootKeysWrong(
                f"DASITE_ROOT_KEYS lacks the key '{root_key}', which stored keys need; "
                "add it again behind the newest."
            )
        return expand(self.keys[root_key], label, length=length)


def parse_root_keys(text: str, setting: str = "DASITE_ROOT_KEYS") -> RootKeys:
    """Return the keys that `text` (`ID:BASE64,ID:BASE64`, newest first) names.

    Raises RootKeysWrong; its sentence tells which entry of which setting is wrong, never what
    stands there.
    """
    keys: dict[str, Secret] = {}
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    for place, entry in enumerate(entries, start=1):
        name, key = _parse(entry, f"{setting}: entry {place}")
        if name in keys:
            raise RootKeysWrong(f"{setting}: entry {place} repeats an id; {HOW}.")
        keys[name] = key
    if not keys:
        raise RootKeysWrong(f"{setting} holds no key; {HOW}.")
    return RootKeys(keys)


def _parse(entry: str, where: str) -> tuple[str, Secret]:
    name, colon, encoded = entry.partition(":")
    if not colon or not ID.fullmatch(name):
        raise RootKeysWrong(
            f"{where} does not begin with an id of up to 12 letters, "
            f"digits, '-' or '_' and a colon; {HOW}."
        )
    try:
        value = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        # Not chained: binascii speaks of the value.
        raise RootKeysWrong(f"{where} is not base64; {HOW}.") from None
    if len(value) != KEY_BYTES:
        raise RootKeysWrong(f"{where} has {len(value)} bytes, not {KEY_BYTES}; {HOW}.")
    return name, Secret(value)
