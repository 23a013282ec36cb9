"""What can be wrong with the settings of accounts, told at start."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  # Django's name

from accounts import sms


@register()
def check_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the proxies that are trusted."""
    found: list[CheckMessage] = [
        Error(
            f"DASITE_TRUSTED_PROXIES names {word!r}, which is neither an address nor a network.",
            hint="Write addresses or networks with commas between them: 10.0.0.1,10.1.0.0/16",
            id="accounts.E001",
        )
        for word in settings.DASITE_TRUSTED_PROXIES
        if not _is_network(word)
    ]
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and not settings.DASITE_TRUSTED_PROXIES:
        found.append(
            Warning(
                "The site stands behind a proxy that no setting names, so to it all people have "
                "one address, and five wrong passwords for an account ban everybody from it.",
                hint="Name the proxy's address in DASITE_TRUSTED_PROXIES.",
                id="accounts.W001",
            )
        )
    return found


@register()
def check_sender(**kwargs: Any) -> list[CheckMessage]:
    """Return that codes by phone reach no phone, where people are let in already."""
    is_for_people = settings.HTTPS and not settings.DEBUG
    if not (is_for_people and settings.DASITE_SMS_SENDER in sms.FOR_TRYING):
        return []
    return [
        Warning(
            f"DASITE_SMS_SENDER is {settings.DASITE_SMS_SENDER!r}, which reaches no phone: "
            "whoever reads this server's files or terminal reads the codes that log people in.",
            hint="Name the class of your gateway, or set it to nothing: nobody logs in by phone.",
            id="accounts.W002",
        )
    ]


def _is_network(word: str) -> bool:
    try:
        ip_network(word)
    except ValueError:
        return False
    return True
