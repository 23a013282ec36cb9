"""What modifiers of blocks do: need, undefine, reconsider, depends on, order, generic objects."""

from __future__ import annotations

import pytest

from interviews.engine.errors import NothingDefines
from tests.engine.links import follow
from tests.engine.walks import Walk


def first(source: str) -> str:
    """Return the first question of an interview."""
    return str(Walk(source).screen.question)


class TestModifiers:
    def test_what_a_block_needs_is_found_before_and_after_it(self):
        walk = Walk("""
            mandatory: True
            need:
              - before
              - post:
                  - after
            question: The end
            ---
            question: Before
            continue button field: before
            ---
            question: After
            continue button field: after
            """)
        assert walk.screen.question == "Before"
        assert walk.answer().screen.question == "After"
        assert walk.answer().screen.question == "The end"

    def test_code_too_may_need_something_afterwards(self):
        assert (
            first("""
            mandatory: True
            need:
              - post: after
            code: |
              a = 1
            ---
            question: After ${ a }
            continue button field: after
            """)
            == "After 1"
        )

    def test_what_is_undefined_first_is_asked_again(self):
        walk = Walk("""
            mandatory: True
            code: |
              colour
              done
            ---
            question: Which colour?
            fields:
              - Colour: colour
            ---
            undefine: colour
            need: colour
            question: ${ showifdef('colour', 'none') }
            continue button field: done
            """)
        walk.answer({"colour": "red"})
        assert walk.screen.question == "none"

    def test_what_is_reconsidered_is_computed_anew(self):
        walk = Walk("""
            mandatory: True
            code: |
              total
              one
            ---
            code: |
              total = 10 if defined('one') else 5
            ---
            question: One
            continue button field: one
            ---
            mandatory: True
            reconsider: total
            question: Total ${ total }
            """)
        assert walk.answer().screen.question == "Total 10"

    def test_what_is_always_reconsidered_is_found_anew_at_each_request(self):
        walk = Walk("""
            reconsider: True
            code: |
              total = 10 if defined('one') else 5
            ---
            reconsider: True
            generic object: Thing
            code: |
              x.weight = 1
            ---
            reconsider: True
            code: |
              letters[i] = 1
            ---
            mandatory: True
            code: |
              total
              one
            ---
            question: One
            continue button field: one
            ---
            mandatory: True
            question: Total ${ total }
            """)
        assert walk.answer().screen.question == "Total 10"

    def test_what_is_reset_is_found_anew_at_each_request(self):
        walk = Walk("""
            reset:
              - total
            ---
            code: |
              total = 10 if defined('one') else 5
            ---
            mandatory: True
            code: |
              total
              one
            ---
            question: One
            continue button field: one
            ---
            mandatory: True
            question: Total ${ total }
            """)
        assert walk.answer().screen.question == "Total 10"

    def test_the_order_of_blocks_may_be_said(self):
        source = """
            mandatory: True
            question: ${{ a }}
            ---
            id: one
            {more}
            code: |
              a = 'one'
            ---
            id: two
            code: |
              a = 'two'
            """
        assert first(source.format(more="")) == "two"
        assert first(source.format(more="supersedes: two")) == "one"


class TestGenericBlocks:
    def test_a_block_for_the_objects_own_class_is_preferred(self):
        assert (
            first("""
            mandatory: True
            objects:
              - pet: Thing
            ---
            mandatory: True
            question: ${ pet.colour }
            ---
            generic object: Thing
            code: |
              x.colour = 'of things'
            ---
            generic object: DAObject
            code: |
              x.colour = 'of objects'
            """)
            == "of things"
        )

    def test_a_block_for_another_class_does_not_apply(self):
        with pytest.raises(NothingDefines, match=r"pet\.colour"):
            Walk("""
                mandatory: True
                objects:
                  - pet: Thing
                ---
                mandatory: True
                question: ${ pet.colour }
                ---
                generic object: Individual
                code: |
                  x.colour = 'of people'
                """)

    @pytest.mark.parametrize("name", ["plain.c", "ghost.c"])
    def test_what_is_no_object_has_no_generic_blocks(self, name):
        walk = Walk(f"""
            mandatory: True
            code: |
              plain = 1
            ---
            mandatory: True
            question: The end
            subquestion: "[Go](${{ url_action('{name}') }})"
            ---
            generic object: DAObject
            code: |
              x.c = 1
            """)
        assert follow(walk, "Go").screen.question == "The end"

    def test_iterators_stand_for_the_keys_that_are_sought(self):
        walk = Walk("""
            mandatory: True
            objects:
              - pets: DADict.using(auto_gather=False)
            ---
            mandatory: True
            question: ${ pets['cat'] }
            ---
            question: How many of ${ i }?
            fields:
              - Number: pets[i]
                datatype: integer
            """)
        assert walk.screen.question == "How many of cat?"
        assert walk.answer({"pets['cat']": "3"}).screen.question == "3"
        assert not walk.knows("i")


def test_a_field_that_code_hides_does_not_set_its_name():
    assert (
        first("""
        mandatory: True
        question: ${ a }
        ---
        code: |
          a = 'computed'
        ---
        question: Which?
        fields:
          - A: a
            show if:
              code: 1 > 2
          - B: b
        """)
        == "computed"
    )


def test_what_depends_on_code_is_found_anew_when_the_code_gives_something_else():
    walk = (
        Walk("""
        mandatory: True
        code: |
          name
          price
          end
        ---
        question: Name?
        fields:
          - Name: name
        ---
        depends on: name
        code: |
          length = len(name)
        ---
        depends on: length
        question: Price for ${ length }?
        fields:
          - Price: price
        ---
        event: end
        question: ${ price }
        subquestion: "[Rename](${ url_action('name') })"
        """)
        .answer({"name": "Ada"})
        .answer({"price": "9"})
    )
    follow(walk, "Rename").answer({"name": "Eve"})
    assert walk.screen.question == "Price for 3?"
    assert walk.field("price").value == "9"
    follow(walk.answer({"price": "9"}), "Rename").answer({"name": "Charlie"})
    assert walk.screen.question == "Price for 7?"


def test_objects_may_need_their_own_names_again():
    assert (
        first("""
        mandatory: True
        question: ${ town.mayor.name.first }
        ---
        objects:
          - town: Thing
          - town.mayor: Individual
        ---
        code: |
          town.mayor.name.first = 'Ada'
        """)
        == "Ada"
    )


def test_objects_whose_making_needs_an_answer_are_made_when_it_came():
    walk = Walk("""
        mandatory: True
        question: ${ town.size }
        ---
        objects:
          - town: Thing.using(size=how_large)
        ---
        question: Size?
        fields:
          - Size: how_large
        """)
    assert walk.answer({"how_large": "7"}).screen.question == "7"
