from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_known_people_were_seen"),
    ]

    operations = [
        migrations.AddField(
            model_name="deletionrequest",
            name="run",
            field=models.BigIntegerField(
                editable=False, null=True, verbose_name="by retention run"
            ),
        ),
    ]
