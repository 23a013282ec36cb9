"""No list of the administration is asked out: it is narrowed by its filters and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from interviews.models import InterviewSession
from tests.accounts.test_granting import make_role, office_of
from tests.dasite.furnished import furnish
from tests.people import let_in, make_person

pytestmark = pytest.mark.django_db
REFUSED = 400


@pytest.fixture
def office() -> Client:
    return let_in(Client(), make_person("root", is_staff=True, is_superuser=True))


def known(page) -> set[str]:
    """Return what the filters of a list are called."""
    named = {getattr(one, "parameter_name", one) for one in page.list_filter}
    return {*named, page.date_hierarchy, "id", page.opts.pk.name}


def is_list(answer: Any) -> bool:
    """Return whether it is one of Django's lists; a page of its own narrows nothing."""
    return answer.status_code == 200 and "cl" in (answer.context_data or {})


def test_no_list_is_narrowed_by_a_field_that_is_no_filter_of_it(office):
    let_through = []
    for model, page in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if not is_list(office.get(url)):
            continue
        for field in model._meta.get_fields():
            if field.name in known(page):
                continue
            for how in ("", "__startswith", "__isnull", "__pk", "__email__startswith"):
                asked = office.get(url, {f"{field.name}{how}": "1"})
                if is_list(asked):
                    let_through.append(f"{url}?{field.name}{how}")
    assert let_through == []


@pytest.mark.parametrize("how", ["password__startswith", "password__gt", "password", "email__gt"])
def test_whoever_sees_people_reads_no_password_letter_by_letter(how):
    alice, clerk = make_person("alice"), make_person("clerk", is_staff=True)
    clerk.groups.add(make_role("Eyes", "accounts.see_people"))
    people = office_of(clerk)
    asked = people.get("/admin/accounts/user/", {how: alice.password[:12]})
    assert asked.status_code == REFUSED
    assert people.get("/admin/accounts/user/", {"is_active__exact": "1"}).status_code == 200


def test_whoever_sees_that_sessions_exist_does_not_see_whose():
    furnish()
    session = InterviewSession.objects.get()
    clerk = make_person("clerk", is_staff=True)
    clerk.groups.add(make_role("Eyes", "interviews.see_sessions"))
    eyes, url = office_of(clerk), "/admin/interviews/interviewsession/"
    for asked in ("owner", "owner_id", "owner__id", "owner__email__startswith", "subject_id"):
        value = str(session.subject_id if asked == "subject_id" else session.owner_id)
        assert eyes.get(url, {asked: value}).status_code == REFUSED
    assert eyes.get(url, {"status__exact": "finished"}).status_code == 200


def test_the_filters_of_each_list_still_narrow_it(office):
    for model, page in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for one in page.list_filter:
            name = getattr(one, "parameter_name", None) or f"{one}__exact"
            assert office.get(url, {name: ""}).status_code in {200, 302}
