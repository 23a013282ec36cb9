"""Counts what is stored by its algorithm, so that one can be given up once nothing needs it.

Whoever stores sealed bytes need not be known here: they begin with their format wherever they lie.
Sealed files are no rows and are not looked into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db.models import BinaryField, Count, Func, Model

from privacy.models.keys import Grant, KeyWrap, SubjectKey
from privacy.vault.aead import MAGIC

HEAD = len(MAGIC) + 2  # magic, version, algorithm


def count_formats() -> dict[str, int]:
    """Return how many sealed columns, key pairs, grants and passwords there are of each kind."""
    counts: Counter[str] = Counter()
    for model, column in _binary_columns():
        for head, count in _heads(model, column):
            if head[:-2] == MAGIC:
                counts[f"sealed in format {head[-2]}.{head[-1]}"] += count
    for model, words in ((SubjectKey, "key pairs"), (Grant, "grants")):
        for suite, count in model._base_manager.values_list("suite").annotate(Count("pk")):
            counts[f"{words} of suite {suite}"] += count
    passwords = KeyWrap.objects.filter(kind=KeyWrap.Kind.PASSWORD)
    for memory, passes, lanes, count in passwords.values_list(
        "memory_kib", "passes", "lanes"
    ).annotate(Count("pk")):
        counts[f"passwords under Argon2id m={memory} t={passes} p={lanes}"] += count
    return dict(sorted(counts.items()))


def _binary_columns() -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, BinaryField):
                yield model, field.name


def _heads(model: type[Model], column: str) -> Iterator[tuple[bytes, int]]:
    """Yield the first bytes that a column's values have, and how many have them."""
    head = Func(column, 1, HEAD, function="SUBSTR", output_field=BinaryField())
    rows = model._base_manager.order_by().values_list(head).annotate(Count("pk"))
    for value, count in rows:
        yield bytes(value or b""), count  # SQLite calls the beginning of nothing NULL
