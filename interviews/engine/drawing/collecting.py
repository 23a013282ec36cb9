"""A screen on which a whole list is gathered: its fields once for each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from interviews.engine import names
from interviews.engine.blocks.collecting import Collecting
from interviews.engine.blocks.fields import FieldPart
from interviews.engine.blocks.question import Question
from interviews.engine.drawing.asked import AskedField, Collected, Meaning
from interviews.engine.drawing.buttons import Ways, word
from interviews.engine.drawing.fields import FieldsDrawing
from interviews.engine.drawing.texts import Texts
from interviews.engine.objects.gathering import NECESSARY
from interviews.engine.objects.lists import DAList
from interviews.engine.running import Running
from interviews.engine.screens import Button, Html, Item
from interviews.engine.values import truth_of


def collected_list(running: Running, question: Question) -> CollectingDrawing | None:
    """Return what draws the items, None if the question does not collect a list now."""
    said = question.collecting
    if said is None or not truth_of(running, said.enabled.value(running)):
        return None
    owner = running.read(names.parse(said.owner))
    return CollectingDrawing(running, said, owner) if isinstance(owner, DAList) else None


@dataclass
class CollectingDrawing:
    """Draws the fields of each item, and the buttons that add and remove one."""

    running: Running
    said: Collecting
    owner: DAList

    def count(self) -> int:
        """Return how many items the screen shows: at least one."""
        necessary = int(self.owner.attributes.get(NECESSARY, 0))
        return max(self.owner.count(), necessary, self.floor(), 1)

    def floor(self) -> int:
        """Return how many items there must be, as far as that is known."""
        attributes = self.owner.attributes
        wanted = [attributes.get("minimum_number")]
        if truth_of(self.running, attributes.get("ask_number", False)):
            wanted.append(attributes.get("target_number"))
        return max((each for each in wanted if isinstance(each, int)), default=0)

    def fields(self, drawing: FieldsDrawing, parts: Sequence[FieldPart]) -> tuple[AskedField, ...]:
        """Return the fields of all items. Raises NameMissing for what they need."""
        found: list[AskedField] = []
        for place in range(self.count()):
            with self.running.binding({self.said.letter: place}):
                item = self.item(drawing.texts, place)
                found.extend(_of_item(each, item) for each in drawing.draw(parts))
        return tuple(found)

    def item(self, texts: Texts, place: int) -> Item:
        """Return what stands above the fields of one item, and beside it if it can go."""
        label = texts.line(self.said.label) or Html(f"{place + 1}.")
        if self.said.label and "${" not in self.said.label.source:
            label = Html(f"{label} {place + 1}")  # the same words stand above each item
        return Item(place, label, *self.removal(texts, place))

    def removal(self, texts: Texts, place: int) -> tuple[str, Html]:
        """Return key and words of the button that removes an item, '' if there is none."""
        is_spare = self.count() > max(self.floor(), 1)
        if not is_spare or not truth_of(self.running, self.said.can_remove.value(self.running)):
            return "", Html()
        return f"remove-{place}", texts.said(word(self.running, "remove"))

    def add_ways(self, texts: Texts, ways: Ways) -> None:
        """Add the buttons of this screen to those that answer it."""
        for place in range(self.count()):
            key, _ = self.removal(texts, place)
            if key:
                ways.meanings[key] = Meaning("collect", value=place)
        if truth_of(self.running, self.said.can_add.value(self.running)):
            label = texts.line(self.said.another) or texts.said(word(self.running, "another"))
            ways.add(Button("another", label), Meaning("collect"))

    def collected(self, fields: Sequence[AskedField]) -> Collected:
        """Return what has to be known when the screen is answered."""
        final = truth_of(self.running, self.said.is_final.value(self.running))
        inputs = [each.name for each in fields if each.name]
        return Collected(self.owner, max(self.floor(), 0), final, inputs[0])


def _of_item(field: AskedField, item: Item) -> AskedField:
    """Return a field that is known by the place of its item."""
    return replace(field, name=field.shown.name, shown=replace(field.shown, item=item))
