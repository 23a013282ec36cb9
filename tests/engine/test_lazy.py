"""Templates and tables: made anew at each use, kept as nothing but their block's name."""

from __future__ import annotations

import re

import pytest

from interviews.engine.errors import ExpressionFailed, StateUnreadable
from tests.engine.links import follow, offers
from tests.engine.walks import Walk


def shown(source: str, files: dict[str, str] | None = None) -> str:
    return str(Walk(source, files).screen.subquestion)


def cells(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", html)


class TestTemplates:
    SOURCE = """
        template: letter
        subject: About *${{ topic }}*
        content: Dear ${{ name }}
        ---
        code: |
          topic, name = 'tea', 'Ada'
        ---
        template: empty
        content: ""
        ---
        mandatory: True
        question: End
        subquestion: |
          {use}
        """

    @pytest.mark.parametrize(
        ("use", "said"),
        [
            ("${ letter }", "<p>Dear Ada</p>"),
            ("${ letter.content }", "<p>Dear Ada</p>"),
            ("${ letter.subject }", "<p>About <em>tea</em></p>"),
            ("${ letter.show() }", "<p>Dear Ada</p>"),
            ("${ letter.show(name='Eve') }", "<p>Dear Eve</p>"),
            ("${ letter.subject_as_html() }", "<p>About <em>tea</em></p>"),
            ("${ letter.content_as_html() }", "<p>Dear Ada</p>"),
            ("${ letter + '!' }", "<p>Dear Ada!</p>"),
            ("${ 'Oh, ' + letter }", "<p>Oh, Dear Ada</p>"),
            ("${ 'full' if letter else 'empty' }", "<p>full</p>"),
            ("${ 'full' if empty else 'empty' }", "<p>empty</p>"),
            ("${ empty.subject }", ""),
            ("${ hasattr(letter, 'subject') }", "<p>True</p>"),
        ],
    )
    def test_are_filled_where_they_are_used(self, use, said):
        assert shown(self.SOURCE.format(use=use)) == said

    @pytest.mark.parametrize("use", ["${ letter.sender }", "${ letter + 1 }", "${ letter * 2 }"])
    def test_offer_nothing_else(self, use):
        with pytest.raises(ExpressionFailed):
            shown(self.SOURCE.format(use=use))

    def test_may_lie_in_a_file(self):
        source = """
            template: letter
            content file: letter.md
            ---
            template: other
            content file: tests.walk:data/sources/other.md
            ---
            mandatory: True
            question: End
            subquestion: ${ letter } ${ other }
            """
        files = {"data/templates/letter.md": "Hello ${ 1 + 1 }", "data/sources/other.md": "Bye"}
        assert shown(source, files) == "<p>Hello 2 Bye</p>"

    def test_of_a_block_that_is_no_more_cannot_be_shown(self):
        walk = Walk(self.SOURCE.format(use="${ letter }"))
        walk.interview.by_name.clear()
        with pytest.raises(StateUnreadable, match="no such block"):
            walk.again()


class TestTables:
    SOURCE = """
        objects:
          - people: DAList.using(object_type=Thing, gathered=True)
        ---
        mandatory: True
        code: |
          for name in ['Ada', 'Bob', 'Eve']:
            people.appendObject()
            people[-1].name.text = name
            people[-1].fixed = name == 'Bob'
          people.gathered = True
        ---
        table: people.table
        rows: people
        columns:
          - Name: row_item.name.text
          - Nr: row_index + 1
        {more}
        ---
        mandatory: True
        question: End
        subquestion: ${{ people.table }}
        """

    def walk(self, more: str = "") -> Walk:
        return Walk(self.SOURCE.format(more=more.replace("\n", "\n        ")))

    def test_show_a_row_for_each_element(self):
        html = str(self.walk().screen.subquestion)
        assert cells(html) == ["Ada", "1", "Bob", "2", "Eve", "3"]

    def test_are_sorted_and_filtered(self):
        more = (
            "sort key: row_item.name.text\nsort reverse: True\nfilter: row_item.name.text != 'Bob'"
        )
        assert cells(str(self.walk(more).screen.subquestion))[::2] == ["Eve", "Ada"]

    def test_offer_to_change_what_is_not_fixed(self):
        walk = self.walk("edit:\n  - row_item.name.text\nread only: fixed")
        assert offers(walk) == ["Edit", "Delete", "Edit", "Delete"]

    def test_may_be_ordered_by_hand(self):
        assert offers(self.walk("allow reordering: True")) == ["Up", "Up"]

    def test_may_have_a_heading_over_the_links(self):
        html = str(
            self.walk("edit: True\ndelete buttons: False\nedit header: Do").screen.subquestion
        )
        assert "<th>Do</th>" in html
        assert "Delete" not in html

    def test_do_not_go_below_the_least_number(self):
        walk = Walk(
            self.SOURCE.replace("gathered=True)", "minimum_number=3)", 1).format(more="edit: True")
        )
        assert offers(walk) == ["Edit"] * 3

    def test_have_methods_of_their_own(self):
        source = self.SOURCE.format(more="").replace(
            "${ people.table }", "${ people.table.show() }"
        )
        assert len(cells(shown(source))) == 6
        with pytest.raises(ExpressionFailed):
            shown(source.replace("show()", "dance()"))
        assert (
            shown(source.replace("people.table.show()", "hasattr(people.table, 'show')"))
            == "<p>True</p>"
        )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ["Nr"]),
        ("show if empty: False", []),
        ("show if empty: Nobody yet", []),
    ],
)
def test_a_table_without_rows_says_what_its_author_wants(more, said):
    html = shown(
        f"""
        table: numbers
        rows: "[]"
        columns:
          - Nr: row_item
        {more}
        ---
        mandatory: True
        question: End
        subquestion: ${{{{ numbers }}}}
        """.replace("{{", "{").replace("}}", "}")
    )
    assert re.findall(r"<th>(.*?)</th>", html) == said
    assert ("Nobody yet" in html) is ("Nobody" in more)


