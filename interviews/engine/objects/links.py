"""A link, and a text that is another on screens than in documents."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import language_class
from interviews.engine.objects.dicts import DADict
from interviews.engine.values import text_of
from interviews.engine.veil import Markup, veil

MEDIA = ("question", "document", "docx", "pdf", "pandoc")
_OF_DOCUMENTS = ("document", "pandoc", "docx", "pdf", "question")


@language_class
class DALink(DAObject):
    """An address with the words that lead there: `url` and `anchor_text`."""

    def text(self, context: Context) -> str:
        """Return the link as a text has it."""
        url, words = self.want(context, "url"), self.want(context, "anchor_text")
        said = [veil(text_of(context, each)) for each in (words, url)]
        context.budget.text(sum(map(len, said)))
        return Markup(f"[{said[0]}]({said[1]})")


@language_class
class DAContext(DADict):
    """What is said on a screen under "question", in a document under "document"."""

    def begin(self, context: Context, **kwargs: Any) -> None:
        """Take what is said where; the rest is as with every dictionary."""
        said = {key: kwargs.pop(key) for key in MEDIA if key in kwargs}
        super().begin(context, **{"gathered": True, **kwargs})
        self.update(context, said)

    def text(self, context: Context) -> str:
        """Return what is said here; what is not said here is asked for, in documents last."""
        keys = _OF_DOCUMENTS if context.in_document else MEDIA[:1]
        key = next((each for each in keys if each in self.elements), keys[0])
        return text_of(context, self.get_item(context, key))
