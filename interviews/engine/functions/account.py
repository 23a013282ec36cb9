"""The person's account, as far as an interview may know it: name, address, nothing of the device.

What tells of a device, of other accounts or of earlier visits gives an answer that tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import did_you_mean, function
from interviews.engine.values import Reachable, Refused, iterate, text_of

# Other things that an account may say elsewhere; here nobody is asked for them.
_UNSAID = (
    "country", "subdivisionfirst", "subdivisionsecond", "subdivisionthird", "organization",
    "timezone", "id", "ip", "session",
)  # fmt: skip


@dataclass(frozen=True)
class UserInfo(Reachable):
    """Who is logged in; every part is None for somebody who is not."""

    known: dict[str, str | None]

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return a part of what is known. Raises Refused if there is no such part."""
        if name not in self.known:
            raise Refused(f"user_info() has no '{name}'.{did_you_mean(name, self.known)}")
        return self.known[name]

    def has_attribute(self, name: str) -> bool:
        """Say whether there is such a part."""
        return name in self.known

    def text(self, context: Context) -> str:
        """Return the name."""
        return f"{self.known['first_name'] or ''} {self.known['last_name'] or ''}".strip()


@function("user_info")
def user_info(context: Context) -> UserInfo:
    """Return the first and last name, the address and the language of who is logged in."""
    here = context.surroundings
    first, _, last = here.user_name.partition(" ")
    known: dict[str, str | None] = dict.fromkeys(_UNSAID)
    known |= {"first_name": first, "last_name": last, "email": here.user_email}
    known["language"] = context.language
    return UserInfo({name: each or None for name, each in known.items()})


@function("user_privileges")
def user_privileges(context: Context) -> list[str]:
    """Return what everybody is to an interview: a user."""
    return ["user"]


@function("user_has_privilege")
def user_has_privilege(context: Context, *wanted: Any) -> bool:
    """Say whether the person is one of these; nobody is more than a user to an interview."""
    asked = [
        each
        for one in wanted
        for each in ([one] if isinstance(one, str) else iterate(context, one))
    ]
    held = user_privileges(context)
    return any(text_of(context, each) in held for each in asked)


@function("returning_user")
def returning_user(context: Context, **_: Any) -> bool:
    """Return False: an interview is not told when somebody was here last."""
    return False


@function("device", "language_from_browser")
def device(context: Context, *_: Any, **__: Any) -> None:
    """Return None: an interview is not told what somebody's browser says of itself."""


@function("interface")
def interface(context: Context) -> str:
    """Return "web": interviews are taken in a browser."""
    return "web"
