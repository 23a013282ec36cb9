"""How allauth behaves with logins by another service: providers stand in the settings alone."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import render

from accounts.models import User
from accounts.services import social_logins

KIND = "openid_connect"
NAME_CHARS = 150


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks us about logins by another service."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": (
            "This address has an account already. Log in to it as you do otherwise, then add your "
            "login by %s on your profile."
        ),
        "connected_other": "This login is used for another account here already.",
        "last_way": (
            "This is your only way in. Choose a password, or add another, before you remove it."
        ),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the configured providers; the table of the library stays empty."""
        apps = settings.SOCIALACCOUNT_PROVIDERS[KIND]["APPS"]
        return [
            SocialApp(provider=KIND, **app)
            for app in apps
            if provider in {None, KIND, app["provider_id"]}
            and client_id in {None, app["client_id"]}
        ]

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """Return the one provider of this name; there is no page of any other."""
        apps = self.list_apps(request, provider, client_id)
        if len(apps) != 1:
            raise Http404
        return apps[0]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep no token; let nobody bring an account back whose erasure has begun."""
        sociallogin.token = None
        if social_logins.is_being_erased(sociallogin):
            page = render(request, "socialaccount/being_erased.html", status=409)
            raise ImmediateHttpResponse(page)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Take the address and the name, and nothing else."""
        user: User = sociallogin.user
        user.email = data.get("email") or ""
        user.name = str(data.get("name") or "").strip()[:NAME_CHARS]
        return user

    def deserialize_instance(self, model: type[Model], data: dict[str, Any]) -> Model:
        """Return a row that waited in the session, each value what it was, and not its text."""
        found: Model = super().deserialize_instance(model, data)
        for field in model._meta.concrete_fields:
            setattr(found, field.attname, field.to_python(getattr(found, field.attname)))
        return found
