"""Words: capitals, plurals, articles, numbers in words, whose something is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from interviews.engine.context import Context
from interviews.engine.functions import english
from interviews.engine.functions.phrases import in_language
from interviews.engine.registry import function
from interviews.engine.values import Refused, length_of, text_of
from interviews.engine.veil import Markup

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGE = 10_000  # from here on digits are grouped; years are not
_BLANKS = re.compile(r"\s+")


def _said(context: Context, value: Any) -> str:
    text = text_of(context, value)
    context.budget.text(len(text))
    return text


def _capital(text: str, *, wanted: bool = True) -> str:
    if not wanted:
        return text
    made = text[:1].upper() + text[1:]
    return Markup(made) if isinstance(text, Markup) else made


def whole(value: Any) -> int:
    """Return a whole number. Raises Refused if the value is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise Refused("A whole number was wanted.") from error


def count_of(context: Context, value: Any) -> float:
    """Return a number, or how many elements a list has."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return whole(value)
    return length_of(context, value)


@function("capitalize")
def capitalize(context: Context, value: Any, **_: Any) -> str:
    """Return a text with its first letter large."""
    return _capital(_said(context, value))


@function("noun_plural")
def noun_plural(
    context: Context, noun: Any, number: Any = None, *, capitalize: bool = False, **_: Any
) -> str:
    """Return the plural, or the singular if the number (or the list's length) is one."""
    said = _said(context, noun)
    one = number is not None and count_of(context, number) == 1
    return _capital(said if one else english.plural(said), wanted=capitalize)


@function("noun_singular")
def noun_singular(
    context: Context, noun: Any, number: Any = None, *, capitalize: bool = False, **_: Any
) -> str:
    """Return the singular, or the noun as it is if the number (or length) is not one."""
    said = _said(context, noun)
    many = number is not None and count_of(context, number) != 1
    return _capital(said if many else english.singular(said), wanted=capitalize)


@function("quantity_noun")
def quantity_noun(
    context: Context, number: Any, noun: Any, *, as_integer: bool = True, **kwargs: Any
) -> str:
    """Return a number with its noun: "four apples"."""
    count = count_of(context, number)
    if as_integer:
        count = round(count)
    shown = nice_number(context, count, capitalize=bool(kwargs.get("capitalize")))
    return f"{shown} {noun_plural(context, noun, count)}"


@function("indefinite_article")
def indefinite_article(context: Context, noun: Any, *, capitalize: bool = False, **_: Any) -> str:
    """Return a noun with "a" or "an" before it."""
    return _capital(english.with_article(_said(context, noun)), wanted=capitalize)


@function("nice_number")
def nice_number(context: Context, value: Any, **kwargs: Any) -> str:
    """Return a number in words up to ten (always with `use_word`), else in digits."""
    number = count_of(context, value)
    wanted = kwargs.get("use_word")
    if number == int(number) and wanted is not False and (wanted or 0 <= number <= 10):
        said = english.cardinal(int(number))
    else:
        said = _digits(number)
    return _capital(said, wanted=bool(kwargs.get("capitalize")))


def _digits(number: float) -> str:
    """Return a number with at most two decimals, and with commas if it is a large one."""
    rounded = int(number) if number == int(number) else round(number, 2)
    return f"{rounded:,}" if abs(number) >= _LARGE else str(rounded)


@function("ordinal_number")
def ordinal_number(
    context: Context,
    value: Any,
    *,
    use_word: bool | None = None,
    capitalize: bool = False,
    **_: Any,
) -> str:
    """Return a place: "first" to "tenth", then "11th"; `use_word` decides otherwise."""
    number = whole(count_of(context, value))
    word = use_word if use_word is not None else 0 <= number <= 10
    said = english.ordinal_word(number) if word else english.ordinal_digits(number)
    return _capital(said, wanted=capitalize)


@function("ordinal")
def ordinal(context: Context, value: Any, **kwargs: Any) -> str:
    """Return the place of an index, which counts from zero: `ordinal(0)` is "first"."""
    return ordinal_number(context, whole(count_of(context, value)) + 1, **kwargs)


@function("verb_present")
def verb_present(context: Context, verb: Any, person: Any = "3sg", **_: Any) -> str:
    """Return the present of a verb in any form: "sues"; with '1sg' or 'pl' "sue"."""
    return english.conjugate(_said(context, verb), text_of(context, person), past=False)


@function("verb_past")
def verb_past(context: Context, verb: Any, person: Any = "3sgp", **_: Any) -> str:
    """Return the past of a verb in any form: "sued"."""
    return english.conjugate(_said(context, verb), text_of(context, person), past=True)


@function("possessify")
def possessify(
    context: Context,
    owner: Any,
    target: Any,
    *,
    plural: bool = False,
    capitalize: bool = False,
    **_: Any,
) -> str:
    """Return "Ada's bike"."""
    said = _said(context, owner)
    mark = "'" if plural and said.endswith("s") else "'s"
    return _capital(f"{said}{mark} {_said(context, target)}", wanted=capitalize)


@function("possessify_long")
def possessify_long(
    context: Context, owner: Any, target: Any, *, capitalize: bool = False, **_: Any
) -> str:
    """Return "the bike of Ada"."""
    said = f"the {_said(context, target)} of {_said(context, owner)}"
    return _capital(said, wanted=capitalize)


def _phrase(name: str, pattern: str, says: str) -> None:
    """Register a function that puts its texts into a pattern of English.

    The language's "her", "the", "some" and their like are for modules: in an interview such short
    words are names that an author may want to ask for.
    """

    def made(context: Context, *values: Any, capitalize: bool = False, **_: Any) -> str:
        wanted = pattern.count("{}")
        if len(values) != wanted:
            raise Refused(f"{name} takes {wanted} texts, not {len(values)}.")
        texts = [_said(context, value) for value in values]
        return _capital(pattern.format(*texts), wanted=capitalize)

    made.__doc__ = says
    function(name)(made)


_phrase("a_in_the_b", "{} in the {}", 'Return "wheel in the car".')
_phrase("a_preposition_b", "{} in the {}", 'Return "wheel in the car".')
_phrase("in_the", "in the {}", 'Return "in the house".')
_phrase("of_the", "of the {}", 'Return "of the house".')
_phrase("do_you", "do you {}", 'Return "do you sue".')
_phrase("did_you", "did you {}", 'Return "did you sue".')
_phrase("were_you", "were you {}", 'Return "were you married".')
_phrase("was_a_b", "was {} {}", 'Return "was Ada married".')
_phrase("have_you", "have you {}", 'Return "have you married".')
_phrase("has_a_b", "has {} {}", 'Return "has Ada married".')
_phrase("does_a_b", "does {} {}", 'Return "does Ada sue".')
_phrase("did_a_b", "did {} {}", 'Return "did Ada sue".')


@function("word")
def word(context: Context, value: Any, *, capitalize: bool = False, **_: Any) -> str:
    """Return a word in the interview's language; words without a translation stay."""
    return _capital(in_language(context, _said(context, value)), wanted=capitalize)


@function("alpha")
def alpha(context: Context, value: Any, *, case: str | None = None) -> str:
    """Return an index, which counts from zero, as letters: "A" to "Z", "AA"."""
    number, letters = whole(value), ""
    context.budget.bits(number.bit_length())
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters.lower() if case == "lower" else letters


@function("roman")
def roman(context: Context, value: Any, *, case: str | None = None) -> str:
    """Return an index, which counts from zero, as a Roman number: "I", "II"."""
    number, letters = whole(value) + 1, ""
    if not 0 < number < 4000:
        raise Refused("A Roman number lies between 1 and 3999.")
    for amount, sign in _ROMAN:
        letters += sign * (number // amount)
        number %= amount
    return letters.lower() if case == "lower" else letters


@function("item_label")
def item_label(context: Context, value: Any, level: int = 0, *, punctuation: bool = True) -> str:
    """Return the label of an item in an outline: "I.", "A.", "1.", "a)", "(1)", "(a)", "i)"."""
    at = whole(value)
    small = alpha(context, at, case="lower")
    forms = (
        f"{roman(context, at)}.",
        f"{alpha(context, at)}.",
        f"{at + 1}.",
        f"{small})",
        f"({at + 1})",
        f"({small})",
        f"{roman(context, at, case='lower')})",
    )
    label = forms[whole(level) % len(forms)]
    return label if punctuation else label.strip("().")


@function("space_to_underscore")
def space_to_underscore(context: Context, value: Any) -> str:
    """Return a text as a file's name: letters, digits and underscores."""
    return re.sub(r"[^\w.-]+", "_", _said(context, value).strip())[:100]


@function("single_paragraph")
def single_paragraph(context: Context, value: Any) -> str:
    """Return a text on one line."""
    said = _said(context, value)
    made = _BLANKS.sub(" ", said).strip()
    return Markup(made) if isinstance(said, Markup) else made


@function("fix_punctuation")
def fix_punctuation(context: Context, value: Any, mark: str = ".", other_marks: Any = None) -> str:
    """Return a text that ends in a mark: "." is added if there is none."""
    said = _said(context, value).rstrip()
    marks = other_marks if isinstance(other_marks, list) else [".", "?", "!"]
    return said if said.endswith(tuple(marks)) else said + mark


@function("indent")
def indent(context: Context, value: Any, by: int = 4) -> str:
    """Return markup whose lines are moved in, to belong to an item of a list."""
    context.budget.width(by)
    said = _said(context, value)
    made = "\n".join(" " * by + line for line in said.split("\n"))
    context.budget.text(len(made))
    return Markup(made) if isinstance(said, Markup) else made
