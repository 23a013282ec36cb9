"""Each table lies in one database, by its name, and no relation crosses."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from dasite.routers import VAULT_PREFIX, VaultRouter

pytestmark = pytest.mark.django_db
ALIASES = ("default", "vault")
# Django's own book-keeping of what was migrated lies in both.
BOTH = {"django_migrations"}


def tables(alias: str) -> set[str]:
    return set(connections[alias].introspection.table_names()) - BOTH


def test_the_vaults_tables_are_in_the_vault_and_nothing_else_is():
    assert tables("vault")
    assert {name for name in tables("vault") if not name.startswith(VAULT_PREFIX)} == set()


def test_no_table_of_the_vault_is_in_the_default_database():
    assert {name for name in tables("default") if name.startswith(VAULT_PREFIX)} == set()


def test_every_model_has_its_table_in_the_database_that_the_router_names():
    router = VaultRouter()
    for model in apps.get_models(include_auto_created=True):
        assert model._meta.db_table in tables(router.db_for_read(model)), model._meta.label
        assert router.db_for_read(model) == router.db_for_write(model)


def test_no_relation_crosses_the_databases():
    router = VaultRouter()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            other = field.related_model
            if isinstance(other, type):
                assert router.allow_relation(model, other), f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("alias", ALIASES)
def test_all_migrations_are_applied_forwards(alias):
    executor = MigrationExecutor(connections[alias])
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert executor.loader.detect_conflicts() == {}


@pytest.mark.parametrize("alias", ALIASES)
def test_migrating_again_changes_nothing(alias):
    before = tables(alias)
    call_command("migrate", database=alias, interactive=False, verbosity=0)
    assert tables(alias) == before


def test_a_data_migration_runs_where_it_says_and_else_in_the_default_database():
    router = VaultRouter()
    assert router.allow_migrate("default", "privacy")
    assert not router.allow_migrate("vault", "privacy")
    assert router.allow_migrate("vault", "privacy", database="vault")
    assert not router.allow_migrate("default", "privacy", database="vault")
