"""What a table's name offers besides the table itself."""

from __future__ import annotations

from tests.engine.walks import Walk


def test_a_table_has_a_content_and_asks_for_what_a_cell_lacks():
    walk = Walk("""
    table: found
    rows: [1]
    columns:
      - Number: row_item
      - Name: name
    ---
    question: Name?
    fields:
      - Name: name
    ---
    mandatory: True
    question: Q
    subquestion: ${ found.content }
    """)
    assert walk.names == ["name"]
    assert "<td>Ann</td>" in str(walk.answer({"name": "Ann"}).screen.subquestion)
