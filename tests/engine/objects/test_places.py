"""Addresses, cities and events. Nothing is ever looked up outside."""

from __future__ import annotations

import pytest

from interviews.engine.veil import unveil
from tests.engine.contexts import Trial

HOME = "home = Address('home', address='1 Main St', city='Rome', state='NY', zip='13440')\n"


def at(more: str = "") -> Trial:
    trial = Trial()
    trial.run(HOME + more)
    return trial


def shown(trial: Trial, source: str) -> str:
    return unveil(trial(source)).replace(" [NEWLINE] ", " / ")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("home.line_one()", "1 Main St"),
        ("home.line_two()", "Rome, NY 13440"),
        ("home.on_one_line()", "1 Main St, Rome, NY 13440"),
        ("home.block()", "1 Main St / Rome, NY 13440"),
        ("str(home)", "1 Main St / Rome, NY 13440"),
        ("home.block(international=True)", "1 MAIN ST / ROME, NY 13440"),
        ("home.state_name()", "New York"),
        ("home.formatted_unit()", ""),
    ],
)
def test_an_address_is_said_on_one_line_or_several(source, said):
    assert shown(at(), source) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("home.unit = '2000'", "Unit 2000"),
        ("home.unit = 'Suite 2000'", "Suite 2000"),
        ("home.floor = '3'", "Floor 3"),
        ("home.room = 'A7'", "Room A7"),
    ],
)
def test_a_unit_is_named(known, said):
    trial = at(known)
    assert trial("home.formatted_unit()") == said
    assert trial("home.on_one_line()") == f"1 Main St, {said}, Rome, NY 13440"
    assert trial("home.on_one_line(include_unit=False)") == "1 Main St, Rome, NY 13440"
    assert trial("home.formatted_unit(require=True)") == said


def test_a_unit_that_must_be_there_is_asked_for():
    assert at().missing("home.formatted_unit(require=True)") == "home.unit"
    trial = at("home.unit = ''\n")
    assert trial("home.formatted_unit(require=True)") == ""


def test_a_country_is_named_if_it_is_another_one():
    trial = at("home.country = 'US'\n")
    assert trial("home.on_one_line()").endswith("13440")
    assert trial("home.on_one_line(show_country=True)").endswith("13440, United States")
    assert shown(trial, "home.block(international=True)").endswith(" / UNITED STATES")
    trial.run("set_country('FR')")
    assert trial("home.on_one_line()").endswith("United States")
    assert trial("home.on_one_line(show_country=False)").endswith("13440")
    assert trial("home.country_name()") == "United States"


def test_an_address_needs_no_more_than_street_and_city():
    trial = Trial()
    trial.run("home = Address('home')")
    assert trial.missing("home.on_one_line()") == "home.address"
    trial.run("home.address, home.city, home.postal_code = '1 Main St', 'Rome', '00100'")
    assert trial("home.on_one_line()") == "1 Main St, Rome 00100"
    assert trial.missing("home.state_name()") == "home.state"


def test_a_city_has_no_street():
    trial = Trial()
    trial.run("rome = City('rome', city='Rome', state='NY')")
    assert trial("[str(rome), rome.line_one(), rome.on_one_line()]") == [
        "Rome, NY",
        "",
        "Rome, NY",
    ]


def test_an_address_is_never_looked_up():
    trial = at("home.reset_geocoding()\n")
    assert trial("[home.geocode(), home.geolocate(reset=True), home.normalize()]") == [False] * 3
    assert trial("[home.was_geocoded(), home.was_geocoded_successfully()]") == [False] * 2
    assert (
        trial("[home.location.known, home.location.gathered, home.location.status()]")
        == [False] * 3
    )


def test_an_event_has_a_place():
    trial = Trial()
    trial.run("party = Event('party')\nhome = City('home', city='Rome')")
    assert trial("[class_name(party.address), party.location.known]") == ["Address", False]
    assert trial.missing("str(party)") == "party.address.address"
    trial.run("ball = Event('ball', address=home)")
    assert trial("str(ball)") == "Rome"


def test_offices_are_addresses():
    trial = Trial()
    trial.run("offices = OfficeList('offices', there_are_any=True)")
    assert trial.missing("str(offices)") == "offices[0].address"
