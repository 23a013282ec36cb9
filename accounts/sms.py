"""Sends text messages through whatever `DASITE_SMS_SENDER` names.

A sender is a class without arguments, with a method `send(number, text)` that raises OSError when
the message was not taken. It logs neither: a number is somebody's, and a code lets in.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
from pathlib import Path
from threading import Thread
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

logger = logging.getLogger(__name__)

# Those below that reach no phone.
FOR_TRYING = {
    "accounts.sms.ConsoleSender",
    "accounts.sms.FolderSender",
    "accounts.sms.TerminalSender",
}


class Sender(Protocol):
    """What a gateway of text messages has to do."""

    def send(self, number: str, text: str) -> None: ...


class FolderSender:
    """For trying out: messages wait in the folder `sms` of the data folder, as mails do."""

    @sensitive_variables()
    def send(self, number: str, text: str) -> None:
        """Write one file that only this account of the machine can read."""
        folder = Path(settings.DASITE_SMS_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(
            folder / f"{secrets.token_hex(8)}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
        )
        with os.fdopen(opened, "w") as file:
            file.write(f"To: {number}\n\n{text}\n")


class TerminalSender:
    """For trying out: messages are printed where `bin/serve` runs, and logged nowhere."""

    @sensitive_variables()
    def send(self, number: str, text: str) -> None:
        sys.stdout.write(f"Text message to {number}: {text}\n")
        sys.stdout.flush()


class ConsoleSender:
    """For trying out, and the default: where somebody sits at the terminal, it is printed there.

    Elsewhere whatever started the site keeps the output as a log: then it waits in the folder.
    """

    @sensitive_variables()
    def send(self, number: str, text: str) -> None:
        sender = TerminalSender() if sys.stdout.isatty() else FolderSender()
        sender.send(number, text)


def is_on() -> bool:
    """Return whether this site sends text messages."""
    return bool(settings.DASITE_SMS_SENDER)


@sensitive_variables()
def send(number: str, text: str) -> None:
    """Send a message and wait until it was taken. Raises OSError."""
    sender = cast("type[Sender]", import_string(settings.DASITE_SMS_SENDER))
    sender().send(number, text)


@sensitive_variables()
def send_aside(number: str, text: str) -> Thread:
    """Send a message while the page is answered already: its time must not tell who has one."""
    thread = Thread(target=try_sending, args=(number, text), daemon=True)
    thread.start()
    return thread


@sensitive_variables()
def try_sending(number: str, text: str) -> None:
    """Send a message; nobody hears if it was not taken, but the operator reads that."""
    try:
        send(number, text)
    except Exception as error:  # noqa: BLE001 - a sender is anybody's code; nobody waits for it
        logger.error("a text message was not sent: %s", type(error).__name__)  # noqa: TRY400 - its text may hold the number
