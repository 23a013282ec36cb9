"""What was posted is shown again as it was typed, whatever it was."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.screens import Button, Choice, Condition, Field, Html, Item, Screen
from interviews.forms import CONTROLS, draw_form

# What a form can carry: browsers send no other control signs, and line ends as one of these.
TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80)


def screen_of(*fields: Field) -> Screen:
    return Screen(id="x", kind="fields", question=Html("What?"), fields=fields)


def drawn(field: Field, posted=None, errors=None) -> str:
    form = draw_form(screen_of(field), posted, errors)
    return "".join(
        render_to_string(each.templates, {"drawn": each, "form": form}) for each in form.fields
    )


def first(pattern: str, page: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    assert found, f"{pattern} is not on the page"
    return html.unescape(found[1])


def value_of(page: str) -> str:
    return first(r' value="([^"]*)"', page)


@pytest.mark.parametrize(
    "datatype", ["text", "integer", "number", "currency", "email", "password", "url", "unheard"]
)
@given(typed=TYPED)
def test_a_line_shows_what_was_typed(datatype, typed):
    assert value_of(drawn(Field("f0", "a", datatype), {"f0": [typed]})) == typed


@given(typed=TYPED)
def test_an_area_shows_what_was_typed(typed):
    page = drawn(Field("f0", "a", "area"), {"f0": [typed]})
    assert first(r"<textarea[^>]*>\n(.*?)</textarea>", page) == typed


@given(st.sets(st.sampled_from(["c0", "c1", "c2"])))
def test_checkboxes_show_what_was_ticked(ticked):
    choices = tuple(Choice(f"c{n}", Html(f"Choice {n}"), chosen=True) for n in range(3))
    page = drawn(Field("f0", "a", "checkboxes", choices=choices), {"f0": sorted(ticked)})
    assert set(re.findall(r'value="(c\d)" checked', page)) == ticked


def test_a_screen_that_was_not_posted_shows_the_values_of_the_engine():
    choices = (Choice("c0", Html("One")), Choice("c1", Html("Two"), chosen=True))
    assert value_of(drawn(Field("f0", "a", "text", value="first"))) == "first"
    assert 'value="c1" checked' in drawn(Field("f0", "a", "radio", choices=choices))


def test_a_posted_screen_forgets_the_values_of_the_engine():
    assert value_of(drawn(Field("f0", "a", "text", value="first"), {})) == ""


def test_the_label_is_the_authors_text_alone_and_belongs_to_the_control():
    page = drawn(Field("f0", "a", "text", label=Html("Your name"), hint="As in the passport"))
    assert '<label for="f0">Your name</label>' in page
    assert 'aria-describedby="f0-hint"' in page
    assert 'id="f0-hint"' in page


def test_an_error_stands_beside_its_field_and_is_tied_to_it():
    page = drawn(Field("f0", "a", "text"), {"f0": [""]}, {"f0": "Enter a name."})
    assert 'aria-describedby="f0-error"' in page
    assert 'aria-invalid="true"' in page
    assert "Enter a name." in page


def test_the_summary_names_each_field_even_one_without_a_label():
    fields = (Field("f0", "a", "text", label=Html("Your <b>name</b>:")), Field("f1", "b", "text"))
    missing = "This field is required."
    form = draw_form(screen_of(*fields), {}, {"f0": missing, "f1": missing})
    page = render_to_string("interviews/error_summary.html", {"form": form})
    assert f">Your name: {missing}</a>" in page
    assert f">What?: {missing}</a>" in page


def test_an_error_of_no_field_belongs_to_the_screen():
    form = draw_form(screen_of(Field("f0", "a", "text")), {}, {"": "These do not fit together."})
    assert form.screen_errors == ("These do not fit together.",)
    assert form.has_errors


@pytest.mark.parametrize("datatype", ["radio", "checkboxes", *CONTROLS])
def test_each_control_has_a_template(datatype):
    field = Field("f0", "a", datatype, label=Html("Which?"), choices=(Choice("c0", Html("One")),))
    assert 'data-field="f0"' in drawn(field)


@pytest.mark.parametrize("datatype", ["radio", "checkboxes"])
def test_a_group_of_choices_is_a_fieldset_with_the_label_as_legend(datatype):
    field = Field("f0", "a", datatype, label=Html("Which?"), choices=(Choice("c0", Html("One")),))
    page = drawn(field)
    assert "<legend>Which?</legend>" in page
    assert '<label for="f0-0"><span>One</span></label>' in page


def test_a_combobox_shows_the_label_of_the_chosen_key_and_offers_the_labels():
    choices = (Choice("c0", Html("Ants &amp; bees")), Choice("c1", Html("Cows")))
    page = drawn(Field("f0", "a", "combobox", choices=choices, value="c0"))
    assert value_of(page) == "Ants & bees"
    assert '<option value="Cows"></option>' in page


def test_conditions_reach_the_script_as_data():
    field = Field("f1", "b", "text", conditions=(Condition("f0", ("True",)),))
    assert json.loads(first(r'data-rules="([^"]*)"', drawn(field))) == {
        "conditions": [{"field": "f0", "values": ["True"], "sense": True, "effect": "show"}]
    }


def test_the_limits_of_a_day_are_said_in_words_for_the_script():
    limits = {"min": "2026-01-02", "max": "2026-11-24"}
    page = drawn(Field("f0", "a", "date", attributes=limits))
    assert first(r'data-under="([^"]*)"', page).endswith("on or after January 2, 2026.")
    assert first(r'data-over="([^"]*)"', page).endswith("on or before November 24, 2026.")


@pytest.mark.parametrize("limit", ["", "2026-13-45", "soon"])
def test_what_is_no_day_is_no_limit(limit):
    assert "data-over" not in drawn(Field("f0", "a", "date", attributes={"max": limit}))


def test_only_known_attributes_reach_the_control():
    page = drawn(Field("f0", "a", "text", attributes={"maxlength": "5", "onfocus": "x()"}))
    assert 'maxlength="5"' in page
    assert "onfocus" not in page


def test_an_optional_field_says_so_and_a_required_one_does_not():
    assert "optional" in drawn(Field("f0", "a", "text", label=Html("Name"), required=False))
    assert "optional" not in drawn(Field("f0", "a", "text", label=Html("Name")))


class TestItemsOfAList:
    """Fields that belong to one element of a list stand in a frame of their own."""

    ITEMS = (
        Field("f0", "fruit[0].name", "text", label=Html("Name"), item=Item(0, Html("1."))),
        Field(
            "f1",
            "fruit[1].name",
            "text",
            label=Html("Name"),
            item=Item(1, Html("2."), "remove-1", Html("Remove")),
        ),
    )

    def page(self, *fields, errors=None):
        screen = replace(screen_of(*fields), buttons=(Button("continue", Html("Continue")),))
        context = {"screen": screen, "form": draw_form(screen, None, errors)}
        return render_to_string("interviews/blocks/fields.html", context)

    def test_each_item_is_a_fieldset_with_its_label_as_legend(self):
        page = self.page(*self.ITEMS)
        assert re.findall(r"<legend>(.*?)</legend>", page) == ["1.", "2."]
        assert page.count("<fieldset") == 2

    def test_only_what_can_go_has_a_button_that_says_which_it_removes(self):
        buttons = re.findall(r'value="(remove-\d)"[^>]*>(.*?)</button>', self.page(*self.ITEMS))
        assert buttons == [("remove-1", 'Remove<span class="unseen"> 2.</span>')]

    def test_the_first_button_of_the_form_goes_on(self):
        values = re.findall(
            r'<button type="submit" name="button" value="([^"]+)"', self.page(*self.ITEMS)
        )
        assert values == ["continue", "remove-1", "continue"]

    def test_a_screen_without_items_has_no_frame_and_no_second_button(self):
        page = self.page(Field("f0", "a", "text", label=Html("Name")))
        assert "<fieldset" not in page
        assert page.count('value="continue"') == 1

    def test_the_summary_of_errors_says_of_which_item_it_speaks(self):
        screen = screen_of(*self.ITEMS)
        form = draw_form(screen, None, {"f1": "This field is required."})
        assert [each.called for each in form.fields] == ["Name (1)", "Name (2)"]
