"""Of many rows those that are due are found by an index, in as many queries as of two rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy.retention import policies
from privacy.retention.category import DataCategory
from privacy.retention.modes import After
from privacy.retention.plan import make_plan, preview, which_are_due
from privacy.retention.registry import get_rows
from tests.privacy.grid import Grid
from tests.privacy.kinds import NOW

pytestmark = [pytest.mark.services, pytest.mark.django_db]

DAY = timedelta(days=1)
MANY, DUE = 40_000, 200
PERIOD = After("P2Y")
# What differs from row to row, by the type of the column or its name.
NEW = {"uuid": "gen_random_uuid()", "email": "'p' || n || '@example.org'"}


def multiply(category: DataCategory, row: Any) -> None:
    """Copy a row many times: few that are due, the others used within the last year."""
    table = category.model._meta.db_table
    ages = f"CASE WHEN n <= {DUE} THEN 800 ELSE mod(n, 365) END"
    new = {**NEW, category.clock: f"timestamptz '{NOW.isoformat()}' - ({ages}) * interval '1 day'"}
    columns = [field for field in category.model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = ", ".join(
        new.get(field.column) or new.get(str(field.db_type(connection))) or f't."{field.column}"'
        for field in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, "  # noqa: S608 - names of columns
            f"generate_series(1, {MANY}) n WHERE t.id = %s",
            [row.pk],
        )
        cursor.execute(f"ANALYZE {table}")


def asked(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return [str(query["sql"]) for query in captured.captured_queries]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def read_whole(said: list[str], table: str) -> list[str]:
    """Return those of these queries for which the server reads all of the table."""
    whole = []
    with connection.cursor() as cursor:
        for one in said:
            if f'"{table}"' in one and one.startswith(("SELECT", "DECLARE")):
                cursor.execute(f"EXPLAIN (FORMAT JSON) {one}")
                (found,) = cursor.fetchone()
                plan = found if isinstance(found, list) else json.loads(found)
                scans = [
                    node
                    for node in nodes(plan[0]["Plan"])
                    if node.get("Relation Name") == table
                    and node["Node Type"] != "Bitmap Heap Scan"
                ]
                whole += [one for node in scans if "Index Cond" not in node]
    return whole


@pytest.mark.parametrize("key", ["interviews.session", "accounts.user"])
def test_of_many_rows_those_that_are_due_are_found_by_an_index(key, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = get_rows(key)
    policies.set_policy(category, PERIOD, now=NOW - 9000 * DAY, by=None)
    grid = Grid(category, PERIOD)
    grid.fill()
    works = (
        lambda: preview(category, PERIOD, NOW),
        lambda: make_plan(NOW, keys=[key]),
        lambda: which_are_due(NOW, keys=[key]),
    )
    of_few = [len(asked(work)) for work in works]
    multiply(category, grid.rows["due"])
    said = [asked(work) for work in works]
    assert make_plan(NOW, keys=[key]).count == DUE + 1
    assert [len(one) for one in said] == of_few
    assert all(any(one.startswith("DECLARE") for one in some) for some in said)
    for some in said:
        assert read_whole(some, category.model._meta.db_table) == []
