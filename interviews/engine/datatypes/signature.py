"""A signature, drawn with a finger or the mouse."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.objects.files import DAFile
from interviews.engine.registry import FieldSpec, datatype

_HEAD = "data:image/png;base64,"
_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST = 200_000  # bytes of a drawing


@datatype("signature")
class Signature(Single):
    """A picture in PNG, kept with the answers."""

    missing = "You must sign your name to continue."

    def check_length(self, text: str, field: FieldSpec) -> None:
        """Raise ValueRefused if the drawing is too large."""
        if len(text) > _LARGEST * 4 // 3 + len(_HEAD):
            raise refuse(field, "signature", "The drawing is too large. Clear it and sign again.")

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return the picture. Raises ValueRefused if it is none."""
        try:
            content = base64.b64decode(text.removeprefix(_HEAD), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not text.startswith(_HEAD) or not content.startswith(_PNG):
            raise refuse(field, "signature", "The drawing did not arrive. Please sign again.")
        made = DAFile(field.name)
        made.fill("signature.png", "image/png", content)
        return made

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return nothing: one signs anew."""
        return ""
