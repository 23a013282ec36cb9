"""Names, and things and people that bear one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.context import Surroundings
from interviews.engine.errors import ExpressionFailed
from interviews.engine.veil import unveil
from tests.engine.contexts import NOW, Trial

ADA = """
ada = Individual('ada', gender='female', birthdate='12/10/1990', email='ada@example.com')
ada.name.first, ada.name.middle, ada.name.last = 'Ada', 'Byron', 'King'
firm = Organization('firm', name='Acme, Inc.', email='info@example.com')
spoon = Thing('spoon', name='Spoon')
"""


def cast(more: str = "") -> Trial:
    trial = Trial()
    trial.run(ADA + more)
    return trial


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("str(ada)", "Ada B. King"),
        ("str(ada.name)", "Ada B. King"),
        ("ada.name.full()", "Ada B. King"),
        ("ada.name.full(middle='full')", "Ada Byron King"),
        ("ada.name.full(middle=False)", "Ada King"),
        ("ada.name.firstlast()", "Ada King"),
        ("ada.name.lastfirst()", "King, Ada"),
        ("ada.name.familiar()", "Ada"),
        ("ada.familiar()", "Ada"),
        ("ada.name.middle_initial()", "B."),
        ("ada.name.middle_initial(with_period=False)", "B"),
        ("ada.initials()", "ABK"),
        ("[ada.name.defined(), ada.identified()]", [True, True]),
        ("str(firm)", "Acme, Inc."),
        ("[firm.name.firstlast(), firm.name.lastfirst()]", ["Acme, Inc.", "Acme, Inc."]),
        ("[firm.name.familiar(), firm.name.middle_initial()]", ["Acme, Inc.", ""]),
        ("[firm.name.text, firm.name.defined()]", ["Acme, Inc.", True]),
        ("[str(spoon), spoon.name.instanceName]", ["Spoon", "spoon.name"]),
        (
            "ada.email_address()",
            '"Ada B. King" <ada@example.com>',
        ),
        ("ada.email_address(include_name=False)", "ada@example.com"),
        ("firm.email_address()", '"Acme, Inc." <info@example.com>'),
        ("spoon.object_name()", "spoon"),
    ],
)
def test_a_name_is_said_in_many_ways(source, said):
    assert cast()(source) == said


def test_a_suffix_follows_the_name():
    trial = cast("ada.name.suffix = 'III'\n")
    assert trial("ada.name.full()") == "Ada B. King III"
    assert trial("ada.name.full(use_suffix=False)") == "Ada B. King"
    assert trial("ada.name.lastfirst()") == "King, Ada III"


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("str(eve)", "eve.name.first"),
        ("eve.name.firstlast()", "eve.name.first"),
        ("eve.name.lastfirst()", "eve.name.last"),
        ("eve.familiar()", "eve.name.first"),
        ("eve.age_in_years()", "eve.birthdate"),
        ("eve.age_in_months()", "eve.birthdate"),
        ("eve.salutation()", "eve.gender"),
        ("eve.email_address()", "eve.email"),
        ("eve.sms_number()", "eve.phone_number"),
        ("eve.address_block()", "eve.name.first"),
        ("str(Person('x'))", "x.name.text"),
        ("Organization('x').will_handle(problem='rent')", "x.handles"),
    ],
)
def test_what_is_not_known_of_somebody_is_asked_for(source, missing):
    trial = Trial()
    trial.run("eve = Individual('eve')\nset_info(user=eve)")
    assert trial("[eve.identified(), eve.name.defined()]") == [False, False]
    assert trial.missing(source) == missing


def test_a_name_that_is_set_as_a_text_is_the_whole_name():
    trial = cast("ada.name = 'Ada, Countess of Lovelace'\nspoon.name = 'Fork'\n")
    assert trial("[str(ada), str(spoon), ada.name.uses_parts]") == [
        "Ada, Countess of Lovelace",
        "Fork",
        False,
    ]
    whole = ["ada.name.firstlast()", "ada.name.lastfirst()", "ada.familiar()"]
    assert {trial(source) for source in whole} == {"Ada, Countess of Lovelace"}
    assert trial("ada.name.defined()") is True


def test_somebody_may_be_called_by_the_first_name():
    assert cast("ada.use_familiar = True\n")("str(ada)") == "Ada"


def test_another_object_may_be_the_name():
    trial = cast("ada.name = DAObject('nick')\n")
    assert trial("[ada.familiar(), ada.identified()]") == ["nick", False]
    assert trial("ada.salutation(with_name=True)") == "Ms. nick"


@pytest.mark.parametrize(
    ("source", "age"),
    [
        ("ada.age_in_years()", 35),
        ("ada.age_in_years(as_of='12/10/2000')", 10),
        ("ada.age_in_years(as_of='12/9/2000')", 9),
        ("ada.age_in_months()", 431),
        ("ada.age_in_months(as_of='1/10/1991')", 1),
        ("ada.age_in_months(decimals=True, as_of='1/10/1991')", 1.0),
        ("round(ada.age_in_years(decimals=True), 2)", 35.96),
    ],
)
def test_an_age_follows_from_the_date_of_birth(source, age):
    assert cast()(source) == age


def test_an_age_that_is_known_counts_first():
    trial = cast("ada.age = 40\n")
    assert trial("[ada.age_in_years(), ada.age_in_years(decimals=True)]") == [40, 40.0]
    assert trial("ada.age_in_months()") == 431


@pytest.mark.parametrize(
    ("known", "title"),
    [
        ("", "Ms."),
        ("ada.gender = 'Male'", "Mr."),
        ("ada.gender = 'other'", "Mx."),
        ("ada.is_doctor = True", "Dr."),
        ("ada.is_judge = True", "Judge"),
        ("ada.name.suffix = 'M.D.'", "Dr."),
        ("ada.name.suffix = 'PhD'", "Dr."),
        ("ada.name.suffix = 'J'", "Judge"),
        ("ada.name.suffix = 'Jr'", "Ms."),
        ("ada.salutation_to_use = 'Countess'", "Countess"),
    ],
)
def test_somebody_is_greeted_by_a_title(known, title):
    trial = cast(known)
    assert trial("ada.salutation()") == title
    assert trial("ada.salutation(with_name=True)") == f"{title} King"
    assert trial("ada.salutation(with_name_and_punctuation=True)") == f"{title} King:"
    assert trial("ada.salutation(with_period=False)") == title.rstrip(".")


def test_a_friend_is_greeted_with_a_comma():
    trial = cast("ada.is_friendly = True\n")
    assert trial("ada.salutation(with_name_and_punctuation=True)") == "Ms. King,"


def test_who_has_one_name_only_is_greeted_by_it():
    assert cast("ada.name = 'Cher'\n")("ada.salutation(with_name=True)") == "Ms. Cher"
    trial = cast("ada.delattr('name')\n")
    assert trial("ada.salutation(with_name=True)") == "Ms. ada"


def test_an_address_that_is_not_yet_named_stands_alone():
    trial = Trial()
    trial.run("eve = Individual('eve', email='eve@example.com')")
    assert trial("eve.email_address()") == "eve@example.com"
    assert trial.missing("eve.email_address(include_name=True)") == "eve.name.first"


@given(st.text(min_size=1))
def test_a_name_before_an_address_never_breaks_out_of_its_quotes(name):
    trial = Trial(name=name)
    trial.run("firm = Person('firm', name=name, email='a@example.com')")
    said = trial("firm.email_address()").removesuffix(" <a@example.com>")
    if said.startswith('"'):
        said = said[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in said
    assert "\\" not in said


@pytest.mark.parametrize(
    ("known", "number"),
    [
        ("ada.phone_number = '202-555-0143'", "+12025550143"),
        ("ada.phone_number, ada.mobile_number = '1', '202-555-0144'", "+12025550144"),
        ("ada.phone_number, ada.country = '030 1234567', 'DE'", "+49301234567"),
        ("ada.phone_number, ada.address.country = '030 1234567', 'DE'", "+49301234567"),
        ("ada.phone_number = 'unknown'", "unknown"),
        ("ada.phone_number, ada.address = '202-555-0143', 'Main St'", "+12025550143"),
    ],
)
def test_a_mobile_number_is_dialled_as_its_country_has_it(known, number):
    assert cast(known)("ada.sms_number()") == number


def test_a_country_may_be_said_when_a_number_is_dialled():
    trial = cast("ada.phone_number = '030 1234567'\n")
    assert trial("ada.sms_number(country='DE')") == "+49301234567"


def test_an_address_block_has_the_name_first():
    trial = cast("ada.address.address, ada.address.city = '1 Main St', 'Rome'\n")
    said = unveil(trial("ada.address_block()"))
    assert said == "Ada B. King [NEWLINE] 1 Main St [NEWLINE] Rome"
    assert (
        unveil(cast("ada.address = 'Rome'\n")("ada.address_block()")) == "Ada B. King [NEWLINE] "
    )


def test_people_have_what_belongs_to_them():
    trial = cast()
    assert trial("[ada.address.instanceName, ada.location.known]") == ["ada.address", False]
    assert trial("[class_name(firm.office), firm.office[0].instanceName]") == [
        "OfficeList",
        "firm.office[0]",
    ]
    trial.run("home = Address('home')\nbob = Person('bob', address=home)")
    assert trial("bob.address is home") is True


def test_an_organisation_knows_what_it_does_and_where():
    trial = cast("firm.handles, firm.serves = ['rent'], ['Suffolk']\n")
    assert trial("firm.will_handle(problem='rent', county='Suffolk')") is True
    assert trial("firm.will_handle(problem='rent', county='Essex')") is False
    assert trial("[firm.will_handle(problem='tax'), firm.will_handle()]") == [False, True]


def test_the_account_hints_at_the_name_of_the_user_alone():
    trial = cast("set_info(user=ada)\n")
    trial.surroundings = Surroundings(now=NOW, user_name="Ada Byron King")
    assert trial("[ada.first_name_hint(), ada.last_name_hint()]") == ["Ada", "King"]
    assert trial("[spoon.name.text, Individual('x').first_name_hint()]") == ["Spoon", ""]


def test_an_age_without_a_date_is_refused():
    with pytest.raises(ExpressionFailed, match="none"):
        cast("ada.birthdate = 'long ago'\n")("ada.age_in_years()")
