"""Countries and their states, by the letters of ISO 3166; English names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import NoSuchValue, Refused, text_of

_HERE = Path(__file__).parent
_BY_KIND = {
    "canton": "CH", "county": "KE NO SE", "department": "CO GT HN HT RO SV", "district": "PT",
    "governorate": "EG", "land": "DE", "parish": "JM", "prefecture": "JP",
    "province": "AR CA CN CU IE KR NL PK TH TR VN ZA",
    "region": "BE CL CZ DK DO FI IT NZ PE PH UA", "state": "AT AU BR IN MX MY NG US VE",
    "voivodship": "PL",
}  # fmt: skip
_KINDS = {country: kind for kind, listed in _BY_KIND.items() for country in listed.split()}


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
def countries_list(context: Context, **_: Any) -> list[dict[str, str]]:
    """Return all countries as choices: their letters with their names."""
    return [{letters: name} for letters, name in _countries().items()]


@function("country_name")
def country_name(context: Context, letters: Any, **_: Any) -> str:
    """Return the name of a country for its two letters."""
    return country_words(text_of(context, letters))


_CODES = ("alpha_2", "alpha_3", "numeric")


@cache
def _iso() -> dict[str, dict[str, str]]:
    """Return the codes and the name of each country under each of them."""
    found: dict[str, dict[str, str]] = {}
    for line in (_HERE / "iso3166.txt").read_text(encoding="utf-8").splitlines():
        codes = dict(zip(_CODES, line.split(" "), strict=True))
        name = country_words(codes["alpha_2"])
        known = {**codes, "name": name, "official_name": name}
        found.update(dict.fromkeys((each.casefold() for each in known.values()), known))
    return found


@function("iso_country")
def iso_country(context: Context, country: Any, part: Any = "alpha_2") -> str:
    """Return a country's code of two letters for a name or code, or another part of it."""
    wanted = text_of(context, country).strip().casefold()
    if wanted not in _iso():
        raise NoSuchValue("There is no such country.")
    known = _iso()[wanted]
    if part not in known:
        raise Refused(f"A country has no such part. There are: {', '.join(known)}.")
    return known[str(part)]


@function("states_list")
def states_list(
    context: Context, country_code: str | None = None, *, abbreviate: bool = False, **said: Any
) -> dict[str, str]:
    """Return the states of a country as choices; with `abbreviate`, letters alone are shown."""
    country = country_code or said.get("country") or default_country(context)
    found = _subdivisions().get(text_of(context, country), {})
    return {letters: letters if abbreviate else name for letters, name in found.items()}


@function("state_name")
def state_name(
    context: Context, letters: Any, country_code: str | None = None, **said: Any
) -> str:
    """Return the name of a state for its letters."""
    country = country_code or said.get("country") or default_country(context)
    return subdivision_words(text_of(context, country), text_of(context, letters))


@function("subdivision_type")
def subdivision_type(context: Context, country_code: str) -> str | None:
    """Return what a country calls its parts: "state", "province"."""
    return _KINDS.get(country_code)


@function("name_suffix")
def name_suffix(context: Context, **_: Any) -> list[str]:
    """Return what may follow a name, as choices."""
    return ["Jr", "Sr", "II", "III", "IV", "V", "VI"]
