"""Numbers with what they count, in templates: `{{ 1|counted:"interviews" }}` is "1 interview"."""

from __future__ import annotations

from django import template

from privacy.retention import labels, registry

register = template.Library()


@register.filter
def counted(count: int, label: str) -> str:
    return labels.counted(count, label)


@register.filter
def named(label: str, count: int) -> str:
    """Return what so many of it are called, without the number."""
    return labels.named(count, label)


@register.filter
def kind(key: str) -> str:
    """Return what people call a kind of data: `{{ batch.category|kind }}`."""
    return registry.kind_of(key)
