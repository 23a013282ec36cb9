"""What interrupts the running of an interview says why, and never shows an answer."""

from __future__ import annotations

from interviews.engine.control import (
    AskAgain,
    AskFirst,
    CommandGiven,
    Control,
    NameMissing,
    RunAgain,
    ScreenMade,
    Shown,
    TurnedDown,
)


def test_each_interruption_bears_what_it_is_about():
    assert NameMissing("a.b").name == "a.b"
    again = AskAgain(["a", {"action": "b"}], forget_prior=True)
    assert (again.items, again.forget_prior) == (("a", {"action": "b"}), True)
    assert AskFirst(["a", "b"]).names == ("a", "b")
    command = CommandGiven("exit", "/bye")
    assert (command.command, command.url) == ("exit", "/bye")
    screen = ScreenMade("secret", "more", [{"label": "OK"}])
    assert (screen.question, screen.subquestion, screen.buttons) == (
        "secret", "more", ({"label": "OK"},),
    )  # fmt: skip
    assert "secret" not in str(screen)
    assert Shown("secret").asked == "secret"
    assert "secret" not in str(Shown("secret"))


def test_no_interruption_is_a_failure_that_an_interview_could_catch():
    for kind in (
        NameMissing,
        RunAgain,
        AskAgain,
        AskFirst,
        TurnedDown,
        CommandGiven,
        ScreenMade,
        Shown,
    ):
        assert issubclass(kind, Control)
        assert kind.__mro__[1:] == (Control, Exception, BaseException, object)
