"""Refuses every connection and name look-up that would leave this machine."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable
from typing import Any

LOCAL_NAMES = frozenset({"", "localhost", "ip6-localhost"})
# Arguments: (socket, address) and (host, port, …); see the table of audit events in Python's docs.
EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


class LeftTheMachine(BaseException):
    """Somebody tried to reach another machine; no `except Exception` may hide it."""


def is_local(address: object) -> bool:
    """Return whether an address of a socket, or a host, is this machine's own."""
    if isinstance(address, tuple):
        address = address[0]
    if address is None:
        return True
    if isinstance(address, bytes):
        address = address.decode(errors="replace")
    if not isinstance(address, str) or address.startswith(("/", "\0")):
        return True  # a local socket, by its path, or the kernel's own (netlink)
    if address in LOCAL_NAMES:
        return True
    try:
        number = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def refuse(record: Callable[[str, object], None]) -> None:
    """From now on, call `record(event, address)` and raise, for all that leaves the machine."""

    def hook(event: str, args: tuple[Any, ...]) -> None:
        place = EVENTS.get(event)
        if place is None or is_local(args[place]):
            return
        record(event, args[place])
        raise LeftTheMachine(f"{event} to another machine was refused")

    sys.addaudithook(hook)