@pytest.mark.parametrize("rows", ["{'b': 2, 'a': 1}", "DADict('d', elements={'a': 1, 'b': 2})"])
def test_a_dictionary_has_rows_by_its_keys(rows):
    html = shown(f"""
        table: numbers
        rows: "{rows}"
        columns:
          - header: Key
            cell: row_index
          - Value: row_item
        edit: True
        ---
        mandatory: True
        question: End
        subquestion: ${{ numbers }}
        """)
    assert set(cells(html)) >= {"a", "1", "b", "2"}


def test_a_table_may_show_what_is_complete_without_asking_for_more():
    html = shown("""
        objects:
          - people: DAList.using(object_type=Thing, complete_attribute='done')
        ---
        mandatory: True
        code: |
          people.appendObject()
          people[0].done = people[0].label = 'x'
          people.appendObject()
        ---
        table: people.table
        rows: people
        columns:
          - Label: row_item.label
        require gathered: False
        ---
        mandatory: True
        question: End
        subquestion: ${ people.table }
        """)
    assert cells(html) == ["x"]


def test_elements_of_a_list_of_values_are_edited_by_their_place():
    walk = Walk("""
        objects:
          - names: DAList.using(gathered=True, elements=['Ada', 'Bob'])
        ---
        table: names.table
        rows: names
        columns:
          - Name: row_item
        edit: True
        ---
        question: Name ${ i }?
        fields:
          - Name: names[i]
        ---
        mandatory: True
        question: ${ names }
        subquestion: ${ names.table }
        """)
    assert follow(walk, "Edit", 2).screen.question == "Name 1?"
    assert walk.answer({"names[1]": "Eve"}).screen.question == "Ada and Eve"


