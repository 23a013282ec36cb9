"""Places: addresses, cities, points on the earth. Nothing is ever looked up outside."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.places import (
    country_words,
    default_country,
    subdivision_words,
)
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.lists import DAList
from interviews.engine.values import text_of
from interviews.engine.veil import Markup, veil


@language_class
class LatitudeLongitude(DAObject):
    """A point on the earth. No device is asked where it is."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Say that the point is not known."""
        self.attributes |= {"gathered": False, "known": False}
        super().begin(context, **kwargs)

    @exposed()
    def status(self, context: Context) -> bool:
        """Say that asking the device is over: it is never asked."""
        return False


@language_class
class Address(DAObject):
    """A postal address."""

    city_only = False

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it a point on the earth, which stays unknown."""
        name = f"{self.instance_name}.location"
        self.attributes["location"] = class_value("LatitudeLongitude").make(context, name)
        self.attributes["city_only"] = self.city_only
        super().begin(context, **kwargs)

    def text(self, context: Context) -> str:
        """Return the address on lines of its own."""
        return self.block(context)

    def _get(self, context: Context, name: str) -> str:
        return text_of(context, self.attributes[name]) if self.has(name) else ""

    @exposed()
    def line_one(self, context: Context, **kwargs: Any) -> str:
        """Return the street with the unit, unless `include_unit` is False."""
        if self.attributes.get("city_only"):
            return ""
        street = text_of(context, self.want(context, "address"))
        unit = self.formatted_unit(context) if kwargs.get("include_unit", True) else ""
        return ", ".join(part for part in (street, unit) if part)

    @exposed()
    def line_two(self, context: Context, **_: Any) -> str:
        """Return city, state and postal code."""
        city = text_of(context, self.want(context, "city"))
        code = self._get(context, "postal_code") or self._get(context, "zip")
        state = self._get(context, "state")
        return " ".join(part for part in (f"{city}," if state else city, state, code) if part)

    @exposed()
    def formatted_unit(self, context: Context, *, require: bool = False, **_: Any) -> str:
        """Return the unit, floor or room with a word before a bare number.

        With `require`, the unit is asked for if there is none of them.
        """
        for name, word in (("unit", "Unit"), ("floor", "Floor"), ("room", "Room")):
            if said := self._get(context, name):
                return f"{word} {said}" if said.isalnum() and len(said) < 6 else said
        return text_of(context, self.want(context, "unit")) if require else ""

    @exposed()
    def on_one_line(self, context: Context, **kwargs: Any) -> str:
        """Return the whole address on one line; takes what `line_one` and `block` take."""
        lines = self._lines(context, **kwargs)
        return ", ".join(lines)

    @exposed()
    def block(self, context: Context, **kwargs: Any) -> str:
        """Return the whole address on lines of its own, for a letter.

        `show_country` names the country too; `international` is the same, in large letters.
        """
        lines = self._lines(context, **kwargs)
        return Markup(" [NEWLINE] ".join(veil(line) for line in lines))

    def _lines(self, context: Context, **kwargs: Any) -> list[str]:
        country, international = self._get(context, "country"), kwargs.get("international", False)
        wanted = kwargs.get("show_country")
        elsewhere = country not in {"", default_country(context)}
        show = international or (elsewhere if wanted is None else wanted)
        last = country_words(country) if show else ""
        lines = (self.line_one(context, **kwargs), self.line_two(context), last)
        return [line.upper() if international else line for line in lines if line]

    @exposed()
    def state_name(self, context: Context, **_: Any) -> str:
        """Return the name of the state for its letters."""
        country = self._get(context, "country") or default_country(context)
        return subdivision_words(country, text_of(context, self.want(context, "state")))

    @exposed()
    def country_name(self, context: Context, **_: Any) -> str:
        """Return the name of the country for its letters."""
        return country_words(text_of(context, self.want(context, "country")))

    @exposed("geolocate")
    def geocode(self, context: Context, *_: Any, **__: Any) -> bool:
        """Return False: an address is never sent anywhere to be looked up."""
        return False

    @exposed("was_geocoded")
    def was_geocoded_successfully(self, context: Context, **_: Any) -> bool:
        """Return False: an address is never looked up."""
        return False

    @exposed("reset_geolocation")
    def reset_geocoding(self, context: Context) -> None:
        """Do nothing: an address is never looked up."""

    @exposed()
    def normalize(self, context: Context, *_: Any, **__: Any) -> bool:
        """Return False: an address is never looked up."""
        return False


@language_class
class City(Address):
    """A city, with its state and country."""

    city_only = True

    def text(self, context: Context) -> str:
        """Return the city with its state."""
        return self.line_two(context)


@language_class
class OfficeList(DAList):
    """The offices of an organisation: their addresses."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Make each element an address."""
        kwargs.setdefault("object_type", class_value("Address"))
        super().begin(context, **kwargs)


@language_class
class Event(DAObject):
    """Something that happens at a place and time."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it an address and a point on the earth to be filled."""
        for name, made_of in (("address", "Address"), ("location", "LatitudeLongitude")):
            if name not in kwargs:
                whole = f"{self.instance_name}.{name}"
                self.attributes[name] = class_value(made_of).make(context, whole)
        super().begin(context, **kwargs)

    def text(self, context: Context) -> str:
        """Return where it happens."""
        return text_of(context, self.want(context, "address"))
