"""Lets the database itself refuse to change or delete what was decided; whoever asks.

What may go wrong for ever: rules, and who set and approved them, are the record by which one can
tell why something was deleted; one that can be rewritten is none. A row may be withdrawn once and
approved once, which moves its day; all else of it stays as it was saved, and no row goes.

Triggers, made anew after each migration: SQLite drops them whenever a migration rebuilds a table.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as today
from django.db import connections, router
from django.db.models import Model

DECISIONS = ("RetentionPolicy", "RetentionLimits")
WITHDRAWING = ("withdrawn_at", "withdrawn_by")
APPROVING = ("approved_at", "approved_by")
DAY = "effective_at"
REFUSED = "what was decided is appended and never changed"


def guard(using: str, apps: Any = today, **kwargs: Any) -> None:
    """Put the triggers on the tables of decisions in the database `using`."""
    for model in tables(using, apps):
        run(using, drop(model, connections[using].vendor))
        run(using, create(model, connections[using].vendor))


def tables(using: str, apps: Any = today) -> list[type[Model]]:
    """Return the tables that lie there and, in an old state of migrations, are decisions yet."""
    known = {model.__name__: model for model in apps.get_models()}
    found = [known[name] for name in DECISIONS if name in known]
    return [
        model
        for model in found
        if router.allow_migrate_model(using, model)
        and {*WITHDRAWING, *APPROVING, DAY} <= {field.name for field in model._meta.local_fields}
    ]


def run(using: str, statements: list[str]) -> None:
    """Carry out statements that make or drop triggers."""
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(model: type[Model], vendor: str) -> list[str]:
    """Return statements that take the triggers of a table away."""
    table = model._meta.db_table
    where = f' ON "{table}"' if vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{table}_{what}"{where}' for what in ("update", "delete")]


def create(model: type[Model], vendor: str) -> list[str]:
    """Return statements that make the triggers of a table."""
    table, is_other = model._meta.db_table, _is_changed(model, vendor)
    update = f'CREATE TRIGGER "{table}_update" BEFORE UPDATE ON "{table}"'
    delete = f'CREATE TRIGGER "{table}_delete" BEFORE DELETE ON "{table}"'
    if vendor != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        return [f"{update} WHEN {is_other} {refuse}", f"{delete} {refuse}"]
    body = f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';"
    function, refuse = f'FUNCTION "{table}_stays"()', f'EXECUTE FUNCTION "{table}_stays"()'
    return [
        f"CREATE OR REPLACE {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"{update} FOR EACH ROW WHEN {is_other} {refuse}",
        f"{delete} FOR EACH ROW {refuse}",
    ]


def _is_changed(model: type[Model], vendor: str) -> str:
    """Return when an update does more than withdraw once, or approve once."""
    distinct = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    columns = [field.column for field in model._meta.local_fields]

    def differ(names: Any) -> str:
        return " OR ".join(f'OLD."{name}" {distinct} NEW."{name}"' for name in names)

    fixed = [one for one in columns if one not in {*WITHDRAWING, *APPROVING, DAY}]
    approves = 'OLD."approved_at" IS NULL AND NEW."approved_at" IS NOT NULL'
    return (
        f'({differ(fixed)} OR (OLD."withdrawn_at" IS NOT NULL AND ({differ(WITHDRAWING)})) '
        f'OR (OLD."approved_at" IS NOT NULL AND ({differ(APPROVING)})) '
        f"OR ({differ([DAY])} AND NOT ({approves})))"
    )
