"""Reads settings from the environment and refuses what it cannot understand."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str = "") -> str:
    """Return the variable `name`, or the content of the file that `<name>_FILE` names.

    Raises ImproperlyConfigured if both are set or the file cannot be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return os.environ.get(name, default)
    if name in os.environ:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; remove one of them.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read ({error.strerror}); "
            "write the secret there or correct the path."
        ) from error


def env_secret(name: str) -> str:
    """Return the secret `name`.

    Raises ImproperlyConfigured if it is missing; the message never holds its value.
    """
    value = env_text(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it or {name}_FILE; bin/serve makes one for you, "
            "and docs/reference/settings.md says how to make your own."
        )
    return value


def env_bool(name: str, *, default: bool) -> bool:
    """Return whether `name` is 'True'; 'True' and 'False' are the only words it knows."""
    value = env_text(name, str(default))
    if value not in {"True", "False"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 'True' or 'False'.")
    return value == "True"


def env_int(name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
    """Return `name` as a whole number that is `at_least` and `at_most` so much."""
    value = env_text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from error
    if number < at_least:
        raise ImproperlyConfigured(f"{name} is {number}; write {at_least} or more.")
    if at_most is not None and number > at_most:
        raise ImproperlyConfigured(f"{name} is {number}; write {at_most} or less.")
    return number


def env_choice(name: str, default: str, choices: Collection[str]) -> str:
    """Return `name`, which must be one of `choices`."""
    value = env_text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(choices)}.")
    return value


def env_zone(name: str, default: str) -> str:
    """Return `name` as the key of a time zone that this machine knows."""
    value = env_text(name, default)
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write a time zone such as Europe/Berlin."
        ) from error


def env_languages(name: str, default: str) -> list[tuple[str, str]]:
    """Return the languages whose codes stand in `name`, each with what it calls itself."""
    codes = env_list(name, default) or [default]
    unknown = [code for code in codes if "name_local" not in LANG_INFO.get(code, {})]
    if unknown:
        raise ImproperlyConfigured(
            f"{name} holds {unknown[0]!r}; write codes of languages such as en,de,pt-br."
        )
    return [(code, str(LANG_INFO[code]["name_local"]).capitalize()) for code in codes]


def env_list(name: str, default: str = "") -> list[str]:
    """Return `name` as the words between its commas."""
    return [word.strip() for word in env_text(name, default).split(",") if word.strip()]


def env_database(name: str, default: str) -> dict[str, object]:
    """Return Django's description of the database that the URL in `name` points at.

    Wants `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME` (RFC 3986, section 3).
    The query goes to the driver (`?sslmode=verify-full`); a `host` in it is a socket's folder.
    Raises ImproperlyConfigured otherwise; the message never holds the URL, which has a password.
    """
    try:
        url = urlsplit(env_text(name, default))
        port = url.port
    except ValueError:  # its text quotes the URL
        raise ImproperlyConfigured(
            f"{name} is no URL; write sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME, with %XX for what a URL does not allow."
        ) from None
    if url.scheme == "sqlite":
        return _sqlite(unquote(url.path.removeprefix("/")))
    if url.scheme in {"postgres", "postgresql"}:
        return _postgresql(url, str(port or ""))
    raise ImproperlyConfigured(
        f"{name} begins with {url.scheme!r}; write sqlite:///PATH "
        "or postgresql://USER:PASSWORD@HOST:PORT/NAME."
    )


def _postgresql(url: SplitResult, port: str) -> dict[str, object]:
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": port,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, object]:
    """Return the description of one SQLite file.

    A DEFERRED transaction that turns into a writer fails with 'locked' at once, whatever the
    time-out says; IMMEDIATE ones wait for their turn.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path or ":memory:",
        # Opening both files anew takes a request more time than all else it does.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;"
            ),
        },
    }
