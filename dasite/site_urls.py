"""Pages of the shell itself."""

from __future__ import annotations

from django.urls import path

from dasite import views

urlpatterns = [
    path("theme/", views.choose_theme, name="choose-theme"),
]
