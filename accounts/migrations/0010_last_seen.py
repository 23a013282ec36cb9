from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_ban_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="seen_at",
            field=models.DateTimeField(
                db_index=True, editable=False, null=True, verbose_name="last here"
            ),
        ),
    ]
