"""Functions that lead elsewhere, and what the screens show round the question."""

from __future__ import annotations

import pytest

from interviews.engine.control import CommandGiven, ScreenMade
from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.registry import ValueRefused
from interviews.engine.veil import unveil
from tests.engine.contexts import Trial, assert_gives
from tests.engine.walks import Walk


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("validation_error('Too *old*.')", ""),
        ("validation_error('Too *old*.', field='age')", "age"),
    ],
)
def test_an_answer_is_refused_with_a_message(source, field):
    with pytest.raises(ValueRefused) as refused:
        Trial()(source)
    assert (refused.value.message, refused.value.field) == ("Too *old*.", field)


def buttons(source: str) -> list[str]:
    with pytest.raises(ScreenMade) as made:
        Trial()(source)
    return [button["command"] for button in made.value.buttons]


def test_a_message_is_a_screen_with_the_buttons_that_are_wanted():
    assert buttons("message('Sorry')") == ["restart", "exit"]
    assert buttons("message('Sorry', show_restart=False, show_exit=False)") == []
    assert buttons("message('Sorry', 'Bye', show_leave=True)") == ["restart", "exit", "leave"]


def test_the_exit_of_a_message_leads_where_it_says():
    with pytest.raises(ScreenMade) as made:
        Trial(said="Go *on*")("message('Sorry', said, url='https://example.com')")
    assert made.value.buttons[1]["url"] == "https://example.com"
    assert unveil(made.value.subquestion) == "Go *on*"
    assert "*" not in made.value.subquestion


@pytest.mark.parametrize("source", ["response('Yes')", "json_response(response='Yes')"])
def test_a_response_is_shown_to_the_person(source):
    with pytest.raises(ScreenMade) as made:
        Trial()(source)
    assert unveil(made.value.subquestion) == "Yes"


def test_a_command_ends_or_restarts_the_session():
    with pytest.raises(CommandGiven) as given:
        Trial()("command('exit', url='/bye')")
    assert (given.value.command, given.value.url) == ("exit", "/bye")
    with pytest.raises(CommandGiven):
        Trial()("command('restart')")


def test_an_unknown_command_is_refused():
    with pytest.raises(ExpressionFailed, match="no such command"):
        Trial()("command('format_disk')")


def test_actions_have_addresses_on_the_screen():
    assert_gives(
        {
            "url_action('fix', item=3)": "action:fix-1",
            "url_action('fix', _forget_prior=True)": "action:fix-1",
            "interview_url_action('fix')": "action:fix-0",
            "url_ask('a')": "action:_da_force_ask-1",
            "url_ask('a', 'b')": "action:_da_force_ask-1",
            "url_ask(['a', 'b'])": "action:_da_force_ask-1",
            "action_menu_item('Repair', 'fix', _screen_size='small', item=3)": {
                "label": "Repair",
                "action": "fix",
                "arguments": {"item": 3},
            },
        }
    )


def test_actions_are_done_where_the_author_says():
    trial = Trial()
    trial.run("process_action()")
    assert trial.info["acted"] is True


def test_an_action_knows_what_it_was_given():
    trial = Trial()
    trial.action, trial.action_arguments = "fix", {"item": 3}
    assert trial("action_argument()") == "fix"
    assert trial("[action_argument('item'), action_argument('other')]") == [3, None]
    assert trial("action_arguments()") == {"item": 3}


@pytest.mark.parametrize(
    ("said", "stands"),
    [("40", 40.0), ("250", 100.0), ("-3", 0.0), ("float('nan')", 0.0), ("'x'", 7.0)],
)
def test_the_progress_bar_moves_between_its_ends(said, stands):
    trial = Trial()
    trial.run(f"set_progress(7)\nset_progress({said})")
    assert trial("get_progress()") == stands


def test_parts_of_the_screen_are_set_and_taken_back():
    trial = Trial()
    trial.run("set_parts(title='Leases', under='Help', nonsense='x')\nset_title(short='L')")
    assert trial.session.parts == {"title": "Leases", "under": "Help", "short": "L"}
    trial.run("set_parts(under=None)")
    assert trial.session.parts == {"title": "Leases", "short": "L"}


