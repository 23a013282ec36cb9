"""An e-mail address."""

from __future__ import annotations

import re

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.registry import FieldSpec, datatype

_LETTER = r"[^\s@\"<>()\[\],;:\\]"
_LABEL = r"[^\s@\"<>()\[\],;:\\.]+"
_ADDRESS = re.compile(rf"{_LETTER}{{1,64}}@(?:{_LABEL}\.)+{_LABEL}")
_LONGEST = 254  # characters, by RFC 5321


@datatype("email")
class Email(Single):
    """An address with something before and after its @."""

    input_mode = "email"

    def read(self, text: str, field: FieldSpec, context: Context) -> str:
        """Return the address. Raises ValueRefused if it is none."""
        if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
            said = "You need to enter a complete e-mail address. Write it like ada@example.org."
            raise refuse(field, "email", said)
        return text
