from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0023_removed_factors_are_audited"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionrun",
            name="waits_for",
            field=models.TextField(blank=True, editable=False, verbose_name="why it waits"),
        ),
    ]
