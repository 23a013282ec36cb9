"""What was decided stays as it was saved, whoever asks the database for what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from privacy import append_only
from privacy.models import RetentionLimits, RetentionPolicy
from privacy.retention import limits, policies
from privacy.retention.limits import Limits
from privacy.retention.modes import After
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def refused(act) -> bool:
    """Return whether the database refused, and nothing else went wrong."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return append_only.REFUSED in str(error)
    return False


def sql(statement: str):
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


@pytest.fixture
def policy(sessions) -> RetentionPolicy:
    return policies.set_policy(sessions, After("P30D"), now=NOW, by=7, note="as agreed")


def columns(model) -> list[str]:
    free = {*append_only.WITHDRAWING, *append_only.APPROVING}
    return sorted({field.name for field in model._meta.local_fields} - free)


OTHERS = {
    "id": 99, "category": "test.person", "scope_kind": "role", "scope_ref": "1", "version": 9,
    "mode": "never", "clock": "begun", "period": "P90D", "notice_steps": "7", "note": "",
    "is_watched": True,
    "seconds": 7_000_000, "floor_seconds": 1, "ceiling_seconds": 99_000_000_000, "must_end": True,
    "proposed": "never", "created_by": 8, "created_at": NOW + DAY, "effective_at": NOW + 3 * DAY,
    "needs_approval": True,
}  # fmt: skip


def test_each_column_of_a_rule_has_another_value_below():
    assert columns(RetentionPolicy) == sorted(OTHERS)


@pytest.mark.parametrize("column", sorted(OTHERS))
def test_no_column_of_a_rule_can_be_changed(policy, column):
    assert getattr(policy, column) != OTHERS[column]
    rows = RetentionPolicy.objects.filter(pk=policy.pk)
    assert refused(lambda: rows.update(**{column: OTHERS[column]}))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM privacy_retentionpolicy",
        "UPDATE privacy_retentionpolicy SET note = 'otherwise'",
        "UPDATE privacy_retentionpolicy SET effective_at = created_at",
    ],
)
def test_sql_can_neither_change_nor_delete_a_rule(policy, statement):
    assert refused(sql(statement))
    policy.refresh_from_db()
    assert policy.note == "as agreed"


def test_django_can_neither_save_nor_delete_a_rule(policy):
    policy.note = "otherwise"
    assert refused(policy.save)
    assert refused(lambda: RetentionPolicy.objects.bulk_update([policy], ["note"]))
    assert refused(policy.delete)
    assert refused(RetentionPolicy.objects.all().delete)


def test_what_was_withdrawn_stays_withdrawn(policy):
    policies.withdraw(policy, now=NOW, by=7)
    rows = RetentionPolicy.objects.filter(pk=policy.pk)
    for values in ({"withdrawn_at": None, "withdrawn_by": None}, {"withdrawn_by": 8}):
        assert refused(lambda values=values: rows.update(**values))


def test_what_was_approved_stays_approved_by_whom_it_was_and_from_its_day(sessions):
    limits.set_limits(Limits(second_person=True), now=NOW, by=7)
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    rows = RetentionPolicy.objects.filter(pk=policy.pk)
    assert refused(lambda: rows.update(effective_at=NOW))
    policies.approve(policy, now=NOW + DAY, by=8)
    policy.refresh_from_db()
    assert policy.effective_at == NOW + 2 * DAY
    for values in (
        {"approved_at": None, "approved_by": None},
        {"approved_by": 9},
        {"effective_at": NOW},
    ):
        assert refused(lambda values=values: rows.update(**values))


def test_limits_of_all_rules_are_appended_too(db):
    row = limits.set_limits(Limits(second_person=True), now=NOW, by=7)
    for values in ({"second_person": False}, {"delay_hours": 48}, {"effective_at": NOW + DAY}):
        assert refused(lambda values=values: RetentionLimits.objects.update(**values))
    assert refused(row.delete)


def test_the_triggers_are_made_anew_as_often_as_one_likes(policy):
    append_only.guard("default")
    append_only.guard("default")
    append_only.guard("vault")
    assert refused(policy.delete)


def test_tables_of_a_release_before_these_columns_are_passed_over(db):
    """A backup of an older release is put back into tables as that release had them."""
    loader = MigrationExecutor(connection).loader
    old = loader.project_state([("privacy", "0002_retention")]).apps
    append_only.guard("default", old)
    none = loader.project_state([("privacy", "0001_keys")]).apps
    append_only.guard("default", none)
    assert append_only.tables("default", old) == append_only.tables("default", none) == []
    assert len(append_only.tables("default")) == 2
    assert append_only.tables("vault") == []
