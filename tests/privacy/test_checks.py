"""A field that nobody answers for keeps the site from starting."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models import FileField
from django.utils import timezone

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy import checks
from privacy.caches import KeyUndeclared
from privacy.jobs import kinds
from privacy.models import Job, KeyShare
from privacy.retention import policies, registry
from privacy.retention.category import (
    After,
    Child,
    DataCategory,
    NamesNobody,
    NoPersonalData,
)
from privacy.retention.methods import BlankFields
from tests.decisions import rewrite
from tests.privacy.kinds import People, Sessions


def test_this_site_answers_for_everything():
    call_command("check", fail_level="WARNING")


@pytest.fixture
def models(monkeypatch):
    """The tables that the check shall look at."""
    found: list[Any] = []
    monkeypatch.setattr(checks, "_models", lambda: found)
    return found


def said(errors) -> list[str]:
    return [f"{error.id} {error.msg}" for error in errors]


def field_errors():
    return checks.every_field_is_answered_for()


def category_errors():
    return checks.categories_make_sense()


def test_every_table_is_looked_at_also_of_libraries_and_between_many_and_many():
    found = {model._meta.label for model in checks._models()}
    assert {"axes.AccessAttempt", "accounts.User_groups", "account.EmailAddress"} <= found


def test_a_table_without_category_is_named_with_what_to_write(categories, models):
    models.append(Job)
    (error,) = field_errors()
    assert error.id == "privacy.E001"
    assert "privacy.Job belongs to no data category" in error.msg
    assert "register(NoPersonalData(Job," in error.hint


def test_a_field_without_category_is_named_with_the_line_to_add(categories, models, monkeypatch):
    models.append(User)
    fields = [field.name for field in User._meta.local_fields if field.name != "name"]
    monkeypatch.setattr(People, "fields", tuple(fields))
    (error,) = field_errors()
    assert error.msg == "accounts.User.name belongs to no data category."
    assert error.hint == "Add \"name\" to the fields of 'test.person'."


def test_a_field_with_two_categories_is_refused(categories, models):
    @registry.register
    class Again(People):
        key = "test.again"

    models.append(User)
    assert (
        "privacy.E002 accounts.User.name belongs to 'test.again' and to 'test.person'."
    ) in said(field_errors())


def test_nothing_personal_and_a_category_at_once_is_refused(categories, models):
    registry.register(NoPersonalData(User, "just a test"))
    models.append(User)
    assert said(field_errors()) == [
        "privacy.E002 accounts.User belongs to 'test.person' and to 'NoPersonalData'."
    ]


def test_what_is_said_to_hold_nothing_is_not_asked_about(categories, models):
    registry.register(NoPersonalData(Job, "just a test"))
    models.append(Job)
    assert field_errors() == []


def test_files_that_nothing_removes_are_named(categories, models, monkeypatch):
    field = FileField(name="photo")
    field.name = field.attname = "photo"
    monkeypatch.setattr(checks, "_columns", lambda model: [field])
    models.append(User)
    assert said(field_errors()) == [
        "privacy.E004 accounts.User.photo holds files that nothing removes."
    ]
    monkeypatch.setattr(People, "file_fields", ("photo",))
    assert field_errors() == []


@pytest.mark.parametrize("name", ["label", "purpose", "legal_ground"])
def test_a_category_says_what_and_why(categories, models, monkeypatch, name):
    monkeypatch.setattr(People, name, "")
    assert said(category_errors()) == [f"privacy.E008 The category 'test.person' has no {name}."]


def test_a_proposal_outside_its_own_limits_is_refused(categories, models, monkeypatch):
    monkeypatch.setattr(Sessions, "default", After("PT1H"))
    (error,) = category_errors()
    assert error.id == "privacy.E007"
    assert "kept 1 day at the least" in error.msg


@pytest.mark.parametrize(
    ("clock", "wanted"),
    [
        ("", "has a policy but no clock"),
        ("title", "no DateTimeField"),
        ("no_such_field", "no DateTimeField"),
    ],
)
def test_a_clock_is_a_moment(categories, models, monkeypatch, clock, wanted):
    monkeypatch.setattr(Sessions, "clock", clock)
    (error,) = category_errors()
    assert error.id == "privacy.E003"
    assert wanted in error.msg


def test_a_clock_that_every_save_moves_is_refused(categories, models, monkeypatch):
    monkeypatch.setattr(InterviewSession._meta.get_field("touched_at"), "auto_now", True)
    (error,) = category_errors()
    assert "which every save moves" in error.msg


def test_keys_are_destroyed_only_of_rows_that_can_be_hidden(categories, models, monkeypatch):
    monkeypatch.setattr(Sessions, "mark_field", "")
    monkeypatch.setattr(Sessions, "other_clocks", ())
    (error,) = category_errors()
    assert error.id == "privacy.E006"
    assert "destroys keys of rows that it cannot hide" in error.msg


@pytest.mark.parametrize("mark", ["touched_at", "title", "no_such_field"])
def test_a_mark_is_a_moment_that_may_be_empty(categories, models, monkeypatch, mark):
    monkeypatch.setattr(Sessions, "mark_field", mark)
    (error,) = category_errors()
    assert "cannot hide rows by" in error.msg


def test_another_table_that_holds_on_is_named(categories, models, monkeypatch):
    models += [SessionSteps, AssembledDocument, InterviewSession]
    monkeypatch.setattr(Sessions, "children", Sessions.children[:1])
    (error,) = category_errors()
    assert error.id == "privacy.E005"
    assert error.msg == (
        "interviews.AssembledDocument.session holds on to rows of 'test.session'."
    )


def test_a_child_that_is_emptied_lets_go(categories, models, monkeypatch):
    models += [SessionSteps, AssembledDocument, InterviewSession]
    let_go = Child("documents", AssembledDocument, "session", unlink=True)
    monkeypatch.setattr(Sessions, "children", (Sessions.children[0], let_go))
    assert category_errors() == []


def test_what_goes_earlier_lets_go(categories, models, monkeypatch):
    models.append(InterviewSession)
    assert category_errors() == []
    monkeypatch.setattr(Sessions, "order", 95)
    (error,) = category_errors()
    assert error.msg == "interviews.InterviewSession.owner holds on to rows of 'test.person'."


def test_rows_that_stay_hold_nobody_up(categories, models, monkeypatch):
    models.append(InterviewSession)
    monkeypatch.setattr(Sessions, "order", 95)
    monkeypatch.setattr(People, "method", BlankFields({"name": ""}))
    assert category_errors() == []


def test_shares_belong_to_nobody_by_themselves():
    category = registry.get_rows("privacy.key_share")
    assert category.model is KeyShare
    assert isinstance(category, DataCategory)


def task_errors():
    return said(checks.every_task_is_answered_for())


def test_a_job_for_which_nobody_answers_is_named_with_the_line_to_add(monkeypatch):
    monkeypatch.setitem(kinds._handlers, "letters.send", lambda args, now: None)
    (error,) = checks.every_task_is_answered_for()
    assert said([error]) == ["privacy.E009 No data category answers for the task 'letters.send'."]
    assert 'tasks = ("letters.send",)' in str(error.hint)
    assert "NamesNobody(" in str(error.hint)


def test_a_celery_task_is_asked_about_too(monkeypatch):
    monkeypatch.setattr(registry, "_names_nobody", [])
    assert "privacy.E009 No data category answers for the task 'privacy.sweep'." in task_errors()


def test_a_task_that_a_category_or_nobody_answers_for_is_fine(monkeypatch):
    monkeypatch.setitem(kinds._handlers, "letters.send", lambda args, now: None)
    monkeypatch.setattr(registry, "_names_nobody", [*registry._names_nobody])
    registry.register(NamesNobody(("letters.send",), "just a test"))
    assert task_errors() == []
    registry.register(NamesNobody(("letters.send",), "said twice"))
    assert task_errors() == [
        "privacy.E002 The task 'letters.send' belongs to 'one category' and to 'another'."
    ]


def test_a_cache_that_takes_any_key_is_refused(settings):
    assert checks.every_cache_refuses_what_is_not_declared() == []
    settings.CACHES = {
        "fast": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    }
    (error,) = checks.every_cache_refuses_what_is_not_declared()
    assert said([error]) == [
        "privacy.E010 The cache 'fast' takes keys for which no data category answers."
    ]
    assert "DeclaredLocMemCache" in str(error.hint)


def test_the_cache_takes_declared_keys_alone():
    cache.set("allauth:rl:test", 1)
    assert cache.get("allauth:rl:test") == 1
    with pytest.raises(KeyUndeclared, match="a cache key of 29 characters") as caught:
        cache.set("alice@example.org,last-answer", 1)
    assert "alice" not in str(caught.value)
    with pytest.raises(KeyUndeclared):
        cache.get_many(["x"])


@pytest.mark.django_db
def test_a_policy_for_nothing_and_no_policy_for_something_are_named(categories, monkeypatch):
    found = checks.every_policy_has_its_category(databases=["default"])
    assert said(found) == [
        "privacy.W001 Nobody has decided how long interviews are kept; nothing of them goes."
    ]
    session = registry.get_category("test.session")
    policies.set_policy(session, After("P30D"), now=timezone.now(), by=None)
    assert checks.every_policy_has_its_category(databases=["default"]) == []
    monkeypatch.setattr(Sessions, "default", After("P10D"))
    assert said(checks.every_policy_has_its_category(databases=["default"])) == [
        "privacy.W002 This release proposes another rule for interviews; yours goes on."
    ]
    rewrite(category="gone.thing")
    found = checks.every_policy_has_its_category(databases=["default"])
    assert "privacy.E011 There is a policy for 'gone.thing', and no such data category." in said(
        found
    )


def test_the_database_is_asked_only_by_who_names_it():
    """`manage.py check` without a database must work where there is none."""
    assert checks.every_policy_has_its_category() == []
    assert checks.every_policy_has_its_category(databases=["vault"]) == []


@pytest.mark.django_db
def test_before_the_first_migration_nothing_can_be_said(monkeypatch):
    def no_table(now):
        raise DatabaseError

    monkeypatch.setattr(checks, "to_decide", no_table)
    assert checks.every_policy_has_its_category(databases=["default"]) == []


@pytest.mark.parametrize(
    ("backend", "errors"),
    [
        ("django.core.files.storage.FileSystemStorage", []),
        ("django.core.files.storage.InMemoryStorage", ["privacy.E012"]),
    ],
)
def test_files_lie_where_what_is_removed_is_gone(settings, backend, errors):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}
    found = checks.what_is_removed_leaves_the_storage()
    assert [error.id for error in found] == errors
