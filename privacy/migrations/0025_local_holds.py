from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0024_runs_say_why_they_wait"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="is_local",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="placed on one interview"
            ),
        ),
    ]
