from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0021_parts_of_runs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="what",
            field=models.CharField(
                choices=[
                    ("person", "opened the page of your account"),
                    ("listed", "saw you, or interviews of yours, in a list, without answers"),
                    ("session", "opened the page of an interview of yours, without answers"),
                    ("asked", "read what you asked the administrators"),
                    (
                        "changed",
                        "changed something about your account, or sent you a link to get in",
                    ),
                    (
                        "exported",
                        "took along a list that names interviews of yours, without answers",
                    ),
                    ("deleted", "deleted interviews of yours"),
                    ("held", "ordered that something of yours must be kept"),
                ],
                editable=False,
                max_length=10,
            ),
        ),
    ]
