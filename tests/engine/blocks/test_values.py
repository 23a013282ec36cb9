"""Blocks that hold values: data, objects, templates, tables."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.walks import Walk


def shown(expression: str, blocks: str, files: dict[str, str] | None = None) -> str:
    """Return what a screen shows of an expression."""
    walk = Walk(
        f"""
    mandatory: True
    question: Q
    subquestion: |
      ${{ {expression} }}
    ---
    {blocks}
    """,
        files,
    )
    return str(walk.screen.subquestion)


DATA = """
    variable name: fruit
    data:
      apple: 3
      pear:
        - ripe
        - ${ colour }
    ---
    code: |
      colour = "green"
    """


@pytest.mark.parametrize(
    ("expression", "said"),
    [("fruit['apple'] + 1", "4"), ("fruit['pear'][1]", "green")],
)
def test_data_holds_values_texts_and_code(expression, said):
    assert shown(expression, DATA) == f"<p>{said}</p>"


def test_data_from_code_holds_expressions():
    blocks = """
    variable name: sums
    data from code:
      one: 1 + 1
      many:
        - 2 * 3
    """
    assert shown("sums['one'] + sums['many'][0]", blocks) == "<p>8</p>"


def test_data_may_be_objects_that_are_gathered():
    blocks = """
    variable name: fruit
    use objects: True
    data:
      apple: [1, 2]
    """
    assert shown("fruit['apple'].number()", blocks) == "<p>2</p>"
    assert shown("fruit.instanceName", blocks) == "<p>fruit</p>"


def test_data_that_is_not_gathered_asks_for_more():
    walk = Walk("""
    mandatory: True
    question: ${ len(fruit) }
    ---
    variable name: fruit
    use objects: objects
    gathered: False
    data: [apple]
    ---
    question: More?
    yesno: fruit.there_is_another
    """)
    assert walk.screen.question == "More?"


def test_objects_are_made_of_their_classes():
    blocks = """
    objects:
      - ada: Thing.using(name="Ada")
      - things: DAList.using(object_type=Thing, elements=[ada], gathered=True)
    """
    assert shown("things[0]", blocks) == "<p>Ada</p>"


PEOPLE = {"data/sources/people.yml": "- Ada\n- Bob\n", "data/sources/one.json": '{"name": "Eve"}'}


def test_objects_may_come_from_a_file():
    blocks = """
    objects from file:
      - people: people.yml
      - one: one.json
    """
    assert shown("people.number()", blocks, PEOPLE) == "<p>2</p>"
    assert shown("one['name']", blocks, PEOPLE) == "<p>Eve</p>"


def test_a_file_that_is_absent_is_named():
    with pytest.raises(ExpressionFailed, match=r"data/sources/people\.yml"):
        shown("people", "use objects: True\n    objects from file:\n      - people: people.yml")


TEMPLATE = """
    template: greeting
    subject: To *${ name }*
    content: |
      Hello, **${ name }**.
    ---
    code: |
      name = "Ada"
    """


@pytest.mark.parametrize(
    ("expression", "said"),
    [("greeting", "<p>Hello, <strong>Ada</strong>.</p>"),
     ("greeting.subject", "<p>To <em>Ada</em></p>")],
)  # fmt: skip
def test_a_template_is_filled_where_it_stands(expression, said):
    assert shown(expression, TEMPLATE) == said


def test_a_template_may_lie_in_a_file():
    blocks = "template: t\n    content file: t.md"
    assert shown("t", blocks, {"data/templates/t.md": "From *a* file."}) == (
        "<p>From <em>a</em> file.</p>"
    )


TABLE = """
    table: rooms_table
    rows: rooms
    columns:
      - Room: row_item.name.text
      - header: Number
        cell: row_index + 1
    {more}
    ---
    objects:
      - rooms: DAList.using(elements=[bath, attic], gathered=True)
      - bath: Thing.using(name="Bath")
      - attic: Thing.using(name="Attic")
    """


def table(more: str = "", rows: str = "rooms") -> str:
    blocks = TABLE.replace("{more}", more).replace("rows: rooms", f"rows: {rows}")
    return shown("rooms_table", blocks).replace("\n", "")


def cells(html: str) -> list[str]:
    return [each.partition("</td>")[0] for each in html.split("<td>")[1:]]


def test_a_table_has_a_row_for_each_element():
    html = table()
    assert "<th>Room</th><th>Number</th>" in html
    assert cells(html) == ["Bath", "1", "Attic", "2"]


def test_a_table_may_be_sorted_and_filtered():
    assert cells(table("sort key: row_item.name.text")) == ["Attic", "2", "Bath", "1"]
    reverse = "sort key: row_item.name.text\n    sort reverse: True"
    assert cells(table(reverse)) == ["Bath", "1", "Attic", "2"]
    assert cells(table("filter: row_index > 0")) == ["Attic", "2"]


def test_links_of_a_row_are_the_authors_to_choose():
    assert "Edit" not in table()
    both = table("edit: True\n    edit header: Do")
    assert both.count(">Edit<") == both.count(">Delete<") == 2
    assert "<th>Do</th>" in both
    assert ">Delete<" not in table("edit:\n      - name.text\n    delete buttons: False")
    assert ">Edit<" not in table("delete buttons: True")
    assert table("allow reordering: True").count(">Up<") == 1


def test_an_element_that_is_read_only_keeps_its_row():
    blocks = TABLE.replace("{more}", "edit: True\n    read only: fixed").replace(
        'name="Bath"', 'name="Bath", fixed=True'
    )
    assert shown("rooms_table", blocks).count(">Edit<") == 1


def test_a_table_without_rows_says_so_or_nothing():
    assert "<th>Room</th>" in table(rows="[]")
    assert table("show if empty: False", rows="[]") == ""
    assert table("show if empty: No rooms.", rows="[]") == "<p>No rooms.</p>"


def test_editing_a_row_asks_what_the_author_says():
    walk = Walk(
        "mandatory: True\nquestion: Q\nsubquestion: ${ rooms_table }\n---\n"
        + TABLE.replace("{more}", "edit:\n      - name.text").replace("\n    ", "\n")
        + "\n---\ngeneric object: Thing\nquestion: Rename\nfields:\n  - Name: x.name.text\n"
    )
    (edit,) = [
        key
        for key, (_, arguments) in walk.actions.items()
        if arguments.get("items") == ["bath.name.text"]
    ]
    assert walk.act(edit).screen.question == "Rename"
