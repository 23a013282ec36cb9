"""The sentences of scenarios, and what a driver does at each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.foreign.driver import Driver, StepFailed, check
from tests.foreign.scenarios import Scenario

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
NTH = "(" + "|".join(ORDINALS) + ")"
NAME = r"\"([^\"]+)\""
FROM_MENU = rf"{NAME} from the menu"
VALUE = r"\"([^\"]*)\""
Act = Callable[..., Any]

STEPS: list[tuple[str, Act]] = []


def step(*patterns: str) -> Callable[[Act], Act]:
    """Register what is done at sentences of these patterns."""

    def register(act: Act) -> Act:
        STEPS.extend((pattern, act) for pattern in patterns)
        return act

    return register


def carry_out(driver: Driver, sentence: str) -> None:
    """Do what a sentence says. Raises StepFailed."""
    for pattern, act in STEPS:
        if match := re.fullmatch(pattern, sentence):
            act(driver, *match.groups())
            return
    raise StepFailed("no such step is known")


def walk(scenario: Scenario) -> str:
    """Return where a walk ended before its time, '' if it came to its end."""
    driver = Driver()
    for sentence in scenario.steps:
        try:
            carry_out(driver, sentence)
        except (StepFailed, LookupError) as error:
            return f"{sentence}: {error}"
    return ""


@step(
    rf"I start the (?:possibly error-producing )?interview {NAME}",
    rf"I launch the interview {NAME}",
)
def start(driver: Driver, interview: str) -> None:
    driver.site.start(interview)


@step(r"I should see the phrase [\"'](.+)[\"']")
def see(driver: Driver, phrase: str) -> None:
    driver.see(phrase)


@step(r"I should explicitly see the phrase \"(.+)\"")
def see_anyhow(driver: Driver, phrase: str) -> None:
    driver.see_anyhow(phrase)


@step(r"I should not see the phrase [\"'](.+)[\"']")
def not_see(driver: Driver, phrase: str) -> None:
    driver.not_see(phrase)


@step(rf"I should see that {NAME} is {NAME}")
def see_value(driver: Driver, label: str, value: str) -> None:
    check(driver.control(label).get("value") == value, "another value")


@step(rf"I set {NAME} to {VALUE}")
def fill(driver: Driver, label: str, value: str) -> None:
    driver.fill(driver.control(label), value)


@step(rf"I set the {NTH} {NAME} to {VALUE}")
def fill_nth(driver: Driver, nth: str, label: str, value: str) -> None:
    driver.fill(driver.control(label, ORDINALS[nth]), value)


@step(rf"I set the text box to {VALUE}")
def fill_box(driver: Driver, value: str) -> None:
    driver.fill(driver.find(driver.text_boxes()), value)


@step(rf"I set text box (\d+) to {VALUE}")
def fill_nth_box(driver: Driver, nth: str, value: str) -> None:
    driver.fill(driver.find(driver.text_boxes(), nth=int(nth)), value)


@step(rf"I set the text area to {VALUE}")
def fill_area(driver: Driver, value: str) -> None:
    driver.fill(driver.find(driver.page.body.iter("textarea")), value)


@step(
    rf"I select {NAME} (?:in|from) the combobox(?: dropdown)?",
    rf"I set the combobox text to {VALUE}",
)
def fill_combobox(driver: Driver, value: str) -> None:
    driver.fill(driver.combobox(), value)


@step(rf"I select {NAME} as the {NAME}")
def select(driver: Driver, value: str, label: str) -> None:
    driver.select(value, label)


@step(rf"I select {NAME} as the {NTH} {NAME}")
def select_nth(driver: Driver, value: str, nth: str, label: str) -> None:
    driver.select(value, label, ORDINALS[nth])


@step(rf"I choose {NAME}")
def choose(driver: Driver, value: str) -> None:
    driver.page.choose(driver.find(driver.page.body.iter("select")), value)


@step(rf"I click the {NAME} option under {NAME}", rf"I click the option {NAME} under {NAME}")
def tick_under(driver: Driver, text: str, legend: str) -> None:
    driver.click(driver.option(text, driver.group(legend)))


@step(rf"I click the {NAME} option", rf"I click the option {NAME}")
def tick(driver: Driver, text: str) -> None:
    driver.click(driver.option(text))


@step(rf"I click the {NTH} option {NAME}")
def tick_nth(driver: Driver, nth: str, text: str) -> None:
    driver.click(driver.option(text, nth=ORDINALS[nth]))


@step(rf"I click the button {NAME}", rf"I click the {NAME} button", rf"I exit by clicking {NAME}")
def press(driver: Driver, name: str) -> None:
    driver.click(driver.button(name))


@step(rf"I click the {NTH} button {NAME}")
def press_nth(driver: Driver, nth: str, name: str) -> None:
    driver.click(driver.button(name, ORDINALS[nth]))


@step(rf"I click the (?:final )?link {NAME}")
def follow(driver: Driver, name: str) -> None:
    driver.click(driver.link(name))


@step(rf"I click the {NTH} link {NAME}")
def follow_nth(driver: Driver, nth: str, name: str) -> None:
    driver.click(driver.link(name, ORDINALS[nth]))


@step(rf"I select {FROM_MENU}")
def follow_in_menu(driver: Driver, name: str) -> None:
    driver.menu(name)


@step(r"I click the (?:question )?back button")
def go_back(driver: Driver) -> None:
    driver.click(driver.button("Back"))


@step(r"I reload the screen")
def reload(driver: Driver) -> None:
    driver.site.sit()


@step(r"I go to the help screen")
def open_help(driver: Driver) -> None:
    driver.click(driver.button("Help"))


@step(r"I go back to the question screen")
def close_help(driver: Driver) -> None:
    driver.click(driver.button("Back to question"))


@step(rf"I click the {NTH} choice help")
def open_choice_help(driver: Driver, nth: str) -> None:
    driver.click(driver.choice_help(ORDINALS[nth]))


@step(r"I unfocus")
def unfocus(driver: Driver) -> None:
    driver.unfocus()


@step(
    r"I wait ([\d.]+) seconds?",
    r"I scroll to the bottom",
    r"I screenshot the page",
    r"I (?:spend at least|set the window size) .*",
)
def do_nothing(driver: Driver, *said: str) -> None:
    """Nothing here takes time."""
