"""The mail that tells somebody of a deletion, and the links in it.

What may go wrong for ever: a mail or a link tells a third person something. So neither says what
it is about: a link bears the number of the mail, signed, for one purpose, and it expires.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from privacy.retention.errors import LinkRefused
from privacy.retention.modes import STEP_AT_MOST
from privacy.zones import in_zone

KEEP, DELETE = "keep", "delete"
SALT = "privacy.notice."
# The first step comes so long before the day at the most; a shifted ladder takes as long again.
LINK_LIVES = timedelta(days=2 * STEP_AT_MOST)


@dataclass(frozen=True)
class Letter:
    """What one mail says: how many things, the first day on which one goes, and by which rules."""

    message: UUID
    address: str = field(repr=False)
    count: int
    first_day: datetime
    last_day: datetime
    rules: tuple[str, ...]
    is_account: bool = False  # of whoever is told, instead of something that they began
    zone: str = ""  # of the person; empty: the site's


def make_link(message: UUID, purpose: str) -> str:
    """Return the address of the page that keeps, or deletes, what the mail is about."""
    token = signing.dumps(message.hex, salt=SALT + purpose)
    return f"{settings.DASITE_URL}{reverse(f'privacy:notice-{purpose}', args=[token])}"


def read_token(token: str, purpose: str) -> UUID:
    """Return which mail a link came with. Raises LinkRefused unless it is ours, for `purpose`."""
    try:
        return UUID(hex=signing.loads(token, salt=SALT + purpose, max_age=LINK_LIVES))
    except signing.BadSignature as error:
        raise LinkRefused("The link is not one of ours, or too old.") from error


def message_id(message: UUID) -> str:
    """Return the Message-ID under which a mail goes out, also the second time."""
    host = urlsplit(settings.DASITE_URL).hostname
    return f"<{message}@{host}>"


def read_message_id(text: str) -> UUID | None:
    """Return which of our mails has this Message-ID, None if it cannot be one of ours."""
    name, _at, _host = text.strip().strip("<>").partition("@")
    try:
        return UUID(name)
    except ValueError:
        return None


def write_letter(letter: Letter) -> EmailMessage:
    """Return the mail; what comes back goes to the address for bounces, if one is set.

    Days are those of its person's time zone.
    """
    with in_zone(letter.zone):
        return _write(letter)


def _write(letter: Letter) -> EmailMessage:
    day = date_format(timezone.localtime(letter.first_day), "j F Y")
    context = {
        "letter": letter,
        "day": day,
        "site_name": settings.DASITE_SITE_NAME,
        "site_url": settings.DASITE_URL,
        "keep_url": make_link(letter.message, KEEP),
        "delete_url": make_link(letter.message, DELETE),
    }
    what = "something of yours" if letter.count == 1 else f"{letter.count} things of yours"
    if letter.is_account:
        what = "your account"
    return EmailMessage(
        subject=f"{settings.DASITE_SITE_NAME}: {what} will be deleted on {day}",
        body=render_to_string("privacy/mail/notice.txt", context),
        from_email=settings.DASITE_EMAIL_BOUNCES or settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(letter.message),
            "Auto-Submitted": "auto-generated",
        },
    )
