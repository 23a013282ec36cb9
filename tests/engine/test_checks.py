"""What an author checks, and what follows from an answer."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.walks import Walk, asking


class TestChecks:
    def test_an_authors_check_says_what_is_wrong(self):
        walk = asking("""
- Age: age
  datatype: integer
  validate: |
    lambda y: y > 17 or validation_error('Too young')
""")
        assert walk.refused({"age": "3"}) == {"age": "Too young"}
        assert walk.answer({"age": "33"}).screen.question == "The end"

    def test_a_check_that_is_false_or_fails_refuses(self):
        walk = asking("- Age: age\n  validate: |\n    lambda y: int(y) > 17")
        wrong = {"age": "Please enter a valid value."}
        assert walk.refused({"age": "3"}) == wrong
        assert walk.refused({"age": "x"}) == wrong

    def test_what_need_not_be_answered_is_not_checked_when_it_is_empty(self):
        walk = asking("- Age: age\n  required: False\n  validate: |\n    lambda y: False")
        assert walk.answer({"age": ""}).screen.question == "The end"

    @pytest.mark.parametrize(
        ("field", "where"), [("'age'", "age"), ("'dogs'", ""), ("'no name!'", ""), ("None", "")]
    )
    def test_code_may_point_at_a_field(self, field, where):
        more = f"validation code: |\n  if age == '3':\n    validation_error('No', field={field})\n"
        assert asking("- Age: age", more).refused({"age": "3"}) == {where: "No"}

    def test_code_that_needs_what_was_not_asked_yet_waits(self):
        more = "validation code: |\n  if unknown:\n    validation_error('No')\n"
        assert asking("- Age: age", more).answer({"age": "3"}).screen.question == "The end"

    def test_a_check_that_needs_what_was_not_asked_is_an_authors_mistake(self):
        walk = asking("- Age: age\n  validate: |\n    lambda y: True if y == '' else unknown")
        with pytest.raises(ExpressionFailed, match="Checking the answers needs `unknown`"):
            walk.answer({"age": "3"})
        assert not walk.knows("age")


class TestWhatFollows:
    SOURCE = """
        mandatory: True
        code: |
          city
          street
          end
        ---
        question: City?
        fields:
          - City: city
        ---
        depends on: city
        question: Street in ${ city }?
        fields:
          - Street: street
        ---
        event: end
        question: ${ street } in ${ city }
        subquestion: "[City](${ url_action('city') })"
        """

    def test_what_depends_on_a_changed_answer_is_asked_again_with_the_old_one(self):
        walk = Walk(self.SOURCE).answer({"city": "Rome"}).answer({"street": "Corso"})
        walk.runner.chosen_action = ("city", {})
        walk.screen = walk.runner.next_screen()
        walk.answer({"city": "Oslo"})
        assert walk.screen.question == "Street in Oslo?"
        assert walk.field("street").value == "Corso"
        assert walk.answer({"street": "Gata"}).screen.question == "Gata in Oslo"
        assert walk.runner.session.dirty == {}

    def test_the_same_answer_again_changes_nothing(self):
        walk = Walk(self.SOURCE).answer({"city": "Rome"}).answer({"street": "Corso"})
        walk.runner.chosen_action = ("city", {})
        walk.screen = walk.runner.next_screen()
        assert walk.answer({"city": "Rome"}).screen.question == "Corso in Rome"

    def test_code_of_the_author_runs_when_an_answer_changes(self):
        walk = Walk("""
            objects:
              - a: Thing
            ---
            on change:
              a.size: |
                seen = 'changed'
              x.size: |
                x.noted = True
                unknown
                seen = 'never'
              other: |
                seen = 'never'
            ---
            mandatory: True
            code: |
              a.size
              end
            ---
            question: Size?
            fields:
              - Size: a.size
            ---
            event: end
            question: ${ showifdef('seen', 'same') } ${ showifdef('a.noted', 'unnoted') }
            """).answer({"a.size": "1"})
        assert walk.screen.question == "same unnoted"
        walk.runner.chosen_action = ("a.size", {})
        walk.screen = walk.runner.next_screen()
        assert walk.answer({"a.size": "2"}).screen.question == "changed True"

    def test_each_answer_moves_the_progress(self):
        walk = asking("- Name: name")
        walk.answer({"name": "Ada"})
        assert walk.runner.session.progress == 5.0
        assert walk.runner.session.steps == 1
