"""Permissions on one interview: given from its page, seen nowhere else, gone with it."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm

from interviews.models import InterviewSession, InterviewSource
from interviews.rights import DELETE, EXPORT, PUBLISH, SEE
from interviews.services.publishing import publish_packages
from privacy.models import AuditEntry, Hold, Look
from privacy.permissions import rows_of
from privacy.retention import holding
from privacy.retention.targets import get_target
from tests.interviews.conftest import FIVE, NOW, Walk, log_in, make_person
from tests.people import let_in

SOURCES = "/admin/interviews/interviewsource/"
SESSIONS = "/admin/interviews/interviewsession/"
MANAGE = "accounts.manage_roles"


def office_of(person) -> Client:
    return let_in(Client(), person)


def make_staff(name: str, *permissions: str):
    person = make_person(name, is_staff=True)
    role = Group.objects.create(name=f"Role of {name}")
    role.permissions.set(rows_of(permissions).values())
    person.groups.add(role)
    return person


@pytest.fixture
def helpers(db) -> Group:
    return Group.objects.create(name="Helpers")


@pytest.fixture
def other(source) -> InterviewSource:
    """A second interview, on which nothing is given."""
    publish_packages({"test.other": {"data/questions/other.yml": FIVE}}, is_listed=True, now=NOW)
    return InterviewSource.objects.get(path="data/questions/other.yml")


def page_of(source: InterviewSource) -> str:
    return f"{SOURCES}{source.pk}/permissions/"


def give(client: Client, source, holder, *permissions: str):
    kind = "role" if isinstance(holder, Group) else "person"
    url = f"{page_of(source)}{kind}/{holder.pk}/"
    return client.post(url, {"permissions": permissions}, follow=True)


def written() -> list:
    rows = AuditEntry.objects.order_by("pk")
    return [(row.what, row.role, row.person, row.interview, row.about) for row in rows]


def test_an_administrator_gives_and_takes_on_one_interview(source, helpers, alice):
    root = make_person("root", is_staff=True, is_superuser=True)
    office = office_of(root)
    give(office, source, helpers, SEE, DELETE)
    give(office, source, alice, SEE)
    page = office.get(page_of(source)).content.decode()
    assert "Helpers" in page
    assert page.count("<strong>here</strong>") == 3
    give(office, source, helpers, SEE)
    assert written() == [
        ("right given", helpers.pk, None, source.pk, DELETE),
        ("right given", helpers.pk, None, source.pk, SEE),
        ("right given", None, alice.pk, source.pk, SEE),
        ("right taken", helpers.pk, None, source.pk, DELETE),
    ]
    assert {row.by for row in AuditEntry.objects.all()} == {root.pk}


def test_nobody_gives_here_what_they_do_not_hold_here(source, other, helpers):
    manager = make_staff("manager", MANAGE)
    assign_perm(SEE, manager, source)
    office = office_of(manager)
    page = give(office, source, helpers, SEE, DELETE).content.decode()
    assert "There is a problem" in page
    give(office, other, helpers, SEE)
    assert not GroupObjectPermission.objects.exists()
    give(office, source, helpers, SEE)
    assert GroupObjectPermission.objects.count() == 1


def test_what_stands_above_stays_when_something_below_is_given(source, helpers):
    manager = make_staff("manager", MANAGE, SEE)
    assign_perm(DELETE, helpers, source)
    give(office_of(manager), source, helpers, SEE)
    assert GroupObjectPermission.objects.count() == 2
    give(office_of(manager), source, helpers)
    assert GroupObjectPermission.objects.get().permission.codename == "delete_sessions"


def test_nobody_gives_something_to_themselves(source):
    manager = make_staff("manager", MANAGE, SEE)
    page = give(office_of(manager), source, manager, SEE).content.decode()
    assert "Nobody gives something to themselves" in page
    assert not UserObjectPermission.objects.exists()


def test_without_the_permission_to_manage_nobody_gives(source, helpers, alice, charlie):
    reader = office_of(make_staff("reader", SEE))
    assert reader.get(page_of(source)).status_code == 200
    assert give(reader, source, helpers, SEE).status_code == 403
    assert reader.post(f"{page_of(source)}person/", {"number": alice.pk}).status_code == 403
    for client in (log_in(charlie), office_of(make_person("none", is_staff=True))):
        assert client.get(page_of(source)).status_code in {302, 403}
        give(client, source, helpers, SEE)
    assert not GroupObjectPermission.objects.exists()


def test_a_person_is_chosen_by_number(source, alice):
    office = office_of(make_person("root", is_staff=True, is_superuser=True))
    find = f"{page_of(source)}person/"
    answer = office.post(find, {"number": str(alice.pk)})
    assert answer["Location"] == f"{find}{alice.pk}/"
    assert office.get(answer["Location"]).status_code == 200
    assert "no account" in office.post(find, {"number": "999999"}).content.decode()
    assert "There is a problem" in office.post(find, {}).content.decode()
    assert office.get(f"{page_of(source)}robot/1/").status_code == 404


def test_who_holds_something_on_one_interview_sees_that_one_alone(walk: Walk, other):
    bob = make_person("bob", is_staff=True)
    source = InterviewSource.objects.exclude(pk=other.pk).get()
    assign_perm(SEE, bob, source)
    office = office_of(bob)
    second = Walk(log_in(make_person("dora"))).begin(
        "/interview?i=test.other:data/questions/other.yml&reset=1"
    )
    listed = office.get(SESSIONS).content.decode()
    assert f"/interviewsession/{walk.session.pk}/" in listed
    assert f"/interviewsession/{second.session.pk}/" not in listed
    assert office.get(f"{SESSIONS}{walk.session.pk}/change/").status_code == 200
    assert office.get(f"{SESSIONS}{second.session.pk}/change/").status_code == 302
    assert office.get(f"{SOURCES}{source.pk}/change/").status_code == 200
    assert office.get(f"{SOURCES}{other.pk}/change/").status_code == 302
    assert office.get(page_of(other)).status_code == 404


def test_who_publishes_one_interview_sets_up_that_one_alone(source, other):
    bob = make_person("bob", is_staff=True)
    assign_perm(PUBLISH, bob, source)
    office = office_of(bob)
    assert office.post(f"{SOURCES}{source.pk}/change/", {"mode": "server"}).status_code == 302
    office.post(f"{SOURCES}{other.pk}/change/", {"mode": "server"})
    modes = dict(InterviewSource.objects.values_list("pk", "mode"))
    assert modes == {source.pk: "server", other.pk: "owner"}
    posted = {"action": "take_off_front_page", "_selected_action": [source.pk, other.pk]}
    office.post(SOURCES, posted)
    listed = InterviewSource.objects.filter(is_listed=True)
    assert [one.pk for one in listed] == [other.pk]
    assert office.get(f"{SOURCES}publish/").status_code == 403
    assert written() == [("setting", None, None, source.pk, "interview.mode")]


def test_what_was_given_goes_with_the_interview(source, other, helpers, alice):
    for one in (source, other):
        assign_perm(SEE, helpers, one)
        assign_perm(SEE, alice, one)
    other.delete()
    assert GroupObjectPermission.objects.get().object_pk == str(source.pk)
    assert UserObjectPermission.objects.get().object_pk == str(source.pk)


def erase(client: Client, *sessions) -> str:
    posted = {"action": "erase", "_selected_action": [one.pk for one in sessions]}
    preview = client.post(SESSIONS, posted, follow=True).content.decode()
    client.post(f"{SESSIONS}erase/", {"session": [one.pk for one in sessions]}, follow=True)
    return preview


def test_sessions_are_deleted_after_a_look_at_what_goes_and_their_person_is_told(walk, alice):
    clerk = make_staff("clerk", SEE, DELETE)
    preview = erase(office_of(clerk), walk.session)
    assert "This cannot be undone" in preview
    assert "1 interview session" in preview
    assert not InterviewSession.everything.exists()
    look = Look.objects.get(what="deleted")
    assert (look.subject_id, look.what, look.by) == (alice.subject_id, "deleted", clerk.pk)
    page = walk.client.get("/my-data/").content.decode()
    assert f"Role of clerk (person {clerk.pk}) deleted interviews of yours" in page


def test_looking_at_what_would_go_deletes_nothing(walk):
    office = office_of(make_staff("clerk", SEE, DELETE))
    posted = {"action": "erase", "_selected_action": [walk.session.pk]}
    assert "Keep them" in office.post(SESSIONS, posted).content.decode()
    assert office.get(f"{SESSIONS}erase/").status_code == 405
    assert InterviewSession.objects.exists()


def test_who_may_only_see_deletes_nothing_however_it_is_posted(walk, charlie):
    for client in (office_of(make_staff("eyes", SEE)), log_in(charlie)):
        erase(client, walk.session)
    office = office_of(make_staff("eyes2", SEE))
    assert office.post(f"{SESSIONS}erase/", {"session": [walk.session.pk]}).status_code == 403
    assert InterviewSession.objects.exists()


def test_who_deletes_on_one_interview_deletes_nothing_of_another(walk, other):
    clerk = make_staff("clerk", SEE)
    assign_perm(DELETE, clerk, other)
    preview = erase(office_of(clerk), walk.session)
    assert "None of these is yours to delete" in preview
    assert InterviewSession.objects.exists()
    assert not Look.objects.exclude(what="listed").exists()


def test_what_is_held_stays_and_nobody_is_told_otherwise(walk):
    root = make_person("root", is_staff=True, is_superuser=True)
    target = get_target("session")
    ref = target.find(str(walk.session.pk))
    holding.place(target, ref, reason="7/26", review_on=NOW.date(), now=NOW, by=None)
    office = office_of(root)
    answer = office.post(f"{SESSIONS}erase/", {"session": [walk.session.pk]}, follow=True)
    assert "there is a hold" in answer.content.decode()
    assert InterviewSession.objects.exists()
    assert Hold.objects.exists()
    assert not Look.objects.exclude(what="listed").exists()


def test_the_list_is_taken_along_without_answers_and_its_people_are_told(walk, alice):
    walk.answer(f0="Zebulon")
    InterviewSession.objects.update(title="=1+1")
    clerk = make_staff("clerk", SEE, EXPORT)
    posted = {"action": "export", "_selected_action": [walk.session.pk]}
    answer: Any = office_of(clerk).post(SESSIONS, posted)
    table = b"".join(answer.streaming_content).decode()
    head, row = csv.reader(io.StringIO(table))
    assert head[:2] == ["number", "interview"]
    assert row[:4] == [str(walk.session.pk), "'=1+1", "started", "1"]
    assert "Zebulon" not in table
    assert alice.email not in table
    assert Look.objects.filter(what="exported").count() == 1


def test_who_may_not_take_it_along_does_not(walk):
    posted = {"action": "export", "_selected_action": [walk.session.pk]}
    answer = office_of(make_staff("eyes", SEE)).post(SESSIONS, posted)
    assert not answer.streaming
    assert not Look.objects.exclude(what="listed").exists()
