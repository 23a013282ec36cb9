"""A value that does not say otherwise can do nothing, and says so without showing itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from interviews.engine import values
from interviews.engine.values import Reachable, Refused
from tests.engine.contexts import Trial


class Bare(Reachable):
    """A value of which nothing is reachable."""


REFUSES: dict[str, Callable[[Trial, Bare], Any]] = {
    "Bare has no 'x'.": lambda context, bare: bare.get_attribute(context, "x"),
    "'x' of Bare cannot be set.": lambda context, bare: bare.set_attribute(context, "x", 1),
    "'x' of Bare cannot be deleted.": lambda context, bare: bare.delete_attribute(context, "x"),
    "Bare has no elements.": lambda context, bare: bare.get_item(context, 0),
    "Elements of Bare cannot be set.": lambda context, bare: bare.set_item(context, 0, 1),
    "Elements of Bare cannot be deleted.": lambda context, bare: bare.delete_item(context, 0),
    "Bare cannot be looped over.": lambda context, bare: bare.iterate(context),
    "Bare has no length.": lambda context, bare: bare.length(context),
    "'+' does not work with Bare.": lambda context, bare: bare.compute(
        context, "+", 1, swapped=False
    ),
}


@pytest.mark.parametrize("said", REFUSES)
def test_what_a_value_does_not_offer_is_refused(said):
    with pytest.raises(Refused) as refused:
        REFUSES[said](Trial(), Bare())
    assert str(refused.value) == said


def test_a_bare_value_is_true_equals_itself_and_shows_the_name_of_its_class():
    context, bare = Trial(), Bare()
    with pytest.raises(Refused, match="Bare has no elements"):
        bare.contains(context, 1)
    assert bare.truth(context)
    assert bare.equals(context, bare)
    assert not bare.equals(context, Bare())
    assert not bare.has_attribute("x")
    assert not bare.has_item(0)
    assert values.text_of(context, bare) == values.repr_of(context, bare) == "Bare"


def test_a_value_of_python_that_the_language_does_not_know_shows_only_its_type():
    context = Trial()
    assert values.repr_of(context, object()) == values.text_of(context, object()) == "<object>"
    assert values.repr_of(context, slice(1)) == "<slice>"
