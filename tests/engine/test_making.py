"""Blocks that define without asking: objects, data, templates, tables, documents."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.walks import Walk


def first(source: str) -> str:
    return str(Walk(source).screen.question)


@pytest.mark.parametrize("mandatory", ["mandatory: True\n        ", ""])
class TestGoalOrNot:
    def test_objects_are_made_under_their_names(self, mandatory):
        assert (
            first(f"""
        {mandatory}objects:
          - a: Thing
          - b: DAList.using(elements=[1, 2])
        ---
        mandatory: True
        question: ${{ a.instanceName }} ${{ b.number() }} ${{ b.instanceName }}
        """)
            == "a 2 b"
        )

    def test_data_are_a_plain_value(self, mandatory):
        assert (
            first(f"""
        {mandatory}variable name: town
        data:
          name: Rome
          parts: [one, two]
        ---
        mandatory: True
        question: ${{ town['name'] }} ${{ town['parts'][1] }}
        """)
            == "Rome two"
        )

    def test_a_template_is_filled_at_each_use(self, mandatory):
        assert (
            first(f"""
        {mandatory}template: hello
        content: Hello ${{ name }}
        ---
        code: |
          name = 'Ada'
        ---
        mandatory: True
        question: ${{ hello }}
        """)
            == "Hello Ada"
        )

    def test_a_table_is_drawn_at_each_use(self, mandatory):
        walk = Walk(f"""
        {mandatory}table: numbers
        rows: "[1, 2]"
        columns:
          - Number: row_item * 10
        ---
        mandatory: True
        question: End
        subquestion: ${{ numbers }}
        """)
        assert "<td>20</td>" in walk.screen.subquestion

    def test_objects_come_from_a_file(self, mandatory):
        walk = Walk(
            f"""
        {mandatory}objects from file:
          - one: one.yml
          - towns: "tests.walk:data/sources/towns.yml"
        ---
        mandatory: True
        question: ${{ towns.number() }} ${{ one['a'] }}
        """,
            {"data/sources/one.yml": "a: 1", "data/sources/towns.yml": "[Rome, Oslo]"},
        )
        assert walk.screen.question == "2 1"


def test_objects_that_exist_keep_what_they_are():
    assert (
        first("""
        mandatory: True
        code: |
          a = 'mine'
        ---
        mandatory: True
        objects:
          - a: Thing
        ---
        mandatory: True
        question: ${ a }
        """)
        == "mine"
    )


def test_an_object_may_be_what_an_expression_gives():
    assert (
        first("""
        objects:
          - a: Thing
          - b: a
          - c: 5
        ---
        mandatory: True
        question: ${ b.instanceName } ${ c }
        """)
        == "a 5"
    )


def test_data_may_be_objects_that_ask_for_more():
    assert (
        first("""
        variable name: fruit
        use objects: True
        gathered: False
        data: [apple, pear]
        ---
        question: Another after ${ fruit }?
        yesno: fruit.there_is_another
        ---
        mandatory: True
        question: ${ len(fruit) }
        """)
        == "Another after apple and pear?"
    )


def test_generic_blocks_define_for_their_object():
    assert (
        first("""
        objects:
          - pet: Thing
          - pets: DAList.using(object_type=Thing, auto_gather=False)
        ---
        generic object: Thing
        template: x.story
        content: A story of ${ x.instanceName }
        ---
        template: pets[i].story
        content: Number ${ i }
        ---
        generic object: Thing
        variable name: x.facts
        data: [old, wise]
        ---
        generic object: Thing
        objects:
          - x.home: Thing
        ---
        mandatory: True
        question: |
          ${ pet.story }, ${ pets[1].story }, ${ pet.facts[1] }, ${ pet.home.instanceName }
        """)
        == "A story of pet, Number 1, wise, pet.home"
    )


def test_a_document_may_bear_a_name():
    walk = Walk("""
        attachments:
          - name: Letter
            variable name: letter
            content: Hello
          - name: Other
            variable name: other
            content: Bye
          - name: Nameless
            content: Never
        ---
        mandatory: True
        question: End
        attachment code: letter
        """)
    assert [each.name for each in walk.screen.documents] == ["Letter"]


def test_all_documents_of_a_goal_are_defined():
    walk = Walk("""
        mandatory: True
        attachments:
          - name: Letter
            variable name: letter
            content: Hello
          - name: Nameless
            content: Never
        ---
        mandatory: True
        question: End
        """)
    assert walk.knows("letter")


def test_a_file_of_objects_that_is_absent_is_named_with_its_block():
    with pytest.raises(ExpressionFailed, match=r"walk.yml:4:.*data/sources/people\.yml"):
        Walk("""
            mandatory: True
            question: ${ people }
            ---
            objects from file:
              - people: people.yml
            """)
