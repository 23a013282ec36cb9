from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0027_gone_and_still_there"),
    ]

    operations = [
        migrations.AddField(
            model_name="retentionpolicy",
            name="clock",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=20,
                verbose_name="counted from",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode", "after"), ("notice_steps", ""))
                | models.Q(("clock", "")),
                name="privacy_policy_clock_if_after",
            ),
        ),
    ]
