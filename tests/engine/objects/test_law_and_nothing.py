"""Cases, courts and parties; and what stands for nothing."""

from __future__ import annotations

import pytest

from tests.engine.contexts import Trial, assert_gives


def test_a_case_has_a_court_and_two_sides():
    trial = Trial()
    trial.run("case = Case('case')")
    assert trial.missing("case.plaintiff[0].name.full()") == "case.plaintiff[0].name.first"
    assert trial.missing("str(case.court)") == "case.court.name"
    assert trial.missing("case.court.jurisdiction.state") == "case.court.jurisdiction.state"
    assert trial.missing("case.case_id_in_caption()") == "case.case_id"
    trial.run("case.case_id, case.court.name = 'C-7', 'Land Court'")
    assert trial("[case.case_id_in_caption(), str(case.court)]") == ["Case No. C-7", "Land Court"]


def test_the_people_of_a_case_are_known_without_asking():
    trial = Trial()
    trial.run("case = Case('case')\ncase.plaintiff.appendObject(name='Ada')\ncase.defendant = 'X'")
    assert trial("[str(each) for each in case.all_known_people()]") == ["Ada"]


def test_parties_and_children_are_people():
    assert_gives(
        {
            "class_name(PartyList('a')[0])": "Individual",
            "class_name(ChildList('a')[0])": "Individual",
            "class_name(PartyList.using(object_type=Person)('a')[0])": "Person",
        }
    )


def test_a_filing_bears_the_name_of_its_case():
    trial = Trial()
    trial.run("filing = LegalFiling('filing')")
    assert trial.missing("filing.caption()") == "filing.case"
    trial.run("filing.case = Case('king_v_acme')")
    assert trial("filing.caption()") == "king v acme"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("str(nothing)", ""),
        ("str(DAEmpty(str='not applicable'))", "not applicable"),
        ("bool(nothing)", False),
        ("len(nothing)", 0),
        ("[each for each in nothing]", []),
        ("'a' in nothing", False),
        ("nothing == ''", True),
        ("nothing == None", True),
        ("nothing == DAEmpty('other')", True),
        ("nothing == 'a'", False),
        ("nothing.whatever is nothing", True),
        ("nothing[3] is nothing", True),
        ("str(nothing.total(5).of['all'])", ""),
        ("hasattr(nothing, 'colour')", False),
    ],
)
def test_nothing_lets_itself_be_asked_anything(source, value):
    trial = Trial()
    trial.run("nothing = DAEmpty('nothing')")
    assert trial(source) == value


def test_nothing_keeps_what_it_is_given():
    trial = Trial()
    trial.run("nothing = DAEmpty('nothing')\nnothing.colour = 'red'")
    assert trial("nothing.colour") == "red"
