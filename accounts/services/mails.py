"""Mails about leaving; addresses and links are put in here, and nothing of an answer ever is."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.urls import reverse

FOLDER = "accounts/email/"


class MailNotSent(Exception):
    """The mail server did not take a mail without which the page was of no use."""


def send(to: str, name: str, *, receipt: str = "", **said: Any) -> None:
    """Send the mail with this name. Raises OSError if the mail server does not take it."""
    links = {
        "login_url": _public("account_login"),
        "delete_url": _public("accounts:delete"),
        "opened_url": _public("interviews:opened-to-me"),
        "receipts_url": _public("privacy:receipts"),
    }
    mail = get_adapter().render_mail(FOLDER + name, to, {**links, **said})
    if receipt:
        mail.attach("receipt.json", receipt, "application/json")
    mail.send()


def _public(name: str) -> str:
    return f"{settings.DASITE_URL}{reverse(name)}"
