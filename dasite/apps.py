"""What Django loads for the joint: the shell of the site and its admin."""

from __future__ import annotations

from importlib import import_module

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class DasiteConfig(AppConfig):
    """Templates, static files and commands of the whole site."""

    name = "dasite"

    def ready(self) -> None:
        import_module("dasite.celery")
        import_module("dasite.checks")


class BansConfig(AxesConfig):
    """Calls refused guesses what our pages call them."""

    verbose_name = "Bans"


class RolesConfig(AuthConfig):
    """Calls Django's groups what our pages call them."""

    verbose_name = "Roles"


class DasiteAdminConfig(AdminConfig):
    """Puts our own site in the place of Django's."""

    default_site = "dasite.admin.DasiteAdminSite"
