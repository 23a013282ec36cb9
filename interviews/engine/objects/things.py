"""Names, and things that bear one: things, persons in law, organisations, people."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

from interviews.engine.context import Context
from interviews.engine.functions.clock import moment, months_between, years_between
from interviews.engine.functions.people import e164
from interviews.engine.functions.places import default_country
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.places import Address
from interviews.engine.values import contains, text_of, truth_of
from interviews.engine.veil import Markup, veil


@language_class
class Name(DAObject):
    """The name of a thing or an organisation: its `text`."""

    def text(self, context: Context) -> str:
        """Return the name."""
        return self.full(context)

    @exposed()
    def full(self, context: Context, **_: Any) -> str:
        """Return the name."""
        return text_of(context, self.want(context, "text"))

    @exposed()
    def firstlast(self, context: Context) -> str:
        """Return the name."""
        return self.full(context)

    @exposed()
    def lastfirst(self, context: Context) -> str:
        """Return the name."""
        return self.full(context)

    @exposed()
    def familiar(self, context: Context) -> str:
        """Return the name."""
        return self.full(context)

    @exposed()
    def defined(self, context: Context) -> bool:
        """Say whether the name is there, without asking."""
        return "text" in self.attributes

    @exposed()
    def middle_initial(self, context: Context, *, with_period: bool = True) -> str:
        """Return nothing: only people have middle names."""
        return ""

    def take(self, context: Context, text: Any) -> None:
        """Take a whole name as it is."""
        self.set_attribute(context, "text", text)


@language_class
class IndividualName(Name):
    """The name of a human being: first, middle, last, suffix; only the first must be there."""

    def full(self, context: Context, **kwargs: Any) -> str:
        """Return the whole name.

        `middle` is 'initial' (as it is without), True for the whole middle name, or False;
        `use_suffix` may be False.
        """
        if not self.attributes.get("uses_parts", True):
            return super().full(context)
        parts = [text_of(context, self.want(context, "first"))]
        parts.append(self._middle(context, kwargs.get("middle", "initial")))
        if self.has("last"):
            parts.append(text_of(context, self.attributes["last"]))
        if self.has("suffix") and kwargs.get("use_suffix", True):
            parts.append(text_of(context, self.attributes["suffix"]))
        return " ".join(part for part in parts if part)

    def _middle(self, context: Context, wanted: Any) -> str:
        if not self.has("middle") or not wanted:
            return ""
        middle = text_of(context, self.attributes["middle"])
        return f"{middle[:1]}." if wanted == "initial" else middle

    def firstlast(self, context: Context) -> str:
        """Return the first and the last name."""
        if not self.attributes.get("uses_parts", True):
            return super().full(context)
        both = (self.want(context, "first"), self.want(context, "last"))
        return " ".join(text_of(context, part) for part in both)

    def lastfirst(self, context: Context) -> str:
        """Return the name as a register has it: "King, Ada", with the suffix at the end."""
        if not self.attributes.get("uses_parts", True):
            return super().full(context)
        last = text_of(context, self.want(context, "last"))
        first = text_of(context, self.want(context, "first"))
        suffix = f" {text_of(context, self.attributes['suffix'])}" if self.has("suffix") else ""
        return f"{last}, {first}{suffix}"

    def familiar(self, context: Context) -> str:
        """Return the first name."""
        if not self.attributes.get("uses_parts", True):
            return super().full(context)
        return text_of(context, self.want(context, "first"))

    def defined(self, context: Context) -> bool:
        """Say whether the first name is there, without asking."""
        parts = self.attributes.get("uses_parts", True)
        return ("first" if parts else "text") in self.attributes

    def middle_initial(self, context: Context, *, with_period: bool = True) -> str:
        """Return the first letter of the middle name, or nothing."""
        said = self._middle(context, "initial")
        return said if with_period else said.rstrip(".")

    def take(self, context: Context, text: Any) -> None:
        """Take a whole name as it is, and no longer ask for its parts."""
        super().take(context, text)
        self.attributes["uses_parts"] = False


@language_class
class Thing(DAObject):
    """Something with a name."""

    name_class = "Name"

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it a name to be filled, or the one that is given as a text."""
        given = kwargs.pop("name", None)
        made = class_value(self.name_class).make(context, f"{self.instance_name}.name")
        self.attributes["name"] = made
        if given is not None:
            self.set_attribute(context, "name", given)
        super().begin(context, **kwargs)

    def set_attribute(self, context: Context, name: str, value: Any) -> None:
        """Set an attribute; a text as the name is put into the name."""
        known = self.attributes.get("name")
        if name == "name" and isinstance(known, Name) and not isinstance(value, DAObject):
            known.take(context, value)
            return
        super().set_attribute(context, name, value)


