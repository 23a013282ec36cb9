"""Countries, states, telephone numbers, and who the user is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.context import Surroundings
from interviews.engine.errors import ExpressionFailed
from interviews.engine.functions.people import e164
from tests.engine.contexts import NOW, Trial, assert_gives


def test_countries_and_states_have_names():
    assert_gives(
        {
            "country_name('FR')": "France",
            "country_name('XX')": "XX",
            "{'DE': 'Germany'} in countries_list()": True,
            "state_name('MA')": "Massachusetts",
            "state_name('ZZ')": "ZZ",
            "state_name('BY', country_code='DE')": "Bayern",
            "states_list()['TX']": "Texas",
            "states_list('US', abbreviate=True)['TX']": "TX",
            "states_list('XX')": {},
            "'ON' in states_list(country_code='CA')": True,
            "subdivision_type('CA')": "province",
            "subdivision_type('XX')": None,
            "subdivision_type('JP')": "prefecture",
            "[state_name('BY', 'DE'), state_name('ON', country='CA')]": ["Bayern", "Ontario"],
            "[country_name('FR', language='fr'), len(name_suffix(language='en'))]": ["France", 7],
            "countries_list(language='en')[0]": {"AF": "Afghanistan"},
            "'ON' in states_list(country='CA')": True,
            "iso_country('Germany')": "DE",
            "[iso_country(each) for each in ('us', 'USA', '840')]": ["US", "US", "US"],
            "[iso_country('FR', p) for p in ('alpha_3', 'numeric')]": ["FRA", "250"],
            "[iso_country('FR', part=p) for p in ('name', 'official_name')]": [
                "France",
                "France",
            ],
            "name_suffix()": ["Jr", "Sr", "II", "III", "IV", "V", "VI"],
            "get_country()": "US",
        }
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [("iso_country('Nowhere')", "no such country"), ("iso_country('FR', 'x')", "no such part")],
)
def test_a_country_that_there_is_not_is_a_mistake(source, said):
    with pytest.raises(ExpressionFailed, match=said):
        Trial()(source)


def test_an_interview_says_which_country_is_meant():
    trial = Trial()
    trial.run("set_country('DE')")
    assert trial("get_country()") == "DE"
    assert trial("'BY' in states_list()") is True
    assert trial("phone_number_in_e164('030 1234567')") == "+49301234567"


def test_telephone_numbers_are_read_and_written():
    assert_gives(
        {
            "phone_number_in_e164('(202) 555-0143')": "+12025550143",
            "phone_number_in_e164('1 202 555 0143')": "+12025550143",
            "phone_number_in_e164('05 56 81 94 55', country='FR')": "+33556819455",
            "phone_number_in_e164('06 1234 5678', country='IT')": "+390612345678",
            "phone_number_in_e164('+49 30 1234567')": "+49301234567",
            "phone_number_in_e164('0049 30 1234567')": "+49301234567",
            "phone_number_in_e164('٢٠٢٥٥٥٠١٤٣')": "+12025550143",
            "phone_number_in_e164('555-0143')": None,
            "phone_number_in_e164('+1')": None,
            "phone_number_in_e164('12', country='FR')": None,
            "phone_number_in_e164('call me²')": None,
            "phone_number_is_valid('202-555-0143')": True,
            "phone_number_is_valid('202-555')": False,
            "phone_number_formatted('2025550143')": "(202) 555-0143",
            "phone_number_formatted(' 030 1234567 ', country='DE')": "030 1234567",
            "phone_number_formatted('12')": None,
            "[phone_number_part('202-555-0143', n) for n in range(4)]": ["202", "555", "0143", ""],
            "phone_number_part('12', 0)": "",
        }
    )


@given(st.text(), st.sampled_from(["US", "DE", "FR", "IT", "XX"]))
def test_a_dialled_number_has_a_plus_and_ascii_digits_only(text, country):
    dialled = e164(text, country)
    assert dialled == "" or (dialled[0] == "+" and dialled[1:].isascii() and dialled[1:].isdigit())


def test_what_an_interview_says_of_the_user_can_be_asked_for():
    trial = Trial()
    trial.run("set_info(user='Ada', role='client')")
    assert trial("[get_info('role'), get_info('nothing')]") == ["client", None]


@pytest.mark.parametrize(("email", "known"), [("alice@example.com", True), ("", False)])
def test_who_is_logged_in_is_known(email, known):
    trial = Trial()
    trial.surroundings = Surroundings(now=NOW, user_email=email)
    assert trial("user_logged_in()") is known
