"""What Django loads for the joint: the shell of the site and its admin."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig

# What our pages call the shelves of others in the administration.
SHELVES = {"auth": "Roles", "axes": "Bans"}
# And what they call single records: their own words are a programmer's.
RECORDS = {"auth.Group": ("role", "roles"), "axes.AccessAttempt": ("wrong guess", "wrong guesses")}


class DasiteConfig(AppConfig):
    """Templates, static files and commands of the whole site."""

    name = "dasite"

    def ready(self) -> None:
        import_module("dasite.celery")
        for label, words in SHELVES.items():
            apps.get_app_config(label).verbose_name = words
        for label, (one, many) in RECORDS.items():
            options = apps.get_model(label)._meta
            options.verbose_name, options.verbose_name_plural = one, many
        apps.get_model("accounts.User")._meta.get_field("groups").verbose_name = "roles"
        import_module("dasite.checks")
        import_module("dasite.permissions")
        import_module("dasite.scopes")


class DasiteAdminConfig(AdminConfig):
    """Puts our own site in the place of Django's."""

    default_site = "dasite.admin.DasiteAdminSite"
