"""`column__among=ids`: rows whose column is one of many numbers, given as one value.

Django's `__in` makes a parameter of each number. Writing a statement of thousands takes longer
than the database needs to carry it out, and SQLite takes no more than 32 766. Here they travel as
one array (PostgreSQL) or one list in JSON (SQLite); the same indexes serve. An array of numbers or
UUIDs is written as one literal, `'{1,2}'::bigint[]`: of `ARRAY[1,2]` the server parses each one.

Of a list Django still looks at each one before the statement is written, 1.3 ms for 5 000;
`Many(ids)` says that there is nothing to see.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, IntegerField, Lookup, UUIDField

POSTGRESQL = "{} = ANY(%s)"
POSTGRESQL_LITERAL = "{} = ANY(%s::{}[])"
LITERALS = ((IntegerField, "bigint"), (UUIDField, "uuid"))
SQLITE = "{} IN (SELECT value FROM json_each(%s))"


@dataclass(frozen=True)
class Many:
    """Ids that Django hands on as they are."""

    ids: Sequence[Any]


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    """Numbers, UUIDs or texts; none at all asks the database nothing, as with `__in`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition with its one parameter. Raises EmptyResultSet for no ids."""
        ids: Sequence[Any] = self.rhs.ids if isinstance(self.rhs, Many) else self.rhs
        if not ids:
            raise EmptyResultSet
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        wanted = _prepared(ids, field, connection)
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "sqlite":
            return SQLITE.format(column), [*parameters, json.dumps(wanted)]
        for kind, name in LITERALS:
            if isinstance(field, kind):
                literal = f"{{{','.join(map(str, wanted))}}}"
                return POSTGRESQL_LITERAL.format(column, name), [*parameters, literal]
        return POSTGRESQL.format(column), [*parameters, wanted]


def _prepared(ids: Sequence[Any], field: Field[Any, Any], connection: Any) -> list[Any]:
    """Return ids as the column stores them; UUIDs and whole numbers need no long look at each."""
    if isinstance(field, UUIDField):
        # To make a UUID of each text would take longer than to find the rows.
        return [one.hex if isinstance(one, UUID) else one.replace("-", "").lower() for one in ids]
    if isinstance(field, IntegerField) and set(map(type, ids)) == {int}:
        return list(ids)
    return [field.get_db_prep_value(one, connection) for one in ids if one is not None]
