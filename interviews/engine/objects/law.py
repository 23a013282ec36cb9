"""Cases, courts and parties: what `docassemble.base.legal` offers."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import class_value, language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.lists import DAList
from interviews.engine.values import text_of


@language_class
class PartyList(DAList):
    """The people on one side of a case, or its witnesses."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Make each element a human being unless the author wants another class."""
        kwargs.setdefault("object_type", class_value("Individual"))
        super().begin(context, **kwargs)


@language_class
class ChildList(PartyList):
    """Children."""


@language_class
class Jurisdiction(DAObject):
    """Where a court decides: its state and county."""


@language_class
class Court(DAObject):
    """A court."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it a jurisdiction to be filled."""
        name = f"{self.instance_name}.jurisdiction"
        self.attributes["jurisdiction"] = class_value("Jurisdiction").make(context, name)
        super().begin(context, **kwargs)

    def text(self, context: Context) -> str:
        """Return the court's name."""
        return text_of(context, self.want(context, "name"))


@language_class
class Case(DAObject):
    """A case before a court, with plaintiffs and defendants."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Give it a court and both sides to be gathered."""
        sides = {"court": "Court", "plaintiff": "PartyList", "defendant": "PartyList"}
        for name, made_of in sides.items():
            whole = f"{self.instance_name}.{name}"
            self.attributes[name] = class_value(made_of).make(context, whole)
        super().begin(context, **kwargs)

    @exposed()
    def case_id_in_caption(self, context: Context, **_: Any) -> str:
        """Return the number of the case as a caption has it."""
        return f"Case No. {text_of(context, self.want(context, 'case_id'))}"

    @exposed()
    def all_known_people(self, context: Context) -> list[Any]:
        """Return both sides as far as they are known, without asking."""
        sides = (self.attributes.get("plaintiff"), self.attributes.get("defendant"))
        return [one for side in sides if isinstance(side, DAList) for one in side.present()]


@language_class
class Document(DAObject):
    """A document that is filed."""


@language_class
class LegalFiling(Document):
    """A document that is filed with a court."""

    @exposed()
    def caption(self, context: Context) -> str:
        """Return the case's name as the head of a document has it."""
        case = self.want(context, "case")
        return text_of(context, case)
