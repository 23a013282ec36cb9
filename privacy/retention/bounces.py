"""Reads mails that came back: which of ours could not be delivered (RFC 3464).

What may go wrong for ever: a mail counts as delivered that was not. What cannot be read changes
nothing, and nothing of a message is kept or said but the number of the mail that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from privacy.retention.letters import read_message_id
from privacy.retention.notices import mark_bounced

STATUS = "message/delivery-status"
BYTES_AT_MOST = 1_000_000  # of a message; a mail server sends back no more than the headers


def take_bounce(raw: bytes) -> int:
    """Return of how many things it is written down now that their person could not be told.

    0 if the message is none about a failed delivery, or not about a mail of ours. A message that
    was taken before changes nothing.
    """
    message = message_from_bytes(raw[:BYTES_AT_MOST])
    if not _has_failed(message):
        return 0
    return sum(mark_bounced(number) for number in set(_returned(message)))


def _has_failed(message: Message) -> bool:
    """Return whether a part of the report says that the mail was given up; delays do not."""
    reports = (one for one in message.walk() if one.get_content_type() == STATUS)
    actions = (str(fields.get("Action", "")) for one in reports for fields in one.walk())
    return any(action.strip().lower() == "failed" for action in actions)


def _returned(message: Message) -> Iterator[UUID]:
    """Yield the numbers of our mails that the report carries, whole or as headers alone."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner: list[Message] = [one for one in part.get_payload() if isinstance(one, Message)]
        elif kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            headers = text if isinstance(text, bytes) else b""
            inner = [message_from_bytes(headers)]
        else:
            continue
        for one in inner:
            number = read_message_id(str(one.get("Message-ID", "")))
            if number is not None:
                yield number
