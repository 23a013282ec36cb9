"""Carries out the steps of scenarios on a page, by the rules of the driver in the folder.

Nothing here may be looser than that driver: phrases letter for letter, runs of blanks as one,
controls by label, legend, role and visible text, and only what is visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml.html import HtmlElement

from tests.foreign.page import Page, Test, is_exactly, is_marked, squeeze
from tests.foreign.site import Site

MOMENTS = {
    "date": ("%m/%d/%Y", "%Y-%m-%d"),
    "time": ("%I:%M%p", "%H:%M"),
    "datetime-local": ("%m/%d/%Y\t%I:%M%p", "%Y-%m-%dT%H:%M"),
}
FIELDS = ("input", "select", "textarea")
NO_TEXT = {
    "button", "checkbox", "color", "file", "hidden", "image", "radio", "range", "reset", "submit",
}  # fmt: skip


class StepFailed(Exception):
    """A step could not be carried out, or did not see what it should."""


class Driver:
    """One visitor who carries out steps."""

    def __init__(self) -> None:
        self.site = Site()

    @property
    def page(self) -> Page:
        return self.site.page

    # What a person looks for

    def find(self, *ways: Iterable[HtmlElement], nth: int = 1) -> HtmlElement:
        """Return the nth visible match of the first way that has so many."""
        for way in ways:
            shown = [each for each in way if self.page.is_visible(each)]
            if len(shown) >= nth:
                return shown[nth - 1]
        raise StepFailed("nothing visible matches")

    def control(self, label: str, nth: int = 1, kinds: tuple[str, ...] = FIELDS) -> HtmlElement:
        controls = list(self.page.body.iter(*kinds))
        tests = is_exactly(label), is_marked(label)
        ways = ([c for c in controls if any(map(t, self.page.labelled(c)))] for t in tests)
        return self.find(*ways, nth=nth)

    def by_role(
        self, role: str, test: Test, scope: HtmlElement | None = None
    ) -> Iterator[HtmlElement]:
        for each in (self.page.body if scope is None else scope).iter():
            is_such = isinstance(each.tag, str) and self.page.role(each) == role
            if is_such and test(self.page.name(each)):
                yield each

    def words(
        self, text: str, kinds: tuple[str, ...], scope: HtmlElement | None = None
    ) -> Iterator[HtmlElement]:
        """Find elements with exactly this text which are, or lie in, one of the kinds."""
        for each in self.page.with_text(is_exactly(text), scope):
            if any(
                e.tag in kinds or e.get("role") in kinds for e in (each, *each.iterancestors())
            ):
                yield each

    def pressable(self, name: str, *roles: str, nth: int = 1) -> HtmlElement:
        ways = [list(self.by_role(role, is_exactly(name))) for role in roles]
        return self.find(*ways, list(self.words(name, ("a", "button", "link"))), nth=nth)

    def button(self, name: str, nth: int = 1) -> HtmlElement:
        return self.pressable(name, "button", "link", "tab", nth=nth)

    def link(self, name: str, nth: int = 1) -> HtmlElement:
        return self.pressable(name, "link", "button", nth=nth)

    def option(self, text: str, scope: HtmlElement | None = None, nth: int = 1) -> HtmlElement:
        """Find the label of a radio button or a checkbox."""
        text = text.strip()
        kinds = ("label", "radio", "checkbox", "option")
        roles = [
            list(self.by_role(r, is_marked(text), scope)) for r in ("radio", "checkbox", "option")
        ]
        labels = (self.page.body if scope is None else scope).iter("label")
        containing = [each for each in labels if squeeze(text) in self.page.content(each)]
        return self.find(list(self.words(text, kinds, scope)), *roles, containing, nth=nth)

    def group(self, legend: str) -> HtmlElement:
        test = is_marked(legend)
        ways = [list(self.by_role(role, test)) for role in ("group", "radiogroup", "listbox")]
        around = [
            box for each in self.page.with_text(test) if (box := self._around(each)) is not None
        ]
        return self.find(*ways, around)

    def _around(self, element: HtmlElement) -> HtmlElement | None:
        for each in element.iterancestors():
            if any(i.get("type") in ("radio", "checkbox") for i in each.iter("input")):
                return each
        return None

    def text_boxes(self) -> list[HtmlElement]:
        mains = [each for each in self.page.body.iter() if self.page.role(each) == "main"]
        scope = mains[0] if mains else self.page.body
        return [each for each in scope.iter("input") if each.get("type", "text") not in NO_TEXT]

    def combobox(self) -> HtmlElement:
        boxes = [
            each
            for each in self.page.body.iter("input")
            if each.get("list") or each.get("role") == "combobox"
        ]
        every = [e for e in self.page.body.iter() if self.page.role(e) == "combobox"]
        return self.find(boxes, every)

    # Steps

    def see(self, phrase: str) -> None:
        self.see_anyhow(phrase)
        check(self.page.status < 400, f"an error page: {self.page.text()}")

    def see_anyhow(self, phrase: str) -> None:
        check(squeeze(phrase) in self.page.text(), "the phrase is not on the page")

    def not_see(self, phrase: str) -> None:
        check(squeeze(phrase) not in self.page.text(), "the phrase is on the page")

    def fill(self, control: HtmlElement, value: str) -> None:
        check(not self.page.is_disabled(control), "the control is switched off")
        kind = "select" if control.tag == "select" else control.get("type", "text")
        if kind == "select":
            self.page.choose(control, value)
        elif kind in MOMENTS:
            written, sent = MOMENTS[kind]
            self.page.typed(control, datetime.strptime(value, written).strftime(sent))  # noqa: DTZ007
        else:
            self.page.typed(control, value)

    def select(self, value: str, label: str, nth: int = 1) -> None:
        self.page.choose(self.control(label, nth, ("select",)), value)

    def click(self, found: HtmlElement) -> None:
        """Press what lies there: a box, its label, a button, a link."""
        for each in (found, *found.iterancestors()):
            if each.tag == "input":
                self.page.tick(each)
            elif each.tag == "label":
                if (control := self.page.ids.get(each.get("for"))) is None:
                    control = next(each.iter("input"))
                self.page.tick(control)
            elif each.tag == "button":
                self.press(each)
            elif each.tag == "a" and each.get("href") is not None:
                self.site.go(each.get("href"))
            else:
                continue
            return
        raise StepFailed("nothing happens there")

    def press(self, button: HtmlElement) -> None:
        check(not self.page.is_disabled(button), "the button is switched off")
        if target := button.get("popovertarget"):
            popover = self.page.ids[target]
            hides = button.get("popovertargetaction") == "hide" or self.page.opened is popover
            self.page.opened = None if hides else popover
            return
        if (text := dict(self.page.folds()).get(button)) is not None:
            self.page.show(text, shown=text.get("hidden") is not None)
            return
        forms = [each.get("id") for each in button.iterancestors("form")]
        form = button.get("form") or "".join(forms)
        check(button.get("type", "submit") == "submit" and bool(form), "nothing happens")
        self.site.submit(form, (button.get("name", ""), button.get("value", "")))

    def unfocus(self) -> None:
        """What is left: an explanation closes, a day beyond its limits is told."""
        for day in self.page.body.iterfind(".//input[@type='date']"):
            self.page.leave(day)
        if self.page.opened is not None and self.page.opened.get("id", "").startswith("term-"):
            self.page.opened = None

    def menu(self, name: str) -> None:
        """Press an entry of the bar's menu, which opens first if it is closed."""
        for each in self.page.body.iter("details"):
            if any(self.page.role(box) == "banner" for box in each.iterancestors()):
                each.set("open", "")
        self.click(self.link(name))

    def choice_help(self, nth: int) -> HtmlElement:
        buttons = [
            each
            for each in self.page.body.iter("button")
            if re.search("help|information", self.page.name(each), re.IGNORECASE)
            and any(self.page.role(a) == "main" for a in each.iterancestors())
        ]
        return self.find(buttons, nth=nth)


def check(holds: bool, why: str) -> None:
    if not holds:
        raise StepFailed(why)
