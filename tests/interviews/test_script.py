"""The small script of a screen, in a browser: what it does, and that all is there without it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Error as PlaywrightError

from interviews.engine.screens import Button, Choice, Condition, Field, Html, Item, Screen
from interviews.forms import draw_form
from tests.browser import chromium

pytestmark = pytest.mark.browser

SCRIPT = Path(settings.BASE_DIR) / "interviews" / "static" / "interviews" / "screen.js"
NOTE_THE_BUTTON = """
document.getElementById("question").addEventListener("submit", (sent) => {
  sent.preventDefault();
  window.pressed = sent.submitter.value;
});
"""
YES_NO = (Choice("True", Html("Yes")), Choice("False", Html("No")))


class Session:
    """What the page needs of a session."""

    uid = "00000000-0000-4000-8000-000000000000"
    title = "Test"
    owner_id = 1


def page_of(screen: Screen) -> str:
    context = {
        "session": Session, "screen": screen, "number": 0, "form": draw_form(screen),
        "form_url": "/nowhere/", "block_template": "interviews/blocks/fields.html",
    }  # fmt: skip
    return render_to_string("interviews/screen.html", context, RequestFactory().get("/"))


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser):
    """Return a function that opens a screen, with the script or without it."""
    contexts = []

    def open_screen(*fields: Field, scripted: bool = True, **looks):
        screen = Screen(
            "x", "fields", Html("What?"), fields=fields, **looks,
            buttons=(Button("continue", Html("Continue")),),
        )  # fmt: skip
        page_html = page_of(screen)
        contexts.append(browser.new_context(java_script_enabled=scripted))
        page = contexts[-1].new_page()
        page.set_default_timeout(3_000)
        page.set_content(page_html)
        if scripted:
            # A module runs when the browser finds the time.
            page.add_script_tag(content=f"{SCRIPT.read_text()}\nwindow.ran = true", type="module")
            page.wait_for_function("window.ran")
        return page

    yield open_screen
    for each in contexts:
        each.close()


def text(key: str, label: str, **more) -> Field:
    return Field(key, key, "text", label=Html(label), **more)


SHOWN_IF = (
    Field("f0", "a", "yesnoradio", label=Html("Fruit?"), choices=YES_NO),
    text("f1", "Which?", conditions=(Condition("f0", ("True",)),)),
    text("f2", "Why?", conditions=(Condition("f1", ("True",)),)),
)


def test_a_field_appears_with_the_answer_that_it_waits_for(opened):
    page = opened(*SHOWN_IF)
    assert not page.get_by_label("Which?").is_visible()
    page.get_by_text("Yes", exact=True).click()
    assert page.get_by_label("Which?").is_visible()
    assert not page.get_by_label("Why?").is_visible()
    page.get_by_label("Which?").fill("pear")
    assert page.get_by_label("Why?").is_visible()
    page.get_by_text("No", exact=True).click()
    assert not page.get_by_label("Which?").is_visible()
    assert not page.get_by_label("Why?").is_visible()


def test_what_is_hidden_is_not_sent(opened):
    page = opened(*SHOWN_IF)
    assert page.locator("#f1").is_disabled()
    page.get_by_text("Yes", exact=True).click()
    assert page.locator("#f1").is_enabled()


def test_without_the_script_every_field_is_there(opened):
    page = opened(*SHOWN_IF, scripted=False)
    assert page.get_by_label("Which?").is_visible()
    assert page.get_by_label("Why?").is_visible()
    assert page.get_by_label("Why?").is_enabled()


def test_an_answer_switches_others_off(opened):
    page = opened(text("f0", "One", disable_others=("f1",)), text("f1", "Two"))
    page.get_by_label("One").fill("x")
    assert page.get_by_label("Two").is_disabled()
    page.get_by_label("One").fill("")
    assert page.get_by_label("Two").is_enabled()


def test_none_of_the_above_clears_the_others_and_they_clear_it(opened):
    none = Choice("none", Html("None"), exclusive=True)
    choices = (Choice("0", Html("A")), Choice("1", Html("B")), none)
    page = opened(Field("f0", "a", "checkboxes", label=Html("Which?"), choices=choices))
    for name in ("A", "B", "None"):
        page.get_by_label(name, exact=True).check()
    ticked = page.locator("input:checked")
    assert ticked.evaluate_all("boxes => boxes.map((box) => box.value)") == ["none"]
    page.get_by_label("A", exact=True).check()
    assert ticked.evaluate_all("boxes => boxes.map((box) => box.value)") == ["0"]


def test_a_box_clears_others_and_is_cleared_by_them(opened):
    page = opened(
        Field("f0", "a", "yesno", label=Html("Apples")),
        Field("f1", "b", "yesno", label=Html("Neither"), uncheck_others=("f0",)),
        Field("f2", "c", "yesno", label=Html("Both"), check_others=("f0",)),
    )
    page.get_by_label("Apples").check()
    page.get_by_label("Neither").check()
    assert not page.get_by_label("Apples").is_checked()
    page.get_by_label("Both").check()
    assert page.get_by_label("Apples").is_checked()
    page.get_by_label("Apples").uncheck()
    page.get_by_label("Neither").check()
    page.get_by_label("Apples").check()
    assert not page.get_by_label("Neither").is_checked()


def test_a_day_beyond_its_limit_is_told_when_the_field_is_left(opened):
    page = opened(Field("f0", "a", "date", label=Html("Born"), attributes={"max": "2026-11-24"}))
    page.get_by_label("Born").fill("2099-04-19")
    page.get_by_label("Born").blur()
    told = page.get_by_text("on or before November 24, 2026.")
    assert told.is_visible()
    page.get_by_label("Born").fill("1989-04-19")
    page.get_by_label("Born").blur()
    assert not told.is_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_term_opens_where_it_stands(opened, scripted):
    term = '<button type="button" class="term" popovertarget="term-1">creeper</button>'
    looks = {"subquestion": Html(term), "terms": {"term-1": Html("Green and tall")}}
    page = opened(text("f0", "Name"), scripted=scripted, **looks)
    explained = page.get_by_text("Green and tall")
    assert not explained.is_visible()
    page.get_by_role("button", name="creeper").click()
    assert explained.is_visible()
    if scripted:
        page.evaluate("document.activeElement.blur()")
        assert not explained.is_visible()


def test_help_beside_a_question_folds(opened):
    page = opened(text("f0", "Name"), help=Html("<p>As you like</p>"), help_label="Why?")
    folded = page.locator("#question-help")
    assert not folded.is_visible()
    page.locator("[aria-controls=question-help]").click()
    assert folded.is_visible()
    page.locator("[aria-controls=question-help]").click()
    assert not folded.is_visible()


def test_help_beside_a_question_is_there_without_the_script(opened):
    looks = {"help": Html("<p>As you like</p>"), "help_label": "Why?"}
    assert (
        opened(text("f0", "Name"), scripted=False, **looks).locator("#question-help").is_visible()
    )


def test_a_second_press_is_not_sent(opened):
    page = opened(text("f0", "Name"))
    page.evaluate("""
      window.sent = 0;
      window.addEventListener("submit", (event) => {
        if (!event.defaultPrevented) window.sent += 1;
        event.preventDefault();
      });
    """)
    page.get_by_role("button", name="Continue").dblclick()
    assert page.evaluate("window.sent") == 1


def test_a_signature_is_drawn_and_cleared(opened):
    page = opened(Field("f0", "a", "signature", label=Html("Sign")))
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.up()
    drawn = page.locator("input[name=f0]")
    assert drawn.input_value().startswith("data:image/png;base64,")
    page.get_by_role("button", name="Clear").click()
    assert drawn.input_value() == ""


def test_the_enter_key_goes_on_and_removes_no_item(opened):
    item = Item(0, Html("1."), "remove-0", Html("Remove"))
    page = opened(text("f0", "Name", item=item))
    page.evaluate(NOTE_THE_BUTTON)
    page.get_by_label("Name").press("Enter")
    assert page.evaluate("window.pressed") == "continue"


def test_a_box_within_an_item_says_no_when_it_is_not_ticked(opened):
    item = Item(0, Html("1."))
    box = Field("f0", "a", "yesno", label=Html("Sweet"), item=item)
    waits = text("f1", "Why not?", conditions=(Condition("f0", ("False",)),), item=item)
    page = opened(box, waits)
    assert page.get_by_label("Why not?").is_visible()
    page.get_by_label("Sweet").check()
    assert not page.get_by_label("Why not?").is_visible()


def test_a_screen_that_waits_looks_again_until_somebody_types(browser):
    screen = Screen(
        "x", "fields", Html("Wait"), fields=(text("f0", "Name"),), reload_seconds=10,
        buttons=(Button("continue", Html("Continue")),),
    )  # fmt: skip
    body = page_of(screen) + f"<script type='module'>{SCRIPT.read_text()}</script>"
    looks: list[str] = []

    def look(route):
        if route.request.is_navigation_request():
            looks.append(route.request.url)
        route.fulfill(body=body, content_type="text/html")

    with browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.route("http://site.test/**", look)
        page.goto("http://site.test/")
        # The page that is left cannot always say that its clock has run.
        with page.expect_navigation(), suppress(PlaywrightError):
            page.clock.run_for(10_500)
        page.get_by_label("Name").fill("Ada")
        page.clock.run_for(30_000)
        assert page.get_by_label("Name").input_value() == "Ada"
        assert len(looks) == 2
