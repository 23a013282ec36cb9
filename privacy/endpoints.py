"""What the paths of the API have in common: each wants a scope, and says in full what it takes.

What may go wrong for ever: a path that anybody with any key can ask. So a path without a scope
cannot be written down, and whoever asks is held against the scope of the key and their present
permissions before the path's own code runs. What a selector or a service refuses stays refused.

Imported by the paths alone: commands and workers do without.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, Protocol, cast, get_args

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from privacy.permissions import may
from privacy.problems import problem
from privacy.scopes import Scope, get_scope

ITEMS_A_PAGE = 50
View = Callable[..., Any]


class Strict(Schema):
    """Takes what it names, and nothing else."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Page(Strict):
    """Which page of a list, the first if nothing is said."""

    page: int = Field(1, ge=1, le=10_000)


class Problem(Strict):
    """Why something was not done: a code for programs, a sentence for people, and data."""

    code: str
    sentence: str
    data: dict[str, Any]


class Refused(Exception):
    """Ends a request with an answer that says why."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class Caller(Protocol):
    """Whoever comes with a key, as far as paths have to know."""

    @property
    def scopes(self) -> frozenset[str]: ...

    def has_factor(self) -> bool: ...


class Endpoints(Router):
    """The paths of one body."""

    def offer(
        self,
        method: Literal["GET", "DELETE"],
        path: str,
        *,
        scope: str,
        answers: Any,
        problems: frozenset[int] = frozenset(),
    ) -> Callable[[View], View]:
        """Return a decorator for a path that wants `scope` of the key and what that needs.

        Raises KeyError for a scope that is not on the list.
        """
        wanted = get_scope(scope)
        refusals = {401, 403, 422, 429, 500, 503, *problems}
        says = {200: answers, **dict.fromkeys(sorted(refusals), Problem)}

        def take(view: View) -> View:
            guarded = _guard(view, wanted)
            extra = {"x-scope": scope}
            said: dict[str, Any] = {
                "response": says,
                "operation_id": view.__name__,
                "openapi_extra": extra,
            }
            self.api_operation([method], path, **said)(guarded)
            return guarded

        return take

    def add_api_operation(
        self, path: str, methods: list[str], view_func: View, **said: Any
    ) -> None:
        """Refuse a path of which nobody said what scope it wants."""
        if not hasattr(view_func, "scope"):
            raise TypeError(f"{path} wants no scope; write it down by `offer`.")
        super().add_api_operation(path, methods, view_func, **said)


def _guard(view: View, scope: Scope) -> View:
    # In types: ninja would look for their names here, where they are not.
    signature = inspect.signature(view, eval_str=True)
    known = _query_of(signature)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refuse_beyond(request, scope)
        if request.GET.keys() - known:  # ninja passes over what it does not know
            raise Refused(not_understood([misplaced("query", "", "extra_forbidden")]))
        return view(request, *args, **kwargs)

    guarded.__signature__ = signature  # type: ignore[attr-defined]  # as functools has it
    guarded.scope = scope  # type: ignore[attr-defined]  # whoever mounts it looks
    return guarded


def _query_of(signature: inspect.Signature) -> frozenset[str]:
    """Return what an address may say behind its question mark."""
    shapes = (get_args(one.annotation)[:1] for one in signature.parameters.values())
    return frozenset(name for (shape,) in filter(None, shapes) for name in shape.model_fields)


def misplaced(where: str, field: str, problem_: str) -> dict[str, str]:
    """Return one thing that a path does not take, by our own names alone."""
    return {"where": where, "field": field, "problem": problem_}


def not_understood(wrong: list[dict[str, str]]) -> HttpResponse:
    """Return the refusal of a request that is not what its path takes."""
    return problem(422, "not_understood", "This is not what the path takes.", wrong=wrong)


def refuse_beyond(request: HttpRequest, scope: Scope) -> None:
    """Raise Refused unless the key has this scope and its person what that needs."""
    caller = cast(Caller, request.auth)  # type: ignore[attr-defined]  # set when the key was looked at
    if scope.name not in caller.scopes:
        sentence = "This key may not do that. Make one that may."
        raise Refused(problem(403, "scope_missing", sentence, scope=scope.name))
    if not scope.needs:
        return
    if not may(request.user, *scope.needs):
        raise Refused(problem(403, "not_permitted", "You may not do that, whatever the key."))
    if not caller.has_factor():
        sentence = "This wants a key that was made with a second factor which you still have."
        raise Refused(problem(403, "second_factor_missing", sentence))