def test_elements_of_a_list_of_lists_are_edited_by_their_parts():
    walk = Walk("""
        objects:
          - rows: DAList.using(gathered=True, object_type=DAList.using(auto_gather=False))
        ---
        mandatory: True
        code: |
          rows.appendObject()
          rows[0].append('x')
          rows[0].gathered = True
        ---
        table: rows.table
        rows: rows
        columns:
          - Cell: row_item[0]
        edit:
          - "[0]"
        ---
        question: Cell?
        fields:
          - Cell: rows[i][0]
        ---
        mandatory: True
        question: ${ rows[0][0] }
        subquestion: ${ rows.table }
        """)
    assert follow(walk, "Edit").screen.question == "Cell?"


PARTLY = """
objects:
  - fruit: DAList.using(object_type=Thing, there_are_any=True, complete_attribute='seeds')
---
table: fruit_table
rows: fruit
columns:
  - Name: row_item.name.text
  - Seeds: row_item.seeds
require gathered: False
show incomplete: True
{more}---
mandatory: True
code: |
  fruit[0].name.text
  fruit[0].seeds
---
question: Name
fields:
  - Name: fruit[i].name.text
---
question: Seeds
subquestion: ${{ fruit_table }}
fields:
  - Seeds: fruit[i].seeds
"""


@pytest.mark.parametrize(
    ("more", "cells"), [("", ["Fig", "n/a"]), ('not available label: "*none*"\n', ["Fig", "none"])]
)
def test_a_table_may_show_elements_that_lack_something(more, cells):
    walk = Walk(PARTLY.format(more=more)).answer({"fruit[0].name.text": "Fig"})
    assert walk.screen.question == "Seeds"
    found = re.findall("<td>(.*?)</td>", walk.screen.subquestion)
    assert [re.sub("<[^>]*>", "", each) for each in found] == cells


CHANGING = """
objects:
  - fruit: DAList.using(object_type=DAObject, auto_gather=False, gathered=True)
---
initial: True
code: |
  if len(fruit) == 0:
    for may in (True, False, {{'edit': False}}, {{'delete': False}}):
      fruit.appendObject(fixed=may)
---
table: fruit_table
rows: fruit
columns:
  - Fruit: row_index
edit:
  - fixed
read only: fixed
---
mandatory: True
question: Q
subquestion: ${{ {shown} }}
"""


def test_an_element_may_allow_some_changes_of_itself():
    shown = Walk(CHANGING.format(shown="fruit_table")).screen.subquestion
    rows = [re.findall(">(Edit|Delete)<", each) for each in shown.split("<tr>")[2:]]
    assert rows == [[], ["Edit", "Delete"], ["Delete"], ["Edit"]]


def test_a_table_may_be_shown_without_ways_to_change_it():
    shown = Walk(CHANGING.format(shown="fruit_table.show(editable=False)")).screen.subquestion
    assert "Actions" not in shown
    assert "Edit" not in shown


def test_a_list_whose_own_block_says_that_it_is_gathered_asks_for_nothing():
    walk = Walk("""
        objects:
          - fruit: DAList
        ---
        code: |
          fruit.append('Fig')
          fruit.gathered = True
        ---
        mandatory: True
        need: fruit.gathered
        question: Here is ${ fruit }.
    """)
    assert walk.screen.question == "Here is Fig."


def test_who_adds_to_such_a_list_is_asked_for_the_element_all_the_same():
    walk = Walk("""
        objects:
          - fruit: DAList
        ---
        mandatory: True
        code: |
          fruit.append('Fig')
          fruit.gathered = True
        ---
        question: Which?
        fields:
          - Fruit: fruit[i]
        ---
        code: |
          fruit.there_is_another = False
        ---
        mandatory: True
        question: ${ fruit } ${ fruit.add_action() }
    """)
    walk.act(next(iter(walk.actions)))
    assert walk.answer({"fruit[1]": "Pear"}).screen.question.startswith("Fig and Pear")