@language_class
class Person(Thing):
    """Somebody in law: a human being or an organisation. It has an address."""

    parts_to_make: ClassVar[dict[str, str]] = {
        "address": "Address",
        "location": "LatitudeLongitude",
    }

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it an address and a point on the earth to be filled, besides its name."""
        for name, made_of in self.parts_to_make.items():
            if name not in kwargs:
                whole = f"{self.instance_name}.{name}"
                self.attributes[name] = class_value(made_of).make(context, whole)
        super().begin(context, **kwargs)

    @exposed()
    def identified(self, context: Context) -> bool:
        """Say whether the name is there, without asking."""
        name = self.attributes.get("name")
        return isinstance(name, Name) and name.defined(context)

    @exposed()
    def address_block(self, context: Context, **kwargs: Any) -> str:
        """Return the name and the address on lines of their own, for a letter."""
        name, address = veil(self.text(context)), self.want(context, "address")
        block = address.block(context, **kwargs) if isinstance(address, Address) else ""
        return Markup(f"{name} [NEWLINE] {veil(block)}")

    @exposed()
    def sms_number(self, context: Context, country: str | None = None) -> str:
        """Return the mobile number, or the only one, as machines dial it."""
        known = "mobile_number" if self.has("mobile_number") else "phone_number"
        number = text_of(context, self.want(context, known))
        return e164(number, text_of(context, country or self._country(context))) or number

    def _country(self, context: Context) -> Any:
        for owner in (self, self.attributes.get("address")):
            if isinstance(owner, DAObject) and owner.has("country"):
                return owner.attributes["country"]
        return default_country(context)

    @exposed()
    def email_address(self, context: Context, *, include_name: bool | None = None) -> str:
        """Return the e-mail address after the name, as mail programs take it.

        A name that is not there yet is left out, unless `include_name` says True or False.
        """
        address = text_of(context, self.want(context, "email"))
        wanted = self.identified(context) if include_name is None else include_name
        return f"{_quoted(self.text(context))} <{address}>" if wanted else address


def _quoted(name: str) -> str:
    """Return a name as it may stand before an e-mail address."""
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    return name if all(char.isalnum() or char in " -'" for char in name) else f'"{escaped}"'


@language_class
class Organization(Person):
    """An organisation, with its offices."""

    parts_to_make: ClassVar[dict[str, str]] = {**Person.parts_to_make, "office": "OfficeList"}

    @exposed()
    def will_handle(self, context: Context, *, problem: Any = None, county: Any = None) -> bool:
        """Say whether the organisation handles a problem and serves a county."""
        asked = (("handles", problem), ("serves", county))
        return all(
            value is None or contains(context, self.want(context, name), value)
            for name, value in asked
        )


_DOCTORS = {"MD", "PHD", "DDS", "DVM", "MD PHD"}
_MALE, _FEMALE = {"male", "m", "man"}, {"female", "f", "woman"}


@language_class
class Individual(Person):
    """A human being."""

    name_class = "IndividualName"

    def text(self, context: Context) -> str:
        """Return the whole name, or the first one if `use_familiar` is true."""
        familiar = truth_of(context, self.attributes.get("use_familiar", False))
        return self.familiar(context) if familiar else super().text(context)

    def gender_word(self, context: Context) -> str:
        """Return "male", "female" or "other"; asks for the gender."""
        gender = text_of(context, self.want(context, "gender")).lower()
        return "male" if gender in _MALE else "female" if gender in _FEMALE else "other"

    @exposed()
    def familiar(self, context: Context) -> str:
        """Return what friends call the person."""
        name = self.want(context, "name")
        return name.familiar(context) if isinstance(name, Name) else text_of(context, name)

    @exposed()
    def age_in_years(
        self, context: Context, *, decimals: bool = False, as_of: Any = None
    ) -> int | float:
        """Return the age today, or on another day, in whole years or with decimals."""
        if self.has("age"):
            return float(self.attributes["age"]) if decimals else int(self.attributes["age"])
        years = years_between(*self._life(context, as_of))
        return years if decimals else int(years)

    @exposed()
    def age_in_months(
        self, context: Context, *, decimals: bool = False, as_of: Any = None
    ) -> int | float:
        """Return the age in months, by the date of birth."""
        months = months_between(*self._life(context, as_of))
        return months if decimals else int(months)

    def _life(self, context: Context, as_of: Any) -> tuple[datetime, datetime]:
        born = moment(context, self.want(context, "birthdate"))
        return born, moment(context, as_of) if as_of is not None else context.now

    @exposed()
    def salutation(self, context: Context, *, with_name: Any = False, **kwargs: Any) -> str:
        """Return "Mr." or "Ms.", on wish with the last name, and with what follows it in a letter.

        `salutation_to_use`, `is_doctor`, `is_judge` and some suffixes of the name decide first.
        """
        title = self._title(context)
        if kwargs.get("with_period") is False:
            title = title.rstrip(".")
        punctuated = truth_of(context, kwargs.get("with_name_and_punctuation", False))
        if punctuated or truth_of(context, with_name):
            title = f"{title} {self._last_name(context)}"
        mark = "," if truth_of(context, self.attributes.get("is_friendly", False)) else ":"
        return title + mark if punctuated else title

    def _last_name(self, context: Context) -> str:
        name = self.attributes.get("name")
        if not isinstance(name, IndividualName) or not name.attributes.get("uses_parts", True):
            return self.text(context)
        return text_of(context, name.want(context, "last"))

    def _title(self, context: Context) -> str:
        if self.has("salutation_to_use"):
            return text_of(context, self.attributes["salutation_to_use"])
        name = self.attributes.get("name")
        suffix = name.attributes.get("suffix", "") if isinstance(name, Name) else ""
        letters = text_of(context, suffix).replace(".", "").upper()
        if truth_of(context, self.attributes.get("is_doctor", False)) or letters in _DOCTORS:
            return "Dr."
        if truth_of(context, self.attributes.get("is_judge", False)) or letters == "J":
            return "Judge"
        return {"male": "Mr.", "female": "Ms."}.get(self.gender_word(context), "Mx.")

    @exposed()
    def first_name_hint(self, context: Context) -> str:
        """Return the first name of the account, if this is the user and there is one."""
        return self._account_name(context).partition(" ")[0]

    @exposed()
    def last_name_hint(self, context: Context) -> str:
        """Return the last name of the account, if this is the user and there is one."""
        return self._account_name(context).rpartition(" ")[2]

    def _account_name(self, context: Context) -> str:
        return context.surroundings.user_name if self.is_user(context) else ""

    @exposed()
    def initials(self, context: Context) -> str:
        """Return the first letters of the names."""
        return "".join(word[:1] for word in self.text(context).split())
