"""A screen with the fields that a test writes, and some names that they may use."""

from __future__ import annotations

from tests.engine.walks import Walk

SOME = """
    ---
    objects:
      - ada: Thing.using(name="Ada")
      - bob: Thing.using(name="Bob")
      - people: DAList.using(elements=[ada, bob], gathered=True)
    ---
    code: |
      fruit = ["apple", "pear"]
    ---
    code: |
      least = 3
    ---
    code: |
      always = lambda given: True
    """


def asking(fields: str, more: str = "", before: str = "comment: nothing") -> Walk:
    indented = fields.replace("\n", "\n      ")
    return Walk(f"""
    {before}
    ---
    mandatory: True
    question: Q
    fields:
      {indented}
    ---
    mandatory: True
    question: End
    {SOME}
    {more}
    """)
