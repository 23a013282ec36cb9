
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0015_reconciliations'),
    ]

    operations = [
        migrations.AddField(
            model_name='ledgerentry',
            name='blanked_at',
            field=models.DateTimeField(null=True, verbose_name='blank since'),
        ),
    ]
