"""Addresses of interviews, pages and files, as a link in a text may lead to them."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import Invocable, Reachable, text_of

# What docassemble's own address would say besides; an interview knows no session but its own.
_UNSAID = {
    "i", "session", "local", "style", "temporary", "once_temporary", "do_not_save",
}  # fmt: skip

# What `url_of` calls pages of the site.
_PAGES = {
    **dict.fromkeys(("dispatch", "root", "start"), "/"),
    **dict.fromkeys(("interviews", "interview_list"), "/interviews/"),
    **dict.fromkeys(("profile", "user_profile"), "/profile/"),
    "change_password": "/account/password/change/",
}
# What `url_of` calls ways out of the session; each is a button, for a link changes nothing.
_COMMANDS = {
    **{each: each for each in ("exit", "leave", "exit_logout", "logout", "restart", "register")},
    **{each: each for each in ("new_session", "refresh")},
    **dict.fromkeys(("signin", "login", "sign_in"), "signin"),
}


_ELSEWHERE = ("http://", "https://", "mailto:", "tel:")


@function("url_of")
def url_of(context: Context, reference: Any, **options: Any) -> str:
    """Return the address of a static file, a given file, a page or a command; "" if none."""
    if isinstance(reference, Reachable) and reference.has_attribute("url_for"):
        address = reference.get_attribute(context, "url_for")
        assert isinstance(address, Invocable)
        return str(text_of(context, address.call(context, [], {})))
    name = text_of(context, reference).strip()
    if name == "interview":
        return interview_url(context, **options)
    if name in _COMMANDS:
        given = {"command": _COMMANDS[name], "url": text_of(context, options.get("next") or "")}
        return f"action:{context.action_key('_da_command', given)}"
    if name.startswith(_ELSEWHERE):
        return _with_query(context, name, options)
    return _PAGES.get(name) or context.static_url(name)


def _with_query(context: Context, address: str, options: Mapping[str, Any]) -> str:
    """Return an address elsewhere with what is asked there, or with a letter's parts."""
    said = {key: text_of(context, each) for key, each in options.items() if key[:1] != "_"}
    # Programs for letters read a plus sign as one.
    quote = urllib.parse.quote if address.startswith("mailto:") else urllib.parse.quote_plus
    sign = "&" if "?" in address else "?"
    made = address + (sign + urlencode(said, quote_via=quote) if said else "")
    context.budget.text(len(made))
    return made


@function("interview_url")
def interview_url(context: Context, **arguments: Any) -> str:
    """Return the address of an interview, this one unless `i` names another.

    Who follows it goes on with what they have begun there; `reset=1` begins anew.
    """
    wanted = text_of(context, arguments.get("i") or "") or context.source()
    if ":" not in wanted:
        wanted = f"{context.source().partition(':')[0]}:data/questions/{wanted}"
    said = {
        key: text_of(context, each)
        for key, each in arguments.items()
        if key not in _UNSAID and each is not None
    }
    address = f"/interview?{urlencode({'i': wanted, **said})}"
    context.budget.text(len(address))
    return address
