"""Counts whoever logged in or confirmed an address before as seen today: nobody goes too soon."""

from django.db import migrations
from django.db.models import Q
from django.db.models.functions import Now


def see(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    confirmed = apps.get_model("account", "EmailAddress").objects.filter(verified=True)
    known = Q(last_login__isnull=False) | Q(pk__in=confirmed.values("user_id"))
    people.filter(known, seen_at=None).update(seen_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_last_seen"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(see, migrations.RunPython.noop)]
