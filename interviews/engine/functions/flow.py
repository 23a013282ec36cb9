"""Functions that lead elsewhere: messages, commands, actions, the place in the interview."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.control import FORGET_PRIOR, CommandGiven, ScreenMade
from interviews.engine.functions.money import SYMBOL
from interviews.engine.registry import ValueRefused, function
from interviews.engine.values import Refused, iterate, text_of, truth_of
from interviews.engine.veil import plain, veil


def _markup(context: Context, value: Any) -> str:
    return veil(text_of(context, value))


@function("validation_error")
def validation_error(context: Context, message: Any, field: Any = None) -> None:
    """Refuse what a person gave, with a message beside a field."""
    raise ValueRefused(plain(text_of(context, message)), text_of(context, field or ""))


@function("message")
def message(context: Context, question: Any = "", subquestion: Any = "", **options: Any) -> None:
    """Show a text instead of the next question."""
    buttons = [_button(context, each) for each in iterate(context, options.get("buttons") or ())]
    if buttons:  # then there are no others, unless they are wanted
        options = {"show_restart": False, "show_exit": False, **options}
    for command, label in (("restart", "Restart"), ("exit", "Exit")):
        if truth_of(context, options.get(f"show_{command}", True)):
            url = text_of(context, options.get("url") or "") if command == "exit" else ""
            buttons.append({"command": command, "label": label, "url": url})
    if truth_of(context, options.get("show_leave", False)):
        buttons.append({"command": "leave", "label": "Leave", "url": ""})
    raise ScreenMade(_markup(context, question), _markup(context, subquestion), buttons)


COMMANDS = {
    "exit", "logout", "exit_logout", "leave", "restart", "new_session", "refresh", "signin",
    "register", "interview_exit", "wait",
}  # fmt: skip


def _button(context: Context, given: Any) -> dict[str, str]:
    """Return what one of a message's buttons does: `{"Go on": "restart"}`, or an address."""
    if not isinstance(given, dict):
        raise Refused('A button of a message is written {"label": "command"}.')
    said = {key: text_of(context, each) for key, each in given.items() if each is not None}
    url = said.pop("url", "")
    known = {key: said.pop(key) for key in ("label", "value", "color") if key in said}
    label, value = next(iter(said.items()), (known.get("label", ""), known.get("value", "")))
    if value in COMMANDS:
        return {"command": value, "label": label, "url": url}
    return {"command": "", "label": label, "url": url or value}


# Kinds of messages that a person sees; others would go to a log, and what is told are answers.
_SEEN = {"primary", "secondary", "success", "danger", "warning", "info", "light", "dark"}
_MOST_TOLD = 20  # messages of one screen


@function("log")
def log(context: Context, message: Any = "", priority: Any = "log", **_: Any) -> None:
    """Tell the person something on the next screen, if it is of a kind that is seen."""
    said = text_of(context, message)
    context.budget.text(len(said))
    told = context.session.told
    if text_of(context, priority) not in _SEEN or context.looks_again:
        return
    if said and said not in told and len(told) < _MOST_TOLD:
        told.append(said)


@function("response", "json_response", "variables_as_json")
def response(context: Context, *args: Any, **options: Any) -> None:
    """Show a text as it is: this engine answers people, not programs."""
    said = options.get("response", args[0] if args else "")
    raise ScreenMade("", _markup(context, said))


@function("command")
def command(context: Context, name: Any, **options: Any) -> None:
    """End, leave or restart the session."""
    if name not in COMMANDS:
        raise Refused("There is no such command.")
    raise CommandGiven(str(name), text_of(context, options.get("url") or ""))


# Actions


@function("process_action")
def process_action(context: Context) -> None:
    """Do here what links and other blocks want done before the interview goes on."""
    context.act_first()


@function("url_action", "interview_url_action")
def url_action(context: Context, action: Any, **arguments: Any) -> str:
    """Return the address of an action on this screen."""
    forgets = truth_of(context, arguments.get("_forget_prior", False))
    arguments = {key: each for key, each in arguments.items() if not key.startswith("_")}
    if forgets:
        arguments[FORGET_PRIOR] = True
    return f"action:{context.action_key(text_of(context, action), arguments)}"


@function("action_arguments")
def action_arguments(context: Context) -> dict[str, Any]:
    """Return what the action that is carried out was given."""
    return dict(context.action_arguments)


@function("action_argument")
def action_argument(context: Context, name: Any = None) -> Any:
    """Return one thing that the action was given, None if it was not; without a name, its own."""
    if name is None:
        return context.action
    return context.action_arguments.get(str(name))


# Where one is, and what the screen shows round the question


@function("set_progress")
def set_progress(context: Context, number: Any) -> None:
    """Move the progress bar, from 0 to 100; what is no number leaves it where it is."""
    if isinstance(number, int | float):
        context.session.progress = min(100.0, max(0.0, float(number)))


@function("get_progress")
def get_progress(context: Context) -> float:
    """Return where the progress bar stands."""
    return context.session.progress


_PARTS = {
    "title", "short", "subtitle", "logo", "tab", "under", "pre", "post", "submit", "right",
    "continue button label", "resume button label", "date format", "time format",
    "datetime format",
}  # fmt: skip


@function("set_parts", "set_title")
def set_parts(context: Context, **parts: Any) -> None:
    """Set what the screens show round the question; None takes a part back."""
    for name, said in parts.items():
        key = name.replace("_", " ")
        key = {"short title": "short", "tab title": "tab"}.get(key, key)
        if key in _PARTS:
            context.session.parts.pop(key, None)
            if said is not None:
                context.session.parts[key] = text_of(context, said)


@function("prevent_going_back")
def prevent_going_back(context: Context) -> None:
    """Make the answers up to now final."""
    context.session.no_way_back = context.session.steps


@function("set_language")
def set_language(context: Context, language: Any, **options: Any) -> None:
    """Go on in another language."""
    context.language = context.session.language = text_of(context, language)


@function("get_language")
def get_language(context: Context) -> str:
    """Return the language of the session."""
    return context.language


_LOCALE = "_locale"  # no word: `set_info` cannot say it


@function("set_locale")
def set_locale(context: Context, locale: Any = None, **options: Any) -> None:
    """Say which sign sums of money bear (`currency_symbol`); holds until the next screen."""
    if locale is not None:
        context.info[_LOCALE] = text_of(context, locale)
    if "currency_symbol" in options:
        symbol = options["currency_symbol"]
        context.info[SYMBOL] = text_of(context, symbol) if symbol is not None else None


@function("get_locale")
def get_locale(context: Context, name: Any = None) -> Any:
    """Return the locale that was said, or with 'currency_symbol' that sign."""
    return context.info.get(SYMBOL if name == "currency_symbol" else _LOCALE)


@function("set_save_status", "set_live_help_status", "update_locale")
def _nothing(context: Context, *args: Any, **options: Any) -> None:
    """Do nothing: what it would change is decided elsewhere."""
