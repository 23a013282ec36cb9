"""Wherever a screen shows a text that an author made of an answer, the answer stays an answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from interviews.engine.runner import Runner, Surroundings, load_interview
from interviews.engine.screens import Html
from tests.engine.escapes.prison import PACKAGE, SOURCE, Alone
from tests.engine.walks import NOW

TYPED = "<b>x</b> [a](https://evil.example) *s* <img src=q> `c` {term}"
AS_MARKUP = ("<b>x", 'href="https://evil', "<img", "<em>s", "<code>c")
BEGINNING = """
question: Name?
fields:
  - Name: n
---
code: |
  bold_text = '**Dear** ' + n
  underlined = f'<u>{n}</u>'
  both = {'a': bold_text, n: underlined}
  rows = [{'name': bold_text, 'v': n}, {'name': n, 'v': underlined}]
  link = 'https://example.org/' + n
  choices = [{bold_text: 'one'}, {underlined: 'two'}, n]
---
"""
PLACES = {
    "texts and fields": """
mandatory: True
question: ${ bold_text } ${ underlined } ${ both['a'] }
subquestion: |
  ${ bold_text } and [link](${ link }) ${ action_button_html(link, label=bold_text) } ${ both }
  ${ comma_and_list(bold_text, n, underlined) } {green term} ${ redact(bold_text) }
help:
  label: ${ bold_text }
  content: ${ underlined }
terms:
  - green term: ${ bold_text }
fields:
  - label: ${ bold_text }
    field: x
    hint: ${ bold_text }
    help: ${ underlined }
    default: ${ bold_text }
    datatype: checkboxes
    choices:
      code: choices
  - note: ${ bold_text } ${ underlined }
  - html: ${ underlined }
  - ${ underlined }: y
    under text: ${ bold_text }
  - Radio: z
    datatype: radio
    choices:
      - label: ${ bold_text }
        value: 1
        help: ${ underlined }
under: ${ bold_text }
right: ${ underlined }
post: ${ bold_text }
continue button label: ${ bold_text }
""",
    "buttons": """
mandatory: True
question: ${ bold_text }
field: b
buttons:
  - code: choices
  - ${ bold_text }: 5
""",
    "a table": """
table: tab
rows: rows
columns:
  - ${ 'Head ' + bold_text }: row_item['name']
  - V: row_item['v']
---
mandatory: True
question: T
subquestion: |
  ${ tab } ${ bold_text }
continue button field: done
""",
    "a review": """
mandatory: True
code: |
  shown = bold_text
  done
---
question: R
review:
  - ${ bold_text }: shown
    button: ${ underlined }
    help: ${ bold_text }
  - note: ${ underlined }
field: done
""",
    "a template": """
template: letter
subject: ${ bold_text }
content: |
  ${ underlined } ${ n }
---
mandatory: True
question: ${ letter.subject }
subquestion: |
  ${ letter } ${ letter.content } ${ letter.subject }
continue button field: done
""",
    "a message": """
mandatory: True
code: |
  message(bold_text, underlined)
""",
    "choices of a dictionary": """
mandatory: True
question: Q ${ bold_text }
fields:
  - Pick: p
    choices:
      code: "[n, bold_text, underlined]"
  - Many: q
    datatype: multiselect
    choices:
      code: both
""",
}


@pytest.mark.parametrize("place", PLACES)
def test_what_a_person_typed_is_no_markup_there_and_what_its_author_wrote_is(place):
    files = Alone({SOURCE: (BEGINNING + PLACES[place]).encode()})
    interview, around = load_interview(files, PACKAGE, SOURCE), Surroundings(now=NOW)
    runner = Runner(interview, None, around)
    asked = runner.next_screen()
    runner.answer({asked.fields[0].key: [TYPED], "button": [asked.buttons[0].key]})
    for shown in (runner, Runner(interview, runner.to_json(), around)):
        found = list(html_of(shown.next_screen()))
        assert [html for html in found if any(each in html for each in AS_MARKUP)] == []
        assert any("<strong>Dear" in html for html in found)


def html_of(value: Any) -> Iterator[str]:
    """Yield all HTML in a screen, however deep it lies."""
    if isinstance(value, Html):
        yield value
    elif isinstance(value, dict):
        yield from html_of([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from html_of(each)
    elif dataclasses.is_dataclass(value):
        yield from html_of([getattr(value, each.name) for each in dataclasses.fields(value)])
