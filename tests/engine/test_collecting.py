"""A whole list on one screen: `list collect`."""

from __future__ import annotations

import pytest

from interviews.engine.errors import AnswersRefused
from interviews.engine.objects.files import KeptFile
from tests.engine.walks import Walk, mistakes

INTERVIEW = """
    objects:
      - fruit: DAList.using(object_type=DAObject, complete_attribute="name",
                            there_are_any=True{more})
    ---
    mandatory: True
    question: ${{ fruit.number() }} of ${{ comma_and_list([each.name for each in fruit]) }}.
    review:
      - Edit: fruit[0].name
    ---
    question: Which fruit?
    fields:
      - Name: fruit[i].name
      - Seeds: fruit[i].seeds
        datatype: integer
        required: False
      - Is it sweet?: fruit[i].sweet
        datatype: yesno
        show if: fruit[i].seeds
    list collect: {collect}
    """


def collecting(collect="True", more=""):
    return Walk(INTERVIEW.format(collect=collect, more=more))


def press(walk, key, answers=None):
    """Press a button by its key, whatever its label."""
    posted = {walk.field(name).key: [said] for name, said in (answers or {}).items()}
    walk.runner.answer({**posted, "button": [key]})
    return walk.again()


def items(walk):
    return list(dict.fromkeys(each.item.label for each in walk.screen.fields))


def test_at_first_there_is_one_item():
    walk = collecting()
    assert walk.names == ["fruit[0].name", "fruit[0].seeds", "fruit[0].sweet"]
    assert items(walk) == ["1."]
    assert not walk.field("fruit[0].name").item.remove
    assert [each.key for each in walk.screen.buttons] == ["continue", "another"]


def test_items_are_added_until_the_person_goes_on():
    walk = collecting()
    walk.answer({"fruit[0].name": "apple"}, press="Add another")
    assert walk.field("fruit[0].name").value == "apple"
    assert items(walk) == ["1.", "2."]
    walk.answer({"fruit[0].name": "apple", "fruit[1].name": "pear", "fruit[1].seeds": "3"})
    assert walk.screen.question == "2 of apple and pear."


def test_an_item_that_was_added_and_left_empty_is_none():
    walk = collecting().answer({"fruit[0].name": "apple"}, press="Add another")
    walk.answer({"fruit[0].name": "apple"})
    assert walk.screen.question == "1 of apple."


def test_the_first_item_has_to_be_answered_if_there_are_any():
    assert collecting().refused({}) == {"fruit[0].name": "This field is required."}


def test_an_item_that_was_begun_has_to_be_completed():
    walk = collecting().answer({"fruit[0].name": "apple"}, press="Add another")
    said = walk.refused({"fruit[0].name": "apple", "fruit[1].seeds": "4"})
    assert list(said) == ["fruit[1].name"]


def test_an_item_is_removed_and_those_after_it_move_up():
    walk = collecting().answer({"fruit[0].name": "apple"}, press="Add another")
    walk.answer({"fruit[0].name": "apple", "fruit[1].name": "pear"}, press="Add another")
    press(walk, "remove-0", {"fruit[1].name": "pear", "fruit[2].name": "plum"})
    assert items(walk) == ["1.", "2."]
    assert walk.field("fruit[0].name").value == "pear"
    walk.answer({"fruit[0].name": "pear", "fruit[1].name": "plum"})
    assert walk.screen.question == "2 of pear and plum."


def test_the_last_item_cannot_be_removed():
    walk = collecting().answer({"fruit[0].name": "apple"}, press="Add another")
    press(walk, "remove-1", {"fruit[0].name": "apple"})
    assert items(walk) == ["1."]
    assert not walk.field("fruit[0].name").item.remove
    assert walk.answer({"fruit[0].name": "apple"}).screen.question == "1 of apple."


def test_conditions_hold_within_their_item():
    walk = collecting().answer({"fruit[0].name": "a", "fruit[0].seeds": "1"}, press="Add another")
    first, second = walk.field("fruit[0].sweet"), walk.field("fruit[1].sweet")
    assert first.conditions[0].field == walk.field("fruit[0].seeds").key
    assert second.conditions[0].field == walk.field("fruit[1].seeds").key


def test_what_was_gathered_can_be_changed_later():
    walk = collecting().answer({"fruit[0].name": "apple"}, press="Add another")
    walk.answer({"fruit[0].name": "apple", "fruit[1].name": "pear"})
    walk.act(walk.screen.review[0].action)
    assert items(walk) == ["1.", "2."]
    walk.answer({"fruit[0].name": "fig", "fruit[1].name": "pear"}, press="Add another")
    assert items(walk) == ["1.", "2.", "3."]
    press(walk, "remove-1", {"fruit[0].name": "fig", "fruit[2].name": "plum"})
    walk.answer({"fruit[0].name": "fig", "fruit[1].name": "plum"})
    assert walk.screen.question == "2 of fig and plum."


def test_labels_are_the_authors():
    walk = collecting('{label: "${ ordinal(i) } fruit", add another label: One more}')
    walk.answer({"fruit[0].name": "apple"}, press="One more")
    assert items(walk) == ["first fruit", "second fruit"]


