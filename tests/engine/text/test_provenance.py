"""Whatever code does with what a person typed, none of it becomes markup: random expressions."""

from __future__ import annotations

import json
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from interviews.engine.errors import AuthorMistake, BudgetExceeded
from interviews.engine.session import Session
from interviews.engine.state import from_json, to_json
from interviews.engine.text import markdown
from interviews.engine.values import text_of
from interviews.engine.veil import veil
from tests.engine.contexts import Trial

# An author makes `strong` and `u`; a person, whose line breaks are kept, tries everything else.
AUTHORS = [
    "'**b**'", "'<u>u</u>'", "' w '", "'**{}**'", "'<u>{a}</u>'", "'**%s**'", "'%(a)s <u>u</u>'",
    "f'**{n}**'", "f'<u>{n!r}</u>{m:>9}'", "', '", "''",
]  # fmt: skip
TYPED = st.sampled_from(
    [
        "<i>p</i>", "*p*", "_p_ ", "[p](https://evil.example)", "![p](p.png)", "`p`", "# p",
        "\n\n* p\n", "\n\n    p\n", "<img src=p>", "[FILE p.png]", "{p}", ":p:", "&lt;i&gt;",
        "<https://evil.example>", "\n---\n", "| p | p |\n|---|---|\n", "<i>{}%s{a}%(a)s</i>",
        "\U000f003ci\U000f003ep", "{\"$a\": \"<i>\"}", "$m",
    ]
)  # fmt: skip
TEXTS = st.recursive(
    st.sampled_from([*AUTHORS, "n", "m", "{n: '**b**', m: n}[n]", "list({n: 1, '**b**': m})[0]"]),
    lambda inner: st.builds(
        lambda shape, one, other: shape.format(one, other),
        st.sampled_from(
            [
                "({} + {})", "({} * 2 + {})", "({} % ({},))", "({} % {{'a': {}}})",
                "{}.format({})", "{}.format(a={})", "f'{{{}}} <u>{{{}}}</u>'", "{}.join([{}, n])",
                "{}.replace('p', {})", "{}.replace(n, {})", "re.sub('p', {}, {})",
                "re.sub('.', lambda found: {}, {})", "re.split('p', {} + {})[0]",
                "comma_and_list({}, {})", "add_separators([{}, {}])[0]", "({}.strip() or {})",
                "({} + {})[1:]", "({}.split('p') + [{}])[0]", "bold({} + {})", "({} or {})",
                "fix_punctuation({}, {})", "single_paragraph({} + {})", "sorted([{}, {}])[0]",
                "title_case({} + {})", "json.loads(json.dumps([{}, {}]))[0]",
                "copy.deepcopy([{}, {}])[1]", "collections.Counter([{}, {}]).most_common()[0][0]",
                "indent({} + {})", "str([{}, {}])", "quote_paragraphs({})[2:] + {}",
                "manual_line_breaks({}).upper() + {}", "functools.reduce(operator.add, [{}, {}])",
                "'{{}} {{}}'.format({}, {})", "max({}, {})", "({} if n else {})",
            ]
        ),
        inner,
        inner,
    ),
    max_leaves=4,
)  # fmt: skip


def again(value: str) -> str:
    """Return a value as it comes out of the stored session."""
    written = json.dumps(to_json(Session(names={"t": [value, {value: value}]})))
    kept: str
    kept, table = from_json(json.loads(written)).names["t"]
    assert list(table.items()) == [(kept, kept)]
    return kept


@settings(max_examples=100)
@given(TEXTS, TYPED, TYPED)
@example("'**{}** '.format(n).format(n)", "<i>{}</i>", "p")
@example("('**%s**' + n) % 1", "<i>p</i>", "p")
def test_no_expression_makes_markup_of_what_a_person_typed(source, n, m):
    trial = Trial(n=n, m=m)
    trial.run("import collections, copy, functools, json, operator, re")
    try:
        value = text_of(trial, trial(source))
    except (AuthorMistake, BudgetExceeded):
        return
    for said in (value, again(value)):
        shown = markdown.render(f"A {veil(said)} z")
        assert not re.findall(r"<(?!/?(?:p|strong|u|br)>)[^>]*>", shown), (source, shown)
