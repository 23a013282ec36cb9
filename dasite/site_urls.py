"""Pages of the shell itself."""

from __future__ import annotations

from django.urls import path

from dasite import views
from dasite.api_door import api

urlpatterns = [
    path("api/v1/", api),
    path("api/v1/<path:rest>", api),
    path("theme/", views.choose_theme, name="choose-theme"),
]
