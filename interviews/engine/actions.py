"""Actions: what a link or a block wants done before the interview goes on.

A session keeps them as a stack that outlives requests; the top is done first and leaves the stack
when its name was answered or its event ran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from interviews.engine import names, registry
from interviews.engine.control import FORGET_PRIOR, AskAgain, CommandGiven
from interviews.engine.objects.gathering import Gathering
from interviews.engine.objects.lists import DAList
from interviews.engine.running import Running
from interviews.engine.values import Reachable


@dataclass(frozen=True)
class Wanted:
    """One action that is to be done now."""

    action: str
    arguments: Mapping[str, Any]


def pending(running: Running) -> Wanted | None:
    """Return what is to be done first, None if there is nothing.

    Raises NameMissing for a name that is to be defined before anything else.
    """
    if running.action is not None:
        return Wanted(running.action, running.action_arguments)
    for name in list(running.session.first):
        running.value(name)
        running.session.first.remove(name)
    if not running.session.events:
        return None
    top = running.session.events[-1]
    running.action, running.action_arguments = top["action"], top.get("arguments", {})
    return Wanted(top["action"], top.get("arguments", {}))


def remember(running: Running, action: str) -> None:
    """Put an action on the stack, unless it lies there already."""
    if all(event["action"] != action for event in running.session.events):
        running.session.events.append(_stacked(running, action, {}))


def put_on_top(running: Running, name: str) -> None:
    """Let a name be asked next, also if it lies further down already."""
    kept = [event for event in running.session.events if event["action"] != name]
    running.session.events = [*kept, _stacked(running, name, {})]


def _stacked(running: Running, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return an action as the stack keeps it, with the breadcrumb of where it was chosen."""
    crumb = {"crumb": running.left} if running.left else {}
    return {"action": action, "arguments": arguments, **crumb}


def finish(running: Running, action: str) -> None:
    """Take an action off the stack: it is done."""
    running.session.events = [e for e in running.session.events if e["action"] != action]
    running.action, running.action_arguments = None, {}


def start(running: Running, action: str, arguments: Mapping[str, Any]) -> None:
    """Begin with an action that a person chose."""
    arguments = dict(arguments)
    if arguments.pop(FORGET_PRIOR, False):
        running.session.events.clear()
    running.action, running.action_arguments = action, arguments
    if action not in INTERNAL:
        running.session.events = [e for e in running.session.events if e["action"] != action]
        running.session.events.append(_stacked(running, action, arguments))


def push(running: Running, again: AskAgain) -> None:
    """Put names and actions on the stack so that the first of them is done first."""
    if again.forget_prior:
        running.session.events.clear()
    top = running.session.events[-1]["action"] if running.session.events else None
    made = []
    for item in again.items:
        event = _event(running, item)
        if event is not None and event["action"] != top:
            made.append(event)
    known = {event["action"] for event in made}
    kept = [event for event in running.session.events if event["action"] not in known]
    running.session.events = kept + made[::-1]


def _event(running: Running, item: Any) -> dict[str, Any] | None:
    if isinstance(item, str):
        return _stacked(running, str(running.spelled(names.parse(item))), {})
    if isinstance(item.get("action"), str):
        arguments = item.get("arguments")
        given = dict(arguments) if isinstance(arguments, Mapping) else {}
        return _stacked(running, item["action"], given)
    for command, value in item.items():
        if f"_da_{command}" in INTERNAL:
            return _stacked(running, f"_da_{command}", {"names": value})
    return None


def carry_out(running: Running, wanted: Wanted) -> bool:
    """Do an action of the engine's own; say whether it was one."""
    act = INTERNAL.get(wanted.action)
    if act is None:
        return False
    finish(running, wanted.action)
    act(running, wanted.arguments)
    return True


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _force_ask(running: Running, arguments: Mapping[str, Any]) -> None:
    push(running, AskAgain(_listed(arguments["items"])))


def _undefine(running: Running, arguments: Mapping[str, Any]) -> None:
    for name in _listed(arguments["names"]):
        running.undefine(name)


def _invalidate(running: Running, arguments: Mapping[str, Any]) -> None:
    for name in _listed(arguments["names"]):
        running.invalidate(name)


def _recompute(running: Running, arguments: Mapping[str, Any]) -> None:
    wanted = _listed(arguments["names"])
    for name in wanted:
        running.undefine(name)
    running.session.first.extend(name for name in wanted if name not in running.session.first)


def _set(running: Running, arguments: Mapping[str, Any]) -> None:
    for pairs in _listed(arguments["names"]):
        for name, value in pairs.items():
            running.define(name, value)


def _owner(running: Running, arguments: Mapping[str, Any]) -> Reachable:
    owner = running.value(str(arguments["list"]))
    assert isinstance(owner, Reachable)
    return owner


def _list_remove(running: Running, arguments: Mapping[str, Any]) -> None:
    owner = _owner(running, arguments)
    if owner.has_item(arguments["key"]):
        owner.delete_item(running, arguments["key"])
    running.changed(names.parse(owner.instance_name))
    if isinstance(owner, Gathering) and not owner.count():
        owner.set_attribute(running, "there_are_any", value=False)


def _list_move(running: Running, arguments: Mapping[str, Any]) -> None:
    owner = _owner(running, arguments)
    if isinstance(owner, DAList):
        owner.move(running, arguments["index"], arguments["to"])


def _list_add(running: Running, arguments: Mapping[str, Any]) -> None:
    owner = _owner(running, arguments)
    owner.set_attribute(running, "there_is_one_other", value=True)
    owner.delete_attribute(running, "gathered")
    running.session.first.append(f"{owner.instance_name}.gathered")


def _follow_up(running: Running, arguments: Mapping[str, Any]) -> None:
    push(running, AskAgain(_listed(arguments["names"])))


def _command(running: Running, arguments: Mapping[str, Any]) -> None:
    raise CommandGiven(str(arguments["command"]), str(arguments["url"]))


INTERNAL: dict[str, Callable[[Running, Mapping[str, Any]], None]] = {
    "_da_force_ask": _force_ask,
    "_da_undefine": _undefine,
    "_da_invalidate": _invalidate,
    "_da_recompute": _recompute,
    "_da_set": _set,
    "_da_define": _set,
    "_da_follow up": _follow_up,
    "_da_list_edit": _force_ask,
    "_da_list_remove": _list_remove,
    "_da_list_move": _list_move,
    "_da_list_add": _list_add,
    "_da_command": _command,
}


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ' Did you mean "…"?', that what offers the name did not give it, or ''."""
    offered = list(known)
    if name in offered:
        return " Each block that could was passed over, or did not define it."
    return registry.did_you_mean(name, offered)
