"""`column__among=ids`: rows whose column is one of many numbers, given as one value.

Django's `__in` makes a parameter of each number. Writing a statement of thousands takes longer
than the database needs to carry it out, and SQLite takes no more than 32 766. Here they travel as
one array (PostgreSQL) or one list in JSON (SQLite); the same indexes serve.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, IntegerField, Lookup, UUIDField

POSTGRESQL = "{} = ANY(%s{})"
SQLITE = "{} IN (SELECT value FROM json_each(%s))"


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Sequence[Any]]):
    """Numbers, UUIDs or texts; none at all asks the database nothing, as with `__in`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition with its one parameter. Raises EmptyResultSet for no ids."""
        if not self.rhs:
            raise EmptyResultSet
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        are_uuids = isinstance(field, UUIDField)
        wanted = _as_hex(self.rhs) if are_uuids else _prepared(self.rhs, field, connection)
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "sqlite":
            return SQLITE.format(column), [*parameters, json.dumps(wanted)]
        return POSTGRESQL.format(column, "::uuid[]" if are_uuids else ""), [*parameters, wanted]


def _as_hex(ids: Sequence[UUID | str]) -> list[str]:
    """Return UUIDs as SQLite stores them and PostgreSQL reads them."""
    return [one.hex if isinstance(one, UUID) else one.replace("-", "").lower() for one in ids]


def _prepared(ids: Sequence[Any], field: Field[Any, Any], connection: Any) -> list[Any]:
    """Return ids as the column stores them; whole numbers need no look at each."""
    if isinstance(field, IntegerField) and set(map(type, ids)) == {int}:
        return list(ids)
    return [field.get_db_prep_value(one, connection) for one in ids]
