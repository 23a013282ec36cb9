"""How rows go: by one statement, counted."""

from __future__ import annotations

import pytest

from privacy.models import Job
from privacy.retention.methods import KeepRows, delete_rows

pytestmark = pytest.mark.django_db


def test_rows_that_were_deleted_are_counted():
    Job.objects.create(kind="a")
    Job.objects.create(kind="b")
    assert delete_rows(Job.objects.filter(kind="a")) == 1
    assert Job.objects.count() == 1


def test_no_rows_are_none_also_when_nothing_is_asked_of_the_database():
    assert delete_rows(Job.objects.filter(kind="a")) == 0
    assert delete_rows(Job.objects.filter(pk__in=[])) == 0


def test_rows_that_stay_are_counted_and_left_alone():
    Job.objects.create(kind="a")
    assert KeepRows().describe(1, "jobs") == "1 jobs emptied"
    assert KeepRows().execute(Job.objects.all()) == 1
    assert Job.objects.get().kind == "a"
