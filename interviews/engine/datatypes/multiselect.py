"""Any of several, from a list in which one marks them."""

from __future__ import annotations

from interviews.engine.datatypes.checkboxes import Checkboxes
from interviews.engine.registry import datatype


@datatype("multiselect")
class Multiselect(Checkboxes):
    """The same dictionary as of checkboxes; only the control differs."""
