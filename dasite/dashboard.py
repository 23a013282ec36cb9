"""Collects the cards of the bodies for the administrator's front page, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from django.apps import apps
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule

from privacy.cards import Card


def all_cards(request: HttpRequest) -> list[Card]:
    """Return the cards that this person may see: what needs attention first."""
    cards = [card for module in _dashboards() for card in module(request)]
    return sorted(cards, key=lambda card: (card.order, card.title))


def _dashboards() -> Iterator[Callable[[HttpRequest], Iterable[Card]]]:
    for config in apps.get_app_configs():
        name = f"{config.name}.dashboard"
        if name != __name__ and config.module and module_has_submodule(config.module, "dashboard"):
            yield import_module(name).cards
