"""What a text shows of an expression: the author's words are markup, values never."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.walks import Walk

NAME = "*Ada* <b>"
SHOWS = {
    "'**a**'": "<strong>a</strong>",
    "name": "*Ada* &lt;b&gt;",
    "'**' + name + '**'": "<strong>*Ada* &lt;b&gt;</strong>",
    "name + ' **a**'": "*Ada* &lt;b&gt; <strong>a</strong>",
    "f'**{name}**'": "<strong>*Ada* &lt;b&gt;</strong>",
    "f'**{name}**' + name": "<strong>*Ada* &lt;b&gt;</strong>*Ada* &lt;b&gt;",
    "'**a**' if name else name": "<strong>a</strong>",
    "'**a**' if not name else name": "*Ada* &lt;b&gt;",
    "('**a**' if name else '') if name else ''": "<strong>a</strong>",
    "f'**{1.5:.2f}{name:>12}**'": "<strong>1.50   *Ada* &lt;b&gt;</strong>",
    "name.lower()": "*ada* &lt;b&gt;",
    "1 + 2": "3",
    "'*%s*' % name": "<em>*Ada* &lt;b&gt;</em>",
    "'[x](javascript:alert(1)) <script>1</script>'": "[x](javascript:alert(1)) ",
}


def walk(source: str) -> Walk:
    return Walk(
        f"""
        code: |
          name = url_args["name"]
        ---
        mandatory: True
        question: Q
        subquestion: |
          ${{ {source} }}
    """,
        url_args={"name": NAME},
    )


@pytest.mark.parametrize(("source", "shown"), SHOWS.items())
def test_what_the_author_wrote_is_markup_and_a_value_is_shown_as_it_is(source, shown):
    said = walk(source).screen.subquestion.strip().removeprefix("<p>").removesuffix("</p>")
    assert said.strip() == shown.strip()


@pytest.mark.parametrize("source", ["'a' + 1", "1 + 'a'", "name + 1 + 'a'"])
def test_what_cannot_be_added_is_the_authors_mistake(source):
    with pytest.raises(ExpressionFailed, match="in `"):
        walk(source)


def test_a_cell_of_a_table_is_a_text_as_well():
    table = Walk(
        """
        table: t
        rows: |
          [url_args['a']]
        columns:
          - Way: |
              '[' + row_item + '](' + url_action('go') + ')'
          - Row: |
              f'**{row_index}**'
          - Mark: |
              '*b*' if row_index else '*c*'
        ---
        event: go
        question: Gone
        ---
        mandatory: True
        question: Q
        subquestion: ${ t }
    """,
        url_args={"a": "*a*"},
    )
    assert "<strong>0</strong>" in table.screen.subquestion
    assert "<em>c</em>" in table.screen.subquestion
    (key,) = table.actions
    assert f'value="{key}" class="link">*a*</button>' in table.screen.subquestion
    assert table.act(key).screen.question == "Gone"
