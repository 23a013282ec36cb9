"""Countries and their states, by the letters of ISO 3166; English names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import text_of

_HERE = Path(__file__).parent
_KINDS = {"AU": "state", "BR": "state", "CA": "province", "MX": "state", "US": "state"}


@cache
def _countries() -> dict[str, str]:
    lines = (_HERE / "countries.txt").read_text(encoding="utf-8").splitlines()
    return {line[:2]: line[3:] for line in lines}


@cache
def _subdivisions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in (_HERE / "subdivisions.txt").read_text(encoding="utf-8").splitlines():
        country, letters, name = line.split(" ", 2)
        found.setdefault(country, {})[letters] = name
    return found


def subdivisions_of(country: str) -> dict[str, str]:
    """Return the names of a country's parts by their letters."""
    return dict(_subdivisions().get(country, {}))


def country_words(letters: str) -> str:
    """Return the name of a country, or the letters if they are of none."""
    return _countries().get(letters, letters)


def subdivision_words(country: str, letters: str) -> str:
    """Return the name of a state, or the letters if they are of none."""
    return _subdivisions().get(country, {}).get(letters, letters)


COUNTRY = "_country"  # no word: `set_info` cannot say it


def default_country(context: Context) -> str:
    """Return the letters of the country that is meant when none is said."""
    return str(context.info.get(COUNTRY) or "US")


@function("get_country")
def get_country(context: Context) -> str:
    """Return the letters of the country that is meant when none is said."""
    return default_country(context)


@function("set_country")
def set_country(context: Context, letters: Any) -> None:
    """Say which country is meant when none is said; holds until the next screen."""
    context.info[COUNTRY] = text_of(context, letters)


@function("countries_list")
def countries_list(context: Context) -> list[dict[str, str]]:
    """Return all countries as choices: their letters with their names."""
    return [{letters: name} for letters, name in _countries().items()]


@function("country_name")
def country_name(context: Context, letters: Any) -> str:
    """Return the name of a country for its two letters."""
    return country_words(text_of(context, letters))


@function("states_list")
def states_list(
    context: Context, country_code: str | None = None, *, abbreviate: bool = False, **_: Any
) -> dict[str, str]:
    """Return the states of a country as choices; with `abbreviate`, letters alone are shown."""
    found = _subdivisions().get(country_code or default_country(context), {})
    return {letters: letters if abbreviate else name for letters, name in found.items()}


@function("state_name")
def state_name(context: Context, letters: Any, *, country_code: str | None = None) -> str:
    """Return the name of a state for its letters."""
    return subdivision_words(country_code or default_country(context), text_of(context, letters))


@function("subdivision_type")
def subdivision_type(context: Context, country_code: str) -> str | None:
    """Return what a country calls its parts: "state", "province"."""
    return _KINDS.get(country_code)


@function("name_suffix")
def name_suffix(context: Context) -> list[str]:
    """Return what may follow a name, as choices."""
    return ["Jr", "Sr", "II", "III", "IV", "V", "VI"]
