"""The way by which a name came to be needed, for the author whose names need each other."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.engine.errors import GoesInCircles, Position

MAX_DEPTH = 90  # names that need each other
_SHOWN = 12  # of a long chain, its end


@dataclass(frozen=True)
class Need:
    """A name that is looked for, and where the block stands that needs another one for it."""

    name: str
    position: Position | None = None


Chain = tuple[Need, ...]


def lengthened(chain: Chain, name: str) -> Chain:
    """Return the chain with one more name. Raises GoesInCircles if that is too deep."""
    if len(chain) < MAX_DEPTH:
        return (*chain, Need(name))
    stack = ", ".join(sorted({each.name for each in chain[-_SHOWN:]}))
    said = f"There appears to be an infinite loop. Variables in stack are {stack}."
    raise GoesInCircles(f"{said} {_way(_circle(chain, name), name)}", chain[-1].position)


def in_need_of_itself(chain: Chain, name: str) -> GoesInCircles:
    """Return the error for a name that the last of the chain needs to be found itself."""
    said = f"`{name}` is needed to find `{name}`."
    links = _circle(chain[:-1], name)
    return GoesInCircles(f"{said} {_way(links, name)}", links[-1].position)


def _circle(chain: Chain, name: str) -> Chain:
    """Return the chain from where the name stands in it last; its end if it does not."""
    places = [at for at, each in enumerate(chain) if each.name == name]
    return chain[places[-1] :] if places else chain[-_SHOWN:]


def _way(links: Chain, name: str) -> str:
    """Return "`a` (file:3) needs `b`, `b` (file:9) needs `a`."."""
    names = [each.name for each in links[1:]] + [name]
    steps = [
        f"{_placed(each)} needs `{needed}`" for each, needed in zip(links, names, strict=True)
    ]
    return f"{', '.join(steps)}."


def _placed(need: Need) -> str:
    assert need.position is not None  # only the last of a chain has none yet
    return f"`{need.name}` ({need.position.path}:{need.position.line})"
