"""A page as a person sees it: what is visible, what is called what, what a form would post.

It follows the page's script (`screen.js`) in what that shows, hides and switches off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from lxml import html
from lxml.html import HtmlElement

NEVER_SEEN = {"script", "style", "template", "datalist", "head", "noscript"}
# What stands in a line; anything else begins a new one.
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    "button", "input", "output",
}  # fmt: skip
ROLES = {"button": "button", "fieldset": "group", "main": "main", "header": "banner"}
Test = Callable[[str], bool]


def squeeze(text: str) -> str:
    """Return the text with every run of blanks as one."""
    return " ".join(text.replace("\u00a0", " ").split())


def is_exactly(wanted: str) -> Test:
    """Match this text alone, letter for letter."""
    wanted = squeeze(wanted)
    return lambda text: squeeze(text) == wanted


def is_marked(wanted: str) -> Test:
    """Match this text alone, or with a mark behind it that says required or optional."""
    words = r"\s+".join(re.escape(word) for word in wanted.split())
    pattern = re.compile(rf"^\s*{words}\s*(?:[*:]|\((?:required|optional)\))*\s*$")
    return lambda text: bool(pattern.search(squeeze(text)))


class Page:
    """One page in a browser: its elements, what was typed and chosen, what was opened."""

    def __init__(self, source: str, *, status: int = 200) -> None:
        self.body: HtmlElement = html.document_fromstring(source).find("body")
        self.title = squeeze(html.document_fromstring(source).findtext(".//title") or "")
        self.status = status
        self.opened: HtmlElement | None = None
        self.ids = {
            element.get("id"): element for element in self.body.iter() if element.get("id")
        }
        for area in self.body.iter("textarea"):
            area.set("value", (area.text or "").removeprefix("\n"))
        for line in self.body.iterfind(".//input[@type='range']"):
            if not line.get("value"):
                least, most = float(line.get("min", 0)), float(line.get("max", 100))
                line.set("value", f"{(least + most) / 2:g}")
        for button, text in self.folds():
            button.attrib.pop("hidden", None)
            text.set("hidden", "")
        self.follow_rules()

    # What is seen

    def is_visible(self, element: HtmlElement) -> bool:
        return not any(self.is_hidden(each) for each in (element, *element.iterancestors()))

    def is_hidden(self, element: HtmlElement) -> bool:
        """Say whether an element hides what is in it."""
        if element.tag in NEVER_SEEN or element.get("hidden") is not None:
            return True
        if element.tag == "input" and element.get("type") == "hidden":
            return True
        parent = element.getparent()
        if parent is not None and parent.tag == "details" and parent.get("open") is None:
            return bool(element.tag != "summary")
        is_popover: bool = element.get("popover") is not None
        return is_popover and element is not self.opened

    def text(self, element: HtmlElement | None = None) -> str:
        """Return the visible text, as `innerText` gives it."""
        element = self.body if element is None else element
        return squeeze("".join(self._pieces(element, seen_only=True)))

    def content(self, element: HtmlElement) -> str:
        """Return all text of an element, seen or not."""
        return squeeze("".join(self._pieces(element, seen_only=False)))

    def _pieces(self, element: HtmlElement, *, seen_only: bool) -> Iterator[str]:
        if not isinstance(element.tag, str) or (seen_only and self.is_hidden(element)):
            return
        between = "" if element.tag in INLINE else "\n"
        yield between
        if element.tag != "textarea":
            yield element.text or ""
        for child in element:
            yield from self._pieces(child, seen_only=seen_only)
            yield child.tail or ""
        yield between

    # What is called what

    def name(self, element: HtmlElement) -> str:
        """Return the accessible name of a button, link, box or group."""
        if by := element.get("aria-labelledby"):
            return squeeze(" ".join(self.content(self.ids[each]) for each in by.split()))
        if said := element.get("aria-label"):
            return squeeze(said)
        if element.tag == "fieldset":
            legend = element.find("legend")
            return "" if legend is None else self.content(legend)
        if element.tag in ("input", "select", "textarea"):
            return squeeze(" ".join(self.content(each) for each in self.labels(element)))
        alternatives = [each.get("alt", "") for each in element.iter("img")]
        return squeeze(" ".join([self.content(element), *alternatives]))

    def labels(self, control: HtmlElement) -> list[HtmlElement]:
        """Return the labels of a control."""
        key = control.get("id")
        found = [each for each in self.body.iter("label") if key and each.get("for") == key]
        return found + [each for each in control.iterancestors("label") if each not in found]

    def labelled(self, control: HtmlElement) -> list[str]:
        """Return what a control is labelled with, by each way there is."""
        found = [self.content(each) for each in self.labels(control)]
        if by := control.get("aria-labelledby"):
            found.append(squeeze(" ".join(self.content(self.ids[each]) for each in by.split())))
        return [*found, squeeze(control.get("aria-label", ""))]

    def role(self, element: HtmlElement) -> str:
        """Return what an element is to somebody who does not see it."""
        if role := element.get("role"):
            return str(role)
        if element.tag == "input":
            kinds = {"radio": "radio", "checkbox": "checkbox", "submit": "button"}
            return kinds.get(element.get("type", "text"), "textbox")
        if element.tag == "a":
            return "link" if element.get("href") is not None else ""
        if element.tag == "select":
            return "listbox" if element.get("multiple") is not None else "combobox"
        return ROLES.get(element.tag, "")

    def with_text(self, test: Test, scope: HtmlElement | None = None) -> list[HtmlElement]:
        """Return the smallest elements whose whole text passes."""
        scope = self.body if scope is None else scope
        found = [
            each
            for each in scope.iter()
            if isinstance(each.tag, str)
            and each.tag not in NEVER_SEEN
            and test(self.content(each))
        ]
        return [
            each
            for each in found
            if not any(inner is not each and inner in found for inner in each.iter())
        ]

    # What a form holds

    def is_disabled(self, control: HtmlElement) -> bool:
        return control.get("disabled") is not None

    def controls(self, key: str) -> list[HtmlElement]:
        """Return the controls that post under a key."""
        tags = ("input", "select", "textarea")
        return [each for each in self.body.iter(*tags) if each.get("name") == key]

    def typed(self, control: HtmlElement, value: str) -> None:
        """Put a value in a control."""
        most = control.get("maxlength")
        control.set("value", value[: int(most)] if most else value)
        self.follow_rules()

    def choose(self, select: HtmlElement, label: str) -> None:
        """Choose the option with this text."""
        found = [
            each for each in select.iter("option") if squeeze(self.content(each)) == squeeze(label)
        ]
        if not found:
            raise LookupError("there is no such option")
        for each in select.iter("option"):
            each.attrib.pop("selected", None)
        found[0].set("selected", "")
        self.follow_rules()

    def tick(self, control: HtmlElement) -> None:
        """Press a radio button or a checkbox."""
        if self.is_disabled(control):
            raise LookupError("the control is switched off")
        if control.get("type") == "radio":
            for each in self.controls(control.get("name")):
                each.attrib.pop("checked", None)
            control.set("checked", "")
        elif control.attrib.pop("checked", None) is None:
            control.set("checked", "")
            self.tie(control, ticked=True)
            self.exclude(control)
        else:
            self.tie(control, ticked=False)
        self.follow_rules()

    def tie(self, changed: HtmlElement, *, ticked: bool) -> None:
        """Let boxes that stand for all or none of others tick and clear them, and be cleared."""
        key = changed.get("name")
        ruled = [each for each in self.body.iter() if each.get("data-rules")]
        for each in ruled:
            rules = json.loads(each.get("data-rules"))
            if each.get("data-field") == key and ticked:
                self._tick(rules.get("check", ()), ticked=True)
                self._tick(rules.get("uncheck", ()), ticked=False)
            if key in rules.get("uncheck" if ticked else "check", ()):
                self._tick([each.get("data-field")], ticked=False)

    def _tick(self, keys: Sequence[str], *, ticked: bool) -> None:
        for control in (control for key in keys for control in self.controls(key)):
            control.attrib.pop("checked", None)
            if ticked:
                control.set("checked", "")

    def exclude(self, ticked: HtmlElement) -> None:
        """Let "none of the above" clear the others, and any other clear it."""
        alone = ticked.get("data-exclusive") is not None
        for group in ticked.iterancestors("fieldset"):
            for each in group.iter("input"):
                if each is not ticked and (alone or each.get("data-exclusive") is not None):
                    each.attrib.pop("checked", None)

    def values(self, key: str) -> list[str]:
        """Return what would be posted under a key now, as the page's script sees it."""
        found = []
        for control in self.controls(key):
            if self.is_disabled(control):
                continue
            kind, is_ticked = control.get("type"), control.get("checked") is not None
            if kind == "checkbox" and not is_ticked:
                if next(control.iterancestors("fieldset"), None) is None:
                    found.append("False")
            elif kind != "radio" or is_ticked:
                found.extend(self.posts(control))
        return found

    def posts(self, control: HtmlElement) -> list[str]:
        """Return what a control posts when it is on."""
        if control.tag != "select":
            return [control.get("value", "on" if control.get("type") == "checkbox" else "")]
        options = list(control.iter("option"))
        chosen = [each for each in options if each.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [each.get("value", "") for each in chosen]

    def form(self, form_id: str) -> dict[str, list[str]]:
        """Return what a form posts."""
        found: dict[str, list[str]] = {}
        form = self.ids[form_id]
        for control in form.iter("input", "select", "textarea"):
            kind = control.get("type")
            is_off = kind in ("radio", "checkbox") and control.get("checked") is None
            is_off = is_off or kind in ("file", "submit") or self.is_disabled(control)
            if control.get("name") and not is_off:
                found.setdefault(control.get("name"), []).extend(self.posts(control))
        return found

    # What the page's script does

    def folds(self) -> list[tuple[HtmlElement, HtmlElement]]:
        """Return the buttons that show and hide a text, each with its text."""
        buttons = self.body.iterfind(".//*[@class='unfolds']/button[@aria-expanded]")
        return [(each, self.ids[each.get("aria-controls")]) for each in buttons]

    def leave(self, control: HtmlElement) -> None:
        """Say below a day that it is beyond its limits, when it is left."""
        day, said = control.get("value", ""), ""
        if day and control.get("data-under") and day < control.get("min", ""):
            said = control.get("data-under")
        if day and control.get("data-over") and day > control.get("max", day):
            said = control.get("data-over")
        line = self.ids.setdefault(f"{control.get('id')}-early", html.Element("p"))
        if line.getparent() is None:
            control.addnext(line)
        line.text = said

    def follow_rules(self) -> None:
        """Show, hide and switch off fields by what is chosen now."""
        for _ in range(4):
            self._apply_rules()

    def _apply_rules(self) -> None:
        fields = [each for each in self.body.iter() if each.get("data-field") is not None]
        rules = {each: json.loads(each.get("data-rules") or "{}") for each in fields}
        off: set[str] = set()
        for each in fields:
            if each.get("hidden") is None and self.is_answered(each.get("data-field")):
                off.update(rules[each].get("disable", ()))
        for each in fields:
            failed = {c["effect"] for c in rules[each].get("conditions", ()) if not self.meets(c)}
            self.show(each, shown="show" not in failed)
            enabled = (
                not failed and not rules[each].get("off") and each.get("data-field") not in off
            )
            for control in each.iter("input", "select", "textarea"):
                control.attrib.pop("disabled", None)
                if not enabled:
                    control.set("disabled", "")

    def show(self, element: HtmlElement, *, shown: bool) -> None:
        element.attrib.pop("hidden", None)
        if not shown:
            element.set("hidden", "")

    def is_answered(self, key: str) -> bool:
        nothing = {"", "False"} if self.is_typed(key) else {"", "False", "none"}
        return any(value.strip() not in nothing for value in self.values(key))

    def is_typed(self, key: str) -> bool:
        controls = self.controls(key)
        chosen = ("checkbox", "radio")
        return bool(controls) and (
            controls[0].tag == "textarea"
            or (controls[0].tag == "input" and controls[0].get("type") not in chosen)
        )

    def meets(self, condition: dict[str, object]) -> bool:
        key, posted = str(condition["field"]), self.values(str(condition["field"]))
        hit = any(self._hits(value, key, posted) for value in condition["values"])  # type: ignore[attr-defined]
        return hit is condition["sense"]

    def _hits(self, value: str, key: str, posted: list[str]) -> bool:
        if value == "":
            return all(each == "" for each in posted)
        return self.is_answered(key) if value == "True" and self.is_typed(key) else value in posted