def test_parts_of_other_names_are_the_same_parts():
    trial = Trial()
    trial.run("set_parts(short_title='L', tab_title='T', date_format='short')")
    assert trial.session.parts == {"short": "L", "tab": "T", "date format": "short"}


def test_a_locale_without_a_sign_leaves_the_sign():
    trial = Trial()
    trial.run("set_locale(currency_symbol='€')\nset_locale('US.utf8')")
    assert trial("currency_symbol()") == "€"


def test_answers_become_final():
    trial = Trial()
    trial.session.steps = 4
    trial.run("prevent_going_back()")
    assert trial.session.no_way_back == 4


def test_the_language_is_that_of_the_session_from_now_on():
    trial = Trial()
    trial.run("set_language('fr', dialect='ca')")
    assert trial("get_language()") == trial.session.language == "fr"


def test_nav_knows_the_section():
    trial = Trial()
    trial.run(
        "nav.set_section('facts')\nnav.set_section('end')\nnav.set_section('facts')\nnav.hide()"
    )
    assert trial("nav.get_section()") == "facts"
    assert trial.session.visited == ["facts", "end"]
    assert trial("[nav.show_sections(), nav.get_sections()]") == ["", []]
    assert trial("[hasattr(nav, 'hide'), hasattr(nav, 'fly')]") == [True, False]


def test_nav_does_nothing_else():
    with pytest.raises(ExpressionFailed, match="nav has no 'fly'"):
        Trial()("nav.fly()")


@pytest.mark.parametrize("name", ["set_save_status", "set_live_help_status", "update_locale"])
def test_what_is_decided_elsewhere_does_nothing(name):
    assert Trial()(f"{name}('ignore')") is None


def made(call):
    with pytest.raises(ScreenMade) as shown:
        Trial()(call)
    return shown.value.buttons


def test_a_message_has_the_buttons_that_it_is_given():
    buttons = made(
        "message('Q', 'S', buttons=[{'Go on': 'restart'}, {'Out': 'exit', 'url': 'https://a.b'},"
        " {'label': 'Web', 'url': 'https://a.b', 'color': None},"
        " {'label': 'L', 'value': 'leave'}])"
    )
    assert [(each["label"], each["command"], each["url"]) for each in buttons] == [
        ("Go on", "restart", ""),
        ("Out", "exit", "https://a.b"),
        ("Web", "", "https://a.b"),
        ("L", "leave", ""),
    ]
    assert len(made("message('Q', buttons=[{'A': 'exit'}], show_restart=True)")) == 2


def test_a_button_of_a_message_is_a_mapping():
    with pytest.raises(ExpressionFailed, match="A button of a message"):
        Trial()("message('Q', buttons=['restart'])")


TOLD = """
    mandatory: True
    code: |
      log("Begun", "info")
      log("Begun", "info")
      log("For nobody")
      log("", "info")
      done
    ---
    question: Done?
    field: done
    action buttons:
      - label: Eat
        action: eat
    ---
    event: eat
    code: |
      log("<b>" + "Nom", priority="success")
    ---
    mandatory: True
    question: The end
"""


def test_what_code_tells_stands_on_the_next_screen_alone():
    walk = Walk(TOLD)
    assert walk.screen.told == ("Begun",)
    assert walk.again().again().screen.told == ("Begun",)
    (key,) = walk.actions
    assert walk.act(key).again().screen.told == ("<b>Nom", "Begun")
    assert walk.answer(press="Continue").screen.told == ("Begun",)


def test_what_is_told_has_limits():
    trial = Trial()
    trial.run("for n in range(100):\n  log(n, 'info')")
    assert len(trial.session.told) == 20
    with pytest.raises(BudgetExceeded):
        trial.run("log(['ab' * 400000, 'cd' * 400000], 'info')")
