"""The pages of privacy."""

from __future__ import annotations

from django.urls import path

from privacy import views

app_name = "privacy"

urlpatterns = [
    path("receipts/", views.check_receipt, name="receipts"),
    path("my-data/", views.my_data, name="my-data"),
    path("health/retention", views.retention_health, name="retention-health"),
]
