"""Functions about names: whether they have a value, and how they get or lose one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interviews.engine.context import Context
from interviews.engine.control import AskAgain, AskFirst, RunAgain
from interviews.engine.names import is_name
from interviews.engine.registry import function
from interviews.engine.values import Reachable, Refused, text_of, truth_of


def _names(context: Context, given: tuple[Any, ...]) -> Iterator[str]:
    """Yield names written one by one, in lists, or as the objects that bear them."""
    for each in given:
        if isinstance(each, list | tuple):
            yield from _names(context, tuple(each))
        elif isinstance(each, str) and is_name(each):
            yield str(each)
        elif isinstance(each, Reachable) and is_name(each.instance_name):
            yield each.instance_name
        else:
            raise Refused("A name was expected, such as 'client.address'.")


@function("defined")
def defined(context: Context, name: str, prior: Any = False) -> bool:  # noqa: FBT002 - the language's own signature
    """Say whether a name has a value; never asks for it."""
    return context.is_defined(_written(name))


def _written(name: Any) -> str:
    """Return a name that is a text, be it one of the language or not."""
    if not isinstance(name, str):
        raise Refused("A name was expected, such as 'client.address', between quotes.")
    return str(name)


@function("value")
def value(context: Context, name: str, prior: Any = False) -> Any:  # noqa: FBT002 - the language's own signature
    """Return the value of a name, asking for it if needed."""
    if not is_name(name):
        raise Refused("A name was expected, such as 'client.address'.")
    return context.value(str(name))


@function("showifdef")
def showifdef(context: Context, name: str, alternative: Any = "", prior: Any = False) -> Any:  # noqa: FBT002 - the language's own signature
    """Return the value of a name if it has one, else the alternative."""
    written = _written(name)
    return context.value(written) if context.is_defined(written) else alternative


@function("showif")
def showif(context: Context, name: str, condition: Any, alternative: Any = "") -> Any:
    """Return the value of a name if a condition holds, asking for it if needed."""
    return value(context, name) if truth_of(context, condition) else alternative


@function("need")
def need(context: Context, *given: Any) -> bool:
    """Do nothing: that the arguments had values is all that is wanted."""
    return True


@function("dispatch")
def dispatch(context: Context, name: str) -> bool:
    """Ask for the names that a menu chooses, one after the other, until it chooses none."""
    while (chosen := value(context, name)) not in (None, "", "None"):
        value(context, chosen)
        context.undefine(chosen)
        context.undefine(name)
    return True


@function("define")
def define(context: Context, name: str, new: Any) -> None:
    """Give a name a value."""
    for each in _names(context, (name,)):
        context.define(each, new)


@function("undefine")
def undefine(context: Context, *given: Any, invalidate: Any = False) -> None:
    """Forget the values of names."""
    for each in _names(context, given):
        (context.invalidate if truth_of(context, invalidate) else context.undefine)(each)


@function("invalidate")
def invalidate(context: Context, *given: Any) -> None:
    """Forget values, but offer them as defaults when they are asked for again."""
    for each in _names(context, given):
        context.invalidate(each)


@function("reconsider")
def reconsider(context: Context, *given: Any, evaluate: Any = False) -> None:
    """Forget values and find them again, once per request; at once if `evaluate` is true."""
    names = list(_names(context, given))
    for each in names:
        context.reconsider(each)
    if truth_of(context, evaluate):
        for each in names:
            context.value(each)


@function("forget_result_of")
def forget_result_of(context: Context, *ids: Any) -> None:
    """Forget that blocks with these ids were done, and what was chosen among theirs."""
    session = context.session
    for each in ids:
        name = f"ID {text_of(context, each)}"
        session.answered.pop(name, None)
        for key in [key for key in session.chosen if key.startswith(f"{name}|")]:
            del session.chosen[key]


@function("re_run_logic")
def re_run_logic(context: Context) -> None:
    """Begin again with the first block."""
    raise RunAgain


@function("force_ask")
def force_ask(context: Context, *items: Any, **options: Any) -> None:
    """Ask for names even if they are defined."""
    given = [item for each in items for item in (each if isinstance(each, list) else [each])]
    forget = truth_of(context, options.get("forget_prior", False))
    wanted = [item for each in given for item in _wanted(context, each)]
    raise AskAgain(wanted, forget_prior=forget)


def _wanted(context: Context, item: Any) -> Iterator[Any]:
    if isinstance(item, dict):
        yield {text_of(context, key): each for key, each in item.items()}
    else:
        yield from _names(context, (item,))


@function("force_gather")
def force_gather(context: Context, *items: Any, **options: Any) -> None:
    """Define names before anything else is done."""
    missing = [name for name in _names(context, items) if not context.is_defined(name)]
    if missing:
        raise AskFirst(missing)


@function("all_variables", "store_variables_snapshot")
def all_variables(context: Context, **options: Any) -> dict[str, Any]:
    """Return nothing: an interview does not copy a person's answers elsewhere."""
    return {}
