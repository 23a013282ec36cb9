"""The address of a web page."""

from __future__ import annotations

from urllib.parse import urlsplit

from interviews.engine.context import Context
from interviews.engine.datatypes.single import Single, refuse
from interviews.engine.registry import FieldSpec, datatype


@datatype("url")
class Url(Single):
    """An address with http or https before it."""

    input_mode = "url"

    def read(self, text: str, field: FieldSpec, context: Context) -> str:
        """Return the address. Raises ValueRefused if it is none."""
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc or " " in text:
            raise refuse(field, "url", "Enter a web address like https://example.org.")
        return text
