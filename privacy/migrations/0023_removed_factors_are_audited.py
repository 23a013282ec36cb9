from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0022_what_was_looked_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="what",
            field=models.CharField(
                choices=[
                    ("role made", "made a role"),
                    ("role renamed", "gave a role another name or description"),
                    ("role deleted", "deleted a role"),
                    ("right given", "gave a right"),
                    ("right taken", "took a right away"),
                    ("member added", "put somebody into a role"),
                    ("member removed", "took somebody out of a role"),
                    ("staff given", "let somebody into the administration"),
                    ("staff taken", "let somebody into the administration no longer"),
                    ("all given", "made somebody an administrator"),
                    ("all taken", "made somebody an administrator no longer"),
                    ("switched off", "switched an account off"),
                    ("switched on", "switched an account on"),
                    ("factors removed", "removed the second factors of somebody"),
                    ("reset sent", "sent a link to choose a new password"),
                    ("invited", "invited somebody"),
                    ("invited again", "sent an invitation again"),
                    ("withdrawn", "withdrew an invitation"),
                    ("accepted", "accepted an invitation"),
                    ("bans lifted", "lifted bans"),
                    ("setting", "changed a setting"),
                ],
                editable=False,
                max_length=16,
            ),
        ),
    ]
