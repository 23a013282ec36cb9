"""Keeps the vault's tables in the vault's database and all others out of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

VAULT_PREFIX = "vault_"


def _home(model: type[Model] | Model) -> str:
    """Return the alias of the database where `model` lives.

    A model says so by its table's name, which migrations keep too: `db_table = "vault_…"`.
    """
    return "vault" if model._meta.db_table.startswith(VAULT_PREFIX) else "default"


class VaultRouter:
    """One model lives in one database; no relation crosses."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _home(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return _home(model)

    def allow_relation(
        self, one: type[Model] | Model, other: type[Model] | Model, **hints: Any
    ) -> bool:
        return _home(one) == _home(other)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        if "model" in hints:
            model: type[Model] = hints["model"]
            return db == _home(model)
        return db == str(hints.get("database", "default"))
