from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0007_sealing_anew"),
    ]

    operations = [
        migrations.AlterField(
            model_name="interviewsession",
            name="started_at",
            field=models.DateTimeField(db_index=True),
        ),
    ]
