"""What is said once for the whole interview: its parts, its help, its words, its order."""

from __future__ import annotations

from interviews.engine.screens import SectionMark
from tests.engine.walks import Walk, mistakes

Q = "\n---\nmandatory: True\nquestion: "


def test_metadata_and_features_of_several_blocks_are_one():
    metadata = "metadata:\n  title: A\n---\nmetadata:\n  short title: B"
    walk = Walk(metadata + "\n---\nfeatures:\n  progress bar: true" + Q + "Q")
    assert walk.interview.metadata == {"title": "A", "short title": "B"}
    assert walk.screen.title == "A"
    assert walk.screen.progress == 0


def test_nothing_under_a_key_is_nothing():
    assert mistakes("metadata:\n---\nfeatures:\n---\nimages:\n---\nterms:\n") == []


def test_sections_are_marked_as_they_are_passed():
    walk = Walk("""
        sections:
          - start: The beginning
          - middle: The middle
            subsections:
              - left: On the left
              - right
          - More:
              - inner: Within
          - End
        ---
        mandatory: True
        code: |
          first
          last
        ---
        section: middle
        question: First
        yesno: first
        ---
        section: End
        question: Last
        yesno: last
        """)
    assert walk.screen.section == "The middle"
    assert walk.screen.sections == (
        SectionMark("The beginning", "done"),
        SectionMark("The middle", "here"),
        SectionMark("On the left", "ahead", 1),
        SectionMark("right", "ahead", 1),
        SectionMark("More", "ahead"),
        SectionMark("Within", "ahead", 1),
        SectionMark("End", "ahead"),
    )
    walk.answer(press="Yes")
    assert walk.screen.section == "End"
    assert {each.state for each in walk.screen.sections[:6]} == {"done"}


def test_sections_may_be_in_several_languages():
    source = "sections:\n  - a: Start\n---\nlanguage: es\nsections:\n  - a: Comienzo\n---\n"
    source += "section: a\nmandatory: True\nquestion: Q"
    assert Walk(source).screen.section == "Start"
    assert Walk(source, language="es").screen.section == "Comienzo"


def test_a_section_that_is_none_of_the_parts_is_shown_by_its_name():
    assert Walk("section: elsewhere\nmandatory: True\nquestion: Q").screen.section == "elsewhere"


PARTS = """
    default screen parts:
      title: By the parts
      under: |
        Ask *us*.
      pre: before
    ---
    """


def test_default_parts_stand_on_screens_that_have_none():
    screen = Walk(PARTS + "mandatory: True\n    question: Q\n    pre: mine").screen
    assert (screen.title, screen.under) == ("By the parts", "<p>Ask <em>us</em>.</p>")
    assert screen.pre == "<p>mine</p>"
    assert screen.post == ""


def test_a_later_block_takes_a_default_part_away():
    source = PARTS + "default screen parts:\n      under: null\n      right: null\n    ---\n"
    assert Walk(source + "    mandatory: True\n    question: Q").screen.under == ""


def test_parts_may_come_from_metadata_and_from_code():
    source = "metadata:\n  title: T\n  post: after" + Q + "Q"
    assert Walk(source).screen.post == "<p>after</p>"
    made = 'mandatory: True\ncode: |\n  set_parts(title="Mine", under="**now**")\n---\n'
    screen = Walk(made + source).screen
    assert (screen.title, screen.under) == ("Mine", "<p><strong>now</strong></p>")


def test_words_are_explained_wherever_they_stand():
    screen = Walk("""
        terms:
          lease: A contract about a *home*.
          the home: Where one lives.
        ---
        auto terms:
          - phrases: [landlord, owner]
            definition: Who lets a home.
        ---
        mandatory: True
        question: The {lease} with the owner
        subquestion: In {The  home} and the {unknown}.
        terms:
          - unknown: Known here.
        """).screen
    said = sorted(str(each) for each in screen.terms.values())
    assert said == [
        "<p>A contract about a <em>home</em>.</p>",
        "<p>Known here.</p>",
        "<p>Where one lives.</p>",
        "<p>Who lets a home.</p>",
    ]


def test_order_says_which_block_is_tried_first():
    source = """
        order: [second, first]
        ---
        id: second
        question: Second
        yesno: answered
        ---
        id: first
        question: First
        yesno: answered
        ---
        mandatory: True
        code: answered
        """
    assert Walk(source).screen.question == "Second"


def test_code_runs_on_a_change():
    source = """
        on change:
          name: |
            greeting = "Hello " + name
          people[i]: |
            last = i
            never = nowhere
          x.colour: |
            x.seen = x.colour
        ---
        objects:
          - people: DAList.using(elements=["Bob"], gathered=True)
          - thing: Thing.using(colour="red")
        ---
        initial: True
        code: |
          if not defined("name"):
            name = "Ada"
        ---
        mandatory: True
        question: Name
        fields:
          - Name: name
          - Person: people[0]
          - Colour: thing.colour
        ---
        mandatory: True
        question: ${ showifdef("greeting", "nothing") } ${ showifdef("last", "") }
        """
    walk = Walk(source).answer({"name": "Eve", "people[0]": "Al", "thing.colour": "blue"})
    assert walk.screen.question == "Hello Eve 0"
    assert walk.value("thing.seen") == "blue"
    assert not walk.knows("never")


