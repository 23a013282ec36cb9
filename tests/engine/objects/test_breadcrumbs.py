"""Breadcrumbs: from the screen where a link was followed to the present one."""

from __future__ import annotations

from tests.engine.walks import Walk

INTERVIEW = """
    objects:
      - bc: DABreadCrumbs
    ---
    default screen parts:
      pre: ${ bc.show() }
    ---
    event: answers
    breadcrumb: Your answers
    question: These are your answers
    review:
      - Edit: fruit
        button: ${ fruit }
    ---
    breadcrumb: Fruit of ${ name }
    question: Which fruit?
    subquestion: "[Which are there?](${ url_action('kinds') })"
    fields:
      - Fruit: fruit
    ---
    breadcrumb: Kinds
    question: These kinds
    continue button field: kinds
    ---
    code: |
      name = "Ada"
    ---
    mandatory: True
    question: You like ${ fruit }.
    subquestion: "[Look](${ url_action('answers') })"
    """


def link(walk):
    return next(key for key, (name, _) in walk.actions.items() if name in ("answers", "kinds"))


def test_a_screen_by_itself_is_called_by_its_own_crumb():
    assert walk_text(Walk(INTERVIEW)) == "<p>Fruit of Ada</p>"


def test_a_screen_without_a_crumb_shows_none():
    assert walk_text(Walk(INTERVIEW).answer({"fruit": "fig"})) == ""


def test_the_way_grows_with_each_link_and_shrinks_with_each_answer():
    walk = Walk(INTERVIEW).answer({"fruit": "fig"})
    walk.act(link(walk))
    assert walk_text(walk) == "<p>Your answers</p>"
    walk.act(walk.screen.review[0].action)
    assert walk_text(walk) == "<p>Your answers \u203a Fruit of Ada</p>"
    walk.act(link(walk)).again()
    assert walk_text(walk) == "<p>Your answers \u203a Fruit of Ada \u203a Kinds</p>"
    walk.answer()
    assert walk_text(walk) == "<p>Your answers \u203a Fruit of Ada</p>"


def test_an_answer_in_a_crumb_has_no_markup():
    walk = Walk(INTERVIEW.replace('"Ada"', '"<b>*Ada*</b>"'))
    assert walk_text(walk) == "<p>Fruit of &lt;b&gt;*Ada*&lt;/b&gt;</p>"


def test_the_crumbs_are_a_list_for_authors():
    walk = Walk(INTERVIEW.replace("${ bc.show() }", "${ repr(bc.get_crumbs()) }"))
    assert walk_text(walk) == "<p>[\u2018Fruit of Ada\u2019]</p>"


def walk_text(walk):
    return str(walk.screen.pre).strip()
