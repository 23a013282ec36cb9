"""Texts of the installation open in the row they were sealed for, and nowhere else."""

from __future__ import annotations

import base64

import pytest

from privacy.models import KeyShare
from privacy.vault.errors import SealBroken, WrongKey
from privacy.vault.texts import mark_text, open_text, seal_text

pytestmark = pytest.mark.django_db
TEXT = "Zebrafinch7731 ä"


def test_a_text_opens_where_it_was_sealed_and_is_not_in_what_is_kept():
    sealed = seal_text(TEXT, table="things", row="1")
    assert open_text(sealed, table="things", row="1") == TEXT
    assert TEXT.encode() not in base64.urlsafe_b64decode(sealed)


def test_the_same_text_never_looks_the_same_twice():
    assert seal_text(TEXT, table="things", row="1") != seal_text(TEXT, table="things", row="1")


@pytest.mark.parametrize(("table", "row"), [("things", "2"), ("others", "1")])
def test_a_text_moved_to_another_row_or_table_does_not_open(table, row):
    sealed = seal_text(TEXT, table="things", row="1")
    with pytest.raises(SealBroken):
        open_text(sealed, table=table, row=row)


@pytest.mark.parametrize("damaged", ["", "x", "JBSWY3DPEHPK3PXP", "ünlesbar"])
def test_what_was_never_sealed_does_not_open(damaged):
    with pytest.raises(SealBroken):
        open_text(damaged, table="things", row="1")


def test_another_installation_cannot_open_it():
    sealed = seal_text(TEXT, table="things", row="1")
    KeyShare.objects.filter(kind=KeyShare.Kind.SERVER).delete()
    with pytest.raises(WrongKey):
        open_text(sealed, table="things", row="1")


def test_a_mark_is_the_same_for_the_same_and_says_nothing():
    found = mark_text("https://a.example", TEXT, use="tests")
    assert found == mark_text("https://a.example", TEXT, use="tests")
    assert len(found) == 64
    others = [
        mark_text("https://a.example", TEXT, use="others"),
        mark_text("https://a.exampl", f"e{TEXT}", use="tests"),
        mark_text("https://a.example", TEXT.upper(), use="tests"),
    ]
    assert len({found, *others}) == 4


def test_another_installation_makes_other_marks():
    found = mark_text(TEXT, use="tests")
    KeyShare.objects.filter(kind=KeyShare.Kind.SERVER).delete()
    assert mark_text(TEXT, use="tests") != found
