from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0025_local_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionpolicy",
            name="proposed",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=800,
                verbose_name="proposed then",
            ),
            preserve_default=False,
        ),
    ]
