"""Time zones as values: `zoneinfo`, `pytz`, `datetime.timezone`, and what a date says of its."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.clock import zone
from interviews.engine.functions.facade import Facade, offer
from interviews.engine.registry import method, reading
from interviews.engine.values import Invocable, Native, NoSuchValue, Reachable, Refused, text_of

_LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Zone(Reachable):
    """A time zone: it has a name, and dates may be moved into it."""

    info: tzinfo

    def type_name(self) -> str:
        """Return what messages call it."""
        return "a time zone"

    def has_attribute(self, name: str) -> bool:
        """Say whether it is its name, or `localize`."""
        return name in ("key", "zone", "localize")

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return its name, or `localize` as pytz has it."""
        if name in ("key", "zone"):
            return str(self.info)
        if name == "localize":
            return Native(name, self.localize)
        raise Refused(f"A time zone has no '{name}'.")

    def localize(self, context: Context, value: Any, **_: Any) -> datetime:
        """Return what a clock of this zone shows as a moment."""
        if not isinstance(value, datetime):
            raise Refused("localize takes a moment.")
        return value.replace(tzinfo=self.info)

    def text(self, context: Context) -> str:
        """Return its name."""
        return str(self.info)

    def equals(self, context: Context, other: Any) -> bool:
        """Say whether it is the same zone."""
        return isinstance(other, Zone) and other.info == self.info


def zone_of(context: Context, value: Any) -> tzinfo | None:
    """Return the zone that is meant; None is the one of the context. Raises Refused."""
    if value is None:
        return context.now.tzinfo
    if isinstance(value, Zone):
        return value.info
    raise Refused("A time zone was wanted, such as ZoneInfo('Europe/Paris').")


def _named(context: Context, name: Any) -> Zone:
    return Zone(zone(text_of(context, name)))


class _OfOffset(Facade, Invocable):
    """`datetime.timezone`: `timezone.utc`, and zones at a distance from it."""

    name = "timezone"

    def call(self, context: Context, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Zone:
        """Return the zone at this distance."""
        (offset,) = [*args[:1], *kwargs.values()][:1] or [None]
        if not isinstance(offset, timedelta):
            raise Refused("timezone takes a span of time.")
        if abs(offset) >= _LONGEST:
            raise NoSuchValue("There is no such time zone.")
        return Zone(timezone(offset))


UTC_ZONE = Zone(UTC)
TIMEZONE = _OfOffset("timezone", {"utc": UTC_ZONE})
offer("zoneinfo", {"ZoneInfo": _named})
offer("pytz", {"timezone": _named}, utc=UTC_ZONE, UTC=UTC_ZONE)


@reading(datetime, "tzinfo")
def _tzinfo(context: Context, value: datetime) -> Zone | None:
    return Zone(value.tzinfo) if value.tzinfo else None


@method(datetime, "tzname")
def _tzname(context: Context, value: datetime) -> str | None:
    return value.tzname()


@method(datetime, "utcoffset")
def _utcoffset(context: Context, value: datetime) -> timedelta | None:
    return value.utcoffset()


@method(datetime, "astimezone")
def _astimezone(context: Context, value: datetime, wanted: Any = None) -> datetime:
    try:
        return value.astimezone(zone_of(context, wanted))
    except OverflowError as error:
        raise NoSuchValue("A date lies beyond the years 1 to 9999.") from error
