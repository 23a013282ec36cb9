"""The pages of privacy."""

from __future__ import annotations

from django.urls import path

from privacy import notice_views, views

app_name = "privacy"

urlpatterns = [
    path("receipts/", views.check_receipt, name="receipts"),
    path("my-data/", views.my_data, name="my-data"),
    path("my-data/archive/<uuid:uid>/", views.archive, name="archive"),
    path("notices/keep/<str:token>/", notice_views.keep, name="notice-keep"),
    path("notices/delete/<str:token>/", notice_views.delete, name="notice-delete"),
    path("my-data/<str:key>/", views.my_data_kind, name="my-data-kind"),
    path("kept/", views.rules, name="rules"),
    path("health/retention", views.retention_health, name="retention-health"),
]
