"""`nav`: the interview's parts, where one is, and which parts there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import did_you_mean, values
from interviews.engine.values import Native, Reachable, Refused, iterate, text_of, truth_of
from interviews.engine.veil import Markup, veil

_SUBSECTIONS = "subsections"


class Navigation(Reachable):
    """`nav`: the interview's parts."""

    methods: Mapping[str, Any] = {}

    def has_attribute(self, name: str) -> bool:
        """Say whether it is something that `nav` does."""
        return name in self.methods

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return one of its methods."""
        if name not in self.methods:
            raise Refused(f"nav has no '{name}'.{did_you_mean(name, self.methods)}")
        return Native(name, self.methods[name])

    def text(self, context: Context) -> str:
        """Return the parts as a list."""
        return _show_sections(context)


def _set_section(context: Context, section: Any) -> None:
    key = text_of(context, section)
    context.session.section = key
    if key not in context.session.visited:
        context.session.visited.append(key)


def _get_section(context: Context, display: Any = False, **_: Any) -> Any:  # noqa: FBT002 - docassemble's own signature
    """Return the key of the part where one is, or with `display` its label."""
    here = context.session.section
    if not truth_of(context, display):
        return here or None
    return next((label for key, label, _ in context.sections() if key == here), here)


def _set_sections(context: Context, sections: Any = None, **_: Any) -> None:
    """Say which parts there are from now on; None: those that the source names."""
    context.session.sections = [] if sections is None else [*_parts(context, sections, 0)]


def _parts(context: Context, sections: Any, depth: int) -> Iterator[list[Any]]:
    """Yield key, label and depth of each part, in order."""
    for each in iterate(context, sections):
        if not isinstance(each, dict):
            label = text_of(context, each)
            yield [label, label, depth]
            continue
        for key, said in each.items():
            if key == _SUBSECTIONS:
                yield from _parts(context, said, 1)
            elif isinstance(said, list):
                yield [key, key, depth]
                yield from _parts(context, said, 1)
            else:
                yield [text_of(context, key), text_of(context, said), depth]


def _get_sections(context: Context, **_: Any) -> list[Any]:
    """Return the parts as `set_sections` takes them."""
    found: list[dict[str, Any]] = []
    for key, label, depth in context.sections():
        if depth and found:
            found[-1].setdefault(_SUBSECTIONS, []).append({key: label})
        else:
            found.append({key: label})
    return list(found)


def _show_sections(context: Context, **_: Any) -> str:
    """Return the parts as a list, the one where one is in bold."""
    lines = []
    for key, label, depth in context.sections():
        said = veil(label)
        shown = f"**{said}**" if key == context.session.section else said
        lines.append(f"{'    ' * depth}* {shown}")
    made = "\n".join(["", *lines, ""]) if lines else ""
    context.budget.text(len(made))
    return Markup(made)


def _visible(context: Context, **_: Any) -> bool:
    """Say whether there are parts to be seen."""
    return bool(context.sections())


def _nothing(context: Context, *args: Any, **options: Any) -> None:
    """Do nothing: whether the parts are seen is the page's business."""


Navigation.methods = {
    "set_section": _set_section,
    "get_section": _get_section,
    "set_sections": _set_sections,
    "get_sections": _get_sections,
    "show_sections": _show_sections,
    "hide": _nothing,
    "show": _nothing,
    "unhide": _nothing,
    "visible": _visible,
}

values["nav"] = Navigation()