@pytest.mark.parametrize("collect", ["{allow append: False}", "{allow append: {code: 1 > 2}}"])
def test_an_author_can_forbid_to_add(collect):
    assert [each.key for each in collecting(collect).screen.buttons] == ["continue"]


def test_an_author_can_forbid_to_remove():
    walk = collecting("{allow delete: False}")
    walk.answer({"fruit[0].name": "apple"}, press="Add another")
    assert not walk.field("fruit[1].name").item.remove
    with pytest.raises(AnswersRefused):
        press(walk, "remove-1", {"fruit[0].name": "apple"})


def test_an_author_can_switch_it_off():
    walk = collecting("{enable: False}")
    assert walk.field("fruit[0].name").item is None


def test_as_many_items_stand_there_as_there_must_be():
    walk = collecting(more=", minimum_number=2")
    assert items(walk) == ["1.", "2."]
    assert list(walk.refused({"fruit[0].name": "apple"})) == ["fruit[1].name"]


def test_a_number_that_was_asked_is_how_many_there_are():
    walk = collecting(more=", ask_number=True, target_number=3")
    assert items(walk) == ["1.", "2.", "3."]
    assert not walk.field("fruit[0].name").item.remove


def test_a_list_of_texts_is_gathered_too():
    walk = Walk("""
    objects:
      - color: DAList.using(there_are_any=True)
    ---
    mandatory: True
    question: ${ color }.
    ---
    question: Which colors?
    fields:
      - Color: color[i]
    list collect: True
    """)
    walk.answer({"color[0]": "red"}, press="Add another")
    walk.answer({"color[0]": "red", "color[1]": "blue"}, press="Add another")
    press(walk, "remove-1", {"color[0]": "red", "color[2]": "green"})
    assert (
        walk.answer({"color[0]": "red", "color[1]": "green"}).screen.question == "red and green."
    )


def test_a_list_that_is_not_final_asks_whether_there_is_another():
    walk = Walk(
        INTERVIEW.format(collect="{is final: False}", more="")
        + """---
    question: Another?
    yesno: fruit.there_is_another
    """
    )
    walk.answer({"fruit[0].name": "apple"})
    assert walk.screen.question == "Another?"
    walk.answer(press="Yes")
    assert items(walk) == ["1.", "2."]
    walk.answer({"fruit[0].name": "apple", "fruit[1].name": "pear"}).answer(press="No")
    assert walk.screen.question == "2 of apple and pear."


def test_none_at_all_is_no_screen():
    walk = Walk("""
    objects:
      - fruit: DAList.using(object_type=DAObject, complete_attribute="name")
    ---
    mandatory: True
    question: ${ fruit.number() } fruit.
    ---
    question: Any?
    yesno: fruit.there_are_any
    ---
    question: Which?
    fields:
      - Name: fruit[i].name
    list collect: True
    """)
    assert walk.answer(press="No").screen.question == "0 fruit."


@pytest.mark.parametrize(
    ("collect", "said"),
    [
        ("{labl: x}", '"list collect" has no key "labl". Did you mean "label"?'),
    ],
)
def test_a_key_that_it_does_not_know_is_refused(collect, said):
    assert mistakes(INTERVIEW.format(collect=collect, more="").replace("{{", "{"))[0].endswith(
        said
    )


@pytest.mark.parametrize("fields", ["- Name: name", "- A: a[i].x\n      - B: b[i].x"])
def test_fields_of_no_list_or_of_two_are_refused(fields):
    found = mistakes(f"question: Q\nfields:\n      {fields}\nlist collect: True")
    assert any("fields of the items of one list" in each for each in found)


TEXTS = """
    objects:
      - color: DAList.using(there_are_any=True)
    ---
    mandatory: True
    question: ${ color }.
    ---
    question: Which colors?
    fields:
      - note: As you like.
      - Color: color[i]
        required: False
    list collect: True
    """


def test_a_text_that_was_left_empty_is_no_item_though_it_need_not_be_filled_in():
    walk = Walk(TEXTS).answer({"color[0]": "red"}, press="Add another")
    assert walk.answer({"color[0]": "red"}).screen.question == "red."


def test_a_file_that_was_given_makes_an_item():
    asked = "- Scan: scan[i].file\n        datatype: file\n      - About: scan[i].about"
    walk = Walk(f"""
    objects:
      - scan: DAList.using(object_type=DAObject, complete_attribute="about", there_are_any=True)
    ---
    mandatory: True
    question: ${{ scan[0].about }}.
    ---
    question: Scans?
    fields:
      {asked}
    list collect: True
    """)
    kept = KeptFile("1", "a.txt", "text/plain", 3)
    key, about = walk.field("scan[0].file").key, walk.field("scan[0].about").key
    walk.runner.answer({about: ["One"], "button": ["another"]}, {key: [kept]})
    walk.again()
    with pytest.raises(AnswersRefused) as refused:
        walk.runner.answer({}, {walk.field("scan[1].file").key: [kept]})
    assert walk.field("scan[1].about").key in refused.value.errors


def test_a_label_that_is_the_same_for_all_items_counts_them():
    walk = collecting("{label: Fruit}")
    walk.answer({"fruit[0].name": "apple"}, press="Add another")
    assert items(walk) == ["Fruit 1", "Fruit 2"]
