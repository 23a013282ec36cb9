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
from django.db.models import Field, ForeignObject, Lookup

SQL = {"postgresql": "{0} = ANY(%s{1})", "sqlite": "{0} IN (SELECT value FROM json_each(%s))"}


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Sequence[Any]]):
    """Numbers, UUIDs or texts; none at all asks the database nothing, as with `__in`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition with its one parameter. Raises EmptyResultSet for no ids."""
        prepare = self.lhs.output_field.get_db_prep_value
        wanted = [prepare(one, connection) for one in self.rhs]
        if not wanted:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        sql = SQL[connection.vendor]
        if connection.vendor == "sqlite":
            return sql.format(column), [*parameters, json.dumps(wanted)]
        if isinstance(wanted[0], UUID):
            return sql.format(column, "::uuid[]"), [*parameters, [str(one) for one in wanted]]
        return sql.format(column, ""), [*parameters, wanted]
