from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interviews', '0006_keeping_on_one_interview'),
    ]

    operations = [
        migrations.AddField(
            model_name='interviewsession',
            name='sealing_epoch',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
    ]
