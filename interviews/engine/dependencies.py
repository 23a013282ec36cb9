"""What a change invalidates: `depends on` says so, a pattern at a time."""

from __future__ import annotations

from collections.abc import Mapping

from interviews.engine import names
from interviews.engine.names import Attribute, Each, Index, Name, Variant


def invalidated_by(dependents: Mapping[str, tuple[str, ...]], changed: Name) -> list[str]:
    """Return the names that become invalid with the value of `changed`, spelled out.

    `dependents` maps patterns to patterns; their letters stand for the same things.
    """
    found: dict[str, None] = {}
    if dependents:
        for variant in names.variants(changed):
            for pattern in dependents.get(variant.pattern, ()):
                found.setdefault(str(spelled(pattern, variant)))
    return list(found)


def spelled(pattern: str, variant: Variant) -> Name:
    """Return a pattern with its letters replaced by what they stand for in a variant."""
    path = names.parse(pattern)
    letters = dict(variant.iterators)
    steps: list[Attribute | Index | Each] = [
        Index(letters[step.letter]) if isinstance(step, Each) and step.letter in letters else step
        for step in path.steps
    ]
    if path.root == "x" and variant.x is not None:
        base = names.parse(variant.x)
        return Name(base.root, (*base.steps, *steps))
    return Name(path.root, tuple(steps))
