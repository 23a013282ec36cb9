"""What answer types share that come as one text: emptiness, lengths, an author's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import FieldSpec, ValueRefused
from interviews.engine.values import text_of

MOST_TEXT = 100_000  # characters of one answer, whatever an author allows
# What "none of the above" and "all of the above" post. No choice has such a key.
NONE_KEY = "none"
ALL_KEY = "all"


def refuse(
    field: FieldSpec, reason: str, message: str, *about: str, code: str = ""
) -> ValueRefused:
    """Return the refusal with the author's own message for this reason, if there is one.

    `code` is what the language calls the reason for such a field; each %s of an author's
    message is the next of `about`.
    """
    said = field.messages.get(code, field.messages.get(reason))
    if said is None:
        return ValueRefused(message)
    for each in about:
        said = said.replace("%s", each, 1)
    return ValueRefused(said)


def whole_number(value: Any) -> int | None:
    """Return an author's number of characters or the like, None if it is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


class Single:
    """One text that is read, checked, and shown again. Derive, and override what differs."""

    empty: Any = ""
    missing = "This field is required."
    input_mode = ""

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the value. Raises ValueRefused with a message for the person."""
        text = self.clean(posted[0] if posted else "")
        if not text:
            if field.required:
                raise refuse(field, "required", self.missing)
            return self.empty
        context.budget.text(len(text))
        self.check_length(text, field)
        value = self.read(text, field, context)
        self.check(value, field, context)
        return value

    def clean(self, text: str) -> str:
        """Return the text as it is read: without blanks at its ends."""
        return text.replace("\r\n", "\n").replace("\x00", "").strip()

    def read(self, text: str, field: FieldSpec, context: Context) -> Any:
        """Return what the text means. Raises ValueRefused if it means nothing."""
        return text

    def check(self, value: Any, field: FieldSpec, context: Context) -> None:
        """Raise ValueRefused if the value is beyond the field's limits."""

    def check_length(self, text: str, field: FieldSpec) -> None:
        """Raise ValueRefused if the text is too short or too long."""
        least = whole_number(field.attributes.get("minlength"))
        most = min(whole_number(field.attributes.get("maxlength")) or MOST_TEXT, MOST_TEXT)
        if least is not None and len(text) < least:
            said = f"You must type at least {least} characters. You have typed {len(text)}."
            raise refuse(field, "minlength", said, str(least))
        if len(text) > most:
            said = f"You cannot type more than {most} characters. You have typed {len(text)}."
            raise refuse(field, "maxlength", said, str(most))

    def show(self, value: Any, field: FieldSpec, context: Context) -> str | tuple[str, ...]:
        """Return the text that the control begins with."""
        return "" if value is None else text_of(context, value)

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return the attributes of the control."""
        wanted = {
            key: str(field.attributes[key])
            for key in ("minlength", "maxlength")
            if field.attributes.get(key) not in (None, "")
        }
        return wanted | ({"inputmode": self.input_mode} if self.input_mode else {})
