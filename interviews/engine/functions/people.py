"""Who is meant: the user of the interview, what is known of them, telephone numbers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.places import default_country
from interviews.engine.registry import function
from interviews.engine.values import text_of

_FEWEST, _MOST = 6, 14  # digits of a national number; 15 with the country's are E.164's limit
_NORTH_AMERICA = 10
# Here a first 0 belongs to the number; elsewhere it only says that the call is national.
_KEEPS_ZERO = {"IT", "SM", "VA"}


@function("set_info")
def set_info(context: Context, **said: Any) -> None:
    """Say who the user is and in which role: texts then speak to them as "you"."""
    context.info.update(said)


@function("get_info")
def get_info(context: Context, name: str) -> Any:
    """Return what `set_info` said, None if it said nothing."""
    return context.info.get(name)


@function("user_logged_in")
def user_logged_in(context: Context) -> bool:
    """Say whether the person has logged in."""
    return bool(context.surroundings.user_email or context.surroundings.user_name)


@cache
def _codes() -> dict[str, str]:
    lines = Path(__file__).with_name("dialling.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def e164(number: str, country: str) -> str:
    """Return a number as machines dial it ("+33556819455"), "" if it is none."""
    digits = "".join(str(int(char)) for char in number if char.isdecimal())
    code = _codes().get(country, "1")
    international = number.strip().startswith(("+", "00"))
    if international:
        return f"+{digits.removeprefix('00')}" if _FEWEST + 1 <= len(digits) <= _MOST + 3 else ""
    if code == "1":
        digits = digits.removeprefix("1") if len(digits) > _NORTH_AMERICA else digits
        return f"+1{digits}" if len(digits) == _NORTH_AMERICA else ""
    national = digits if country in _KEEPS_ZERO else digits.removeprefix("0")
    return f"+{code}{national}" if _FEWEST <= len(national) <= _MOST - len(code) + 1 else ""


@function("phone_number_is_valid")
def phone_number_is_valid(context: Context, number: Any, country: str | None = None) -> bool:
    """Say whether it has as many digits as a number of the country may have."""
    return bool(e164(text_of(context, number), country or default_country(context)))


@function("phone_number_in_e164")
def phone_number_in_e164(context: Context, number: Any, country: str | None = None) -> str | None:
    """Return a number as machines dial it, None if it is none."""
    return e164(text_of(context, number), country or default_country(context)) or None


@function("phone_number_formatted")
def phone_number_formatted(
    context: Context, number: Any, country: str | None = None
) -> str | None:
    """Return a number as people of the country write it, None if it is none."""
    said = text_of(context, number)
    dialled = e164(said, country or default_country(context))
    if dialled.startswith("+1"):
        return f"({dialled[2:5]}) {dialled[5:8]}-{dialled[8:]}"
    return said.strip() if dialled else None


@function("phone_number_part")
def phone_number_part(context: Context, number: Any, part: int, country: str | None = None) -> str:
    """Return one group of digits of a number as people write it: 0 is the first."""
    said = phone_number_formatted(context, number, country)
    groups = re.findall(r"\d+", said or "")
    return groups[part] if 0 <= part < len(groups) else ""
