"""How a text speaks of people, things and groups: pronouns, verbs, possessives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.functions import english
from tests.engine.contexts import Trial

CAST = """
me = Individual.using(_point_of_view='1')('me')
user = Individual('user')
him = Individual('him', gender='male', name='Bob')
her_ = Individual('her_', gender='Female')
her_.name.first, her_.name.last = 'Ada', 'King'
them = Individual('them', gender='other', name='Kim')
firm = Person('firm', name='Acme')
one = DAList('one', elements=[Individual(gender='male', name='Bob')])
several = DAList('several', elements=['Bob', 'Ada'])
we = DAList.using(_point_of_view='1p')('we', elements=['Bob', 'Ada'])
you = DAList.using(_point_of_view='2p')('you', elements=['Bob', 'Ada'])
thing = DAList('thing', elements=['spoon'])
set_info(user=user)
"""


@pytest.fixture(scope="module")
def cast() -> Trial:
    trial = Trial()
    trial.run(CAST)
    return trial


@pytest.mark.parametrize(
    ("who", "objective", "subjective", "possessive", "reflexive"),
    [
        ("me", "me", "I", "my hat", "myself"),
        ("user", "you", "you", "your hat", "yourself"),
        ("him", "him", "he", "his hat", "himself"),
        ("her_", "her", "she", "her hat", "herself"),
        ("them", "them", "they", "their hat", "themselves"),
        ("firm", "it", "it", "its hat", "itself"),
        ("one", "him", "he", "his hat", "himself"),
        ("several", "them", "they", "their hat", "themselves"),
        ("we", "us", "we", "our hat", "ourselves"),
        ("you", "you", "you", "your hat", "yourselves"),
        ("thing", "it", "it", "its hat", "itself"),
    ],
)
def test_everybody_has_pronouns(cast, who, objective, subjective, possessive, reflexive):
    assert cast(f"{who}.pronoun()") == cast(f"{who}.pronoun_objective()") == objective
    assert cast(f"{who}.pronoun_subjective()") == subjective
    assert cast(f"{who}.pronoun_possessive('hat')") == possessive
    assert cast(f"{who}.itself()") == reflexive


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("user.is_are_you()", "are you"),
        ("firm.is_are_you(capitalize=True)", "Is Acme"),
        ("me.is_are_you()", "am I"),
        ("several.is_are_you()", "are Bob and Ada"),
        ("user.do_question('sue')", "do you sue"),
        ("firm.do_question('sue', capitalize=True)", "Does Acme sue"),
        ("firm.did_question('sue')", "did Acme sue"),
        ("user.were_question('married')", "were you married"),
        ("firm.were_question('sold')", "was Acme sold"),
        ("me.were_question('late')", "was I late"),
        ("we.were_question('late')", "were we late"),
        ("user.have_question('lied')", "have you lied"),
        ("firm.have_question('lied')", "has Acme lied"),
        ("user.does_verb('testify')", "testify"),
        ("firm.does_verb('testify')", "testifies"),
        ("firm.does_verb('testify', past=True)", "testified"),
        ("several.does_verb('testify')", "testify"),
        ("one.does_verb('testify')", "testifies"),
        ("firm.does_verb('be')", "is"),
        ("several.does_verb('is')", "are"),
        ("me.does_verb('be')", "am"),
        ("firm.did_verb('be')", "was"),
        ("several.did_verb('be')", "were"),
        ("user.did_verb('testify', capitalize=True)", "Testified"),
        ("user.subject()", "you"),
        ("firm.subject()", "Acme"),
        ("firm.subjective_pronoun_or_name()", "Acme"),
        ("user.pronoun_or_name()", "you"),
        ("firm.pronoun_or_name()", "Acme"),
        ("user.yourself_or_name(capitalize=True)", "Yourself"),
        ("firm.yourself_or_name()", "Acme"),
        ("user.possessive('hat')", "your hat"),
        ("her_.possessive('hat')", "Ada King's hat"),
        ("her_.pronoun(capitalize=True)", "Her"),
        ("user.pronoun_objective(capitalize=True)", "You"),
        ("several.possessive('hat')", "severals' hat"),
    ],
)
def test_texts_speak_of_them_in_the_right_form(cast, source, said):
    assert cast(source) == said


def test_the_user_may_be_spoken_of_as_somebody_else():
    trial = Trial()
    trial.run("ada = Individual('ada', gender='female')\nset_info(user=ada)")
    assert trial("[ada.pronoun(), ada.pronoun(third_person=True)]") == ["you", "her"]
    assert trial("ada.pronoun_subjective(third_person=True, capitalize=True)") == "She"
    assert trial("ada.pronoun_possessive('hat', third_person=True)") == "her hat"
    trial.run("we = DAList.using(_point_of_view='1p')('we', elements=['a', 'b'])")
    assert trial("[we.pronoun(), we.pronoun(third_person=True)]") == ["us", "them"]
    trial.run("i = DAList.using(_point_of_view='1')('i', elements=['a'])")
    assert trial("[i.pronoun(), i.pronoun(third_person=True)]") == ["me", "it"]


def test_nobody_is_asked_for_a_gender_where_the_name_is_said():
    trial = Trial()
    trial.run("ada = Individual('ada', name='Ada')")
    assert trial("ada.is_are_you() + ada.does_verb('sue') + ada.possessive('hat')")
    assert trial.missing("ada.pronoun()") == "ada.gender"


@given(st.sampled_from(["sue", "testify", "be", "go", "plan", "do"]), st.integers(0, 3))
def test_what_several_do_is_the_verb_itself(verb, number):
    trial = Trial(names=["x"] * number)
    trial.run("people = DAList('people', elements=names)")
    alone = english.verb_present(verb)
    several = "are" if verb == "be" else verb
    assert trial(f"people.does_verb('{verb}')") == (alone if number == 1 else several)
