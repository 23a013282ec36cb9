"""What an interview may ask about visits, devices and the site: answers that tell nothing.

A person is not told of by when they came, from where, or with what. An interview that asks goes
on as if they had come this moment from nowhere, to a site that does nothing but interviews.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.dates import current_datetime
from interviews.engine.registry import function


@function("start_time", "last_access_time")
def start_time(context: Context, *_: Any, timezone: str | None = None, **__: Any) -> datetime:
    """Return the moment of this request, as if nobody had been here before."""
    return current_datetime(context, timezone=timezone)


@function("last_access_delta")
def last_access_delta(context: Context, *_: Any, **__: Any) -> timedelta:
    """Return no time at all."""
    return timedelta()


@function("last_access_days", "last_access_hours", "last_access_minutes")
def last_access_days(context: Context, *_: Any, **__: Any) -> float:
    """Return zero."""
    return 0.0


@function("location_known")
def location_known(context: Context) -> bool:
    """Return False: no device is asked where it is."""
    return False


@function("location_returned")
def location_returned(context: Context) -> bool:
    """Return True: there is nothing to wait for."""
    return True


@function("user_lat_lon")
def user_lat_lon(context: Context) -> tuple[None, None]:
    """Return a place that is not known."""
    return None, None


@function("referring_url")
def referring_url(context: Context, default: Any = None) -> Any:
    """Return the default, or the front page of the site."""
    return "/" if default is None else default


@function("get_config")
def get_config(context: Context, name: Any, otherwise: Any = None) -> Any:
    """Return the second argument: an interview reads no settings of the site."""
    return otherwise


@function("get_dialect", "get_voice")
def get_dialect(context: Context) -> None:
    """Return None: texts are not read aloud."""


_ABILITIES = (
    "sms", "fax", "google_login", "facebook_login", "twitter_login", "phone_login", "voicerss",
    "s3", "azure", "googledrive", "github", "pypi", "google_maps",
)  # fmt: skip


@function("server_capabilities")
def server_capabilities(context: Context) -> dict[str, bool]:
    """Return that the site can do nothing of what needs others."""
    return dict.fromkeys(_ABILITIES, False)


@function("map_of")
def map_of(context: Context, *_: Any, **__: Any) -> str:
    """Return nothing: a map would be drawn by others, who would learn the address."""
    return ""
