"""One of several, from a menu."""

from __future__ import annotations

from interviews.engine.datatypes.radio import Radio
from interviews.engine.registry import datatype


@datatype("dropdown")
class Dropdown(Radio):
    """The value of one choice; an empty text if one need not choose and did not."""

    missing = "This field is required."
