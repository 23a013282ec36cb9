from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0026_what_was_proposed"),
    ]

    operations = [
        migrations.AddField(
            model_name="reconciliation",
            name="gone_and_still_there",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
