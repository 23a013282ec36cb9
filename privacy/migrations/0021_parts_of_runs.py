from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0020_lasting_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionrun",
            name="part_of",
            field=models.BigIntegerField(
                db_index=True, editable=False, null=True, verbose_name="part of run"
            ),
        ),
    ]
