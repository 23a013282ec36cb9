"""Names, and things that bear one: things, persons in law, organisations, people."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions.clock import moment, years_between
from interviews.engine.functions.people import e164
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.places import Address
from interviews.engine.values import text_of
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
        """Return the name as a register has it: "Lovelace, Ada M."."""
        if not self.attributes.get("uses_parts", True):
            return super().full(context)
        last = text_of(context, self.want(context, "last"))
        if self.has("suffix"):
            last += f", {text_of(context, self.attributes['suffix'])}"
        first = text_of(context, self.want(context, "first"))
        return f"{last}, {first} {self._middle(context, 'initial')}".strip()

    def familiar(self, context: Context) -> str:
        """Return the first name."""
        return text_of(context, self.want(context, "first"))

    def defined(self, context: Context) -> bool:
        """Say whether the first name is there, without asking."""
        parts = self.attributes.get("uses_parts", True)
        return ("first" if parts else "text") in self.attributes

    @exposed()
    def middle_initial(self, context: Context, *, with_period: bool = True) -> str:
        """Return the first letter of the middle name, or nothing."""
        said = self._middle(context, "initial")
        return said if with_period else said.rstrip(".")


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
            known.set_attribute(context, "text", value)
            return
        super().set_attribute(context, name, value)


@language_class
class Person(Thing):
    """Somebody in law: a human being or an organisation. It has an address."""

    address_class = "Address"

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it an address to be filled, besides its name."""
        if "address" not in kwargs:
            name = f"{self.instance_name}.address"
            self.attributes["address"] = class_value(self.address_class).make(context, name)
        super().begin(context, **kwargs)

    @exposed()
    def identified(self, context: Context) -> bool:
        """Say whether the name is there, without asking."""
        name = self.attributes.get("name")
        return isinstance(name, Name) and name.defined(context)

    @exposed()
    def address_block(self, context: Context, **kwargs: Any) -> str:
        """Return the name and the address on lines of their own, for a letter."""
        address = self.want(context, "address")
        block = address.block(context, **kwargs) if isinstance(address, Address) else ""
        return Markup(f"{veil(self.text(context))} [NEWLINE] {veil(block)}")

    @exposed()
    def sms_number(self, context: Context, country: str | None = None) -> str:
        """Return the mobile number, or the only one, as machines dial it."""
        known = "mobile_number" if self.has("mobile_number") else "phone_number"
        number = text_of(context, self.want(context, known))
        address = self.attributes.get("address")
        there = text_of(context, address.attributes.get("country", "")) if address else ""
        return e164(number, country or there or "US") or number

    @exposed()
    def email_address(self, context: Context, *, include_name: bool = False) -> str:
        """Return the e-mail address, on wish with the name before it."""
        address = text_of(context, self.want(context, "email"))
        return f'"{self.text(context)}" <{address}>' if include_name else address


@language_class
class Organization(Person):
    """An organisation."""


_DOCTORS = {"MD", "PHD", "DDS", "DVM", "MD PHD"}
_MALE, _FEMALE = {"male", "m", "man"}, {"female", "f", "woman"}


@language_class
class Individual(Person):
    """A human being."""

    name_class = "IndividualName"

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
        born = self.want(context, "birthdate")
        day = moment(context, as_of) if as_of is not None else context.now
        years = years_between(moment(context, born), day)
        return years if decimals else int(years)

    @exposed()
    def salutation(self, context: Context, *, with_name: bool = False, **kwargs: Any) -> str:
        """Return "Mr." or "Ms.", on wish with the last name."""
        title = self._title(context)
        title = title.rstrip(".") if kwargs.get("with_period") is False else title
        punctuated = kwargs.get("with_name_and_punctuation", False)
        if with_name or punctuated:
            name = self.want(context, "name")
            last = name.attributes.get("last") if isinstance(name, Name) else None
            title = f"{title} {text_of(context, last or self.text(context))}"
        return f"{title}:" if punctuated else title

    def _title(self, context: Context) -> str:
        if self.has("salutation_to_use"):
            return text_of(context, self.attributes["salutation_to_use"])
        name = self.attributes.get("name")
        suffix = text_of(context, name.attributes.get("suffix") or "") if name else ""
        if suffix.replace(".", "").upper() in _DOCTORS:
            return "Dr."
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
