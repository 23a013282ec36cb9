"""Every address of the site with the ids of what is there, from the list of addresses itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.dasite.matrix import path_of, routes, undone
from tests.dasite.test_matrix import admin_path, is_of_administration


def pages(site: dict[str, Any]) -> list[str]:
    """Return the addresses that are not of the administration."""
    return [path_of(one, site["values"]) for one in routes() if not is_of_administration(one)]


def administration(site: dict[str, Any]) -> list[str]:
    """Return the addresses of the administration."""
    return [admin_path(one, site["objects"]) for one in routes() if is_of_administration(one)]


def asked(
    client: Client, paths: list[str], method: str = "get", *args: Any, **kwargs: Any
) -> Iterator[tuple[str, HttpResponse]]:
    """Yield what each address answers to one browser; what it wrote is taken back."""
    cookies = client.cookies.copy()
    for path in paths:
        client.cookies.clear()
        client.cookies.update(cookies)
        with undone():
            answer = getattr(client, method)(path, *args, **kwargs)
            answer.getvalue()
            yield path, answer