def test_what_did_not_change_starts_nothing():
    source = """
        on change:
          name: |
            changed = True
        ---
        mandatory: True
        question: Name
        fields:
          - Name: name
        ---
        mandatory: True
        question: End
        """
    assert not Walk(source).answer({"name": "Eve"}).knows("changed")


def test_pictures_have_words():
    source = """
        images:
          home: home.png
        ---
        image sets:
          icons:
            images:
              - door: door.svg
              - not a picture
          more:
            images:
              key: key.png
          broken: 5
        ---
        mandatory: True
        question: Q
        field: choice
        buttons:
          - Home: h
            image: home
          - Door: d
            image: door
          - Key: k
            image: key
          - None: n
            image: absent
        """
    files = {f"data/static/{name}": "" for name in ("home.png", "door.svg", "key.png")}
    images = [each.image for each in Walk(source, files).screen.buttons]
    assert [each.rpartition("/")[2] for each in images] == ["home.png", "door.svg", "key.png", ""]


def test_messages_may_be_in_an_authors_words_everywhere():
    source = """
        default validation messages:
          required: Say something.
        ---
        mandatory: True
        question: Q
        fields:
          - A: a
          - B: b
            validation messages:
              required: Say B.
          - C: c
            validation messages: none
        """
    assert Walk(source).refused({}) == {
        "a": "Say something.",
        "b": "Say B.",
        "c": "Say something.",
    }


def test_names_that_are_reset_are_forgotten_at_each_request():
    source = "reset: [a]\n---\ncode: |\n  a = 1\n---\nmandatory: True\nquestion: ${ a }"
    assert Walk(source).again().screen.question == "1"


def test_what_this_engine_has_not_is_let_be():
    source = """
        comment: nothing
        ---
        default language: en
        ---
        translations: [a.xlsx]
        ---
        attachment options:
          initial yaml: x.yml
        ---
        modules: [.helpers]
        ---
        imports: [json]
        """
    assert mistakes(source) == []


def test_help_may_be_a_text_alone():
    screen = Walk("interview help: It *helps*." + Q + "Q").screen
    assert screen.interview_help == "<p>It <em>helps</em>.</p>"


def test_a_source_that_handles_its_actions_itself_says_so_in_code():
    source = "initial: True\ncode: |\n  process_action()" + Q + "Q"
    assert Walk(source).interview.definitions.calls_process_action
    assert not Walk("mandatory: True\nquestion: Q").interview.definitions.calls_process_action


def test_one_section_may_say_several_things_once():
    walk = Walk("metadata:\n  title: A\nfeatures:\n  progress bar: true" + Q + "Q")
    assert (walk.screen.title, walk.screen.progress) == ("A", 0)
    assert mistakes("metadata:\n  title: A\ncode: a = 1\n") == [
        '1:1: A section is one block: it has "metadata" and "code". Split it with ---.'
    ]


LANGUAGES = """
    default language: fr
    ---
    question: Fruit ?
    fields:
      - Fruit: fruit
    ---
    language: es
    question: ¿Fruta?
    fields:
      - Fruta: fruit
    ---
    include:
      - more.yml
    ---
    mandatory: True
    language: "*"
    code: |
      set_language(url_args.get('lang', 'fr'))
    ---
    default language: "*"
    ---
    mandatory: True
    code: |
      fruit
      colour
"""
MORE = {
    "data/questions/more.yml": """
        question: Colour?
        fields:
          - Colour: colour
    """
}


def test_blocks_are_of_the_language_that_was_said_last_in_their_source():
    walk = Walk(LANGUAGES, MORE)
    assert walk.screen.question == "Fruit ?"
    assert walk.answer({"fruit": "kiwi"}).screen.question == "Colour?"
    assert Walk(LANGUAGES, MORE, url_args={"lang": "es"}).screen.question == "¿Fruta?"


BAR = """
    features:
      progress bar: True
      {0}
    ---
    question: A
    progress: 60
    field: a
    ---
    question: B
    {1}
    field: b
    ---
    mandatory: True
    code: |
      a
      b
"""


def test_the_bar_goes_back_only_where_the_author_lets_it():
    for feature, then in (("x: 1", 62), ("progress can go backwards: True", 10)):
        walk = Walk(BAR.format(feature, "progress: 10"))
        assert walk.answer(press="Continue").screen.progress == then


def test_each_step_moves_the_bar_by_the_authors_share():
    walk = Walk(BAR.format("progress bar multiplier: 0.5", "css class: x"))
    assert walk.answer(press="Continue").screen.progress == 80
    walk = Walk(BAR.format("progress bar multiplier: 2", "css class: x"))
    assert walk.answer(press="Continue").screen.progress == 62
