
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0014_restores'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(editable=False)),
                ('rows_without_file', models.PositiveIntegerField(editable=False)),
                ('files_without_row', models.PositiveIntegerField(editable=False)),
                ('rows_without_share', models.PositiveIntegerField(editable=False)),
                ('shares_without_use', models.PositiveIntegerField(editable=False)),
                ('grants_without_target', models.PositiveIntegerField(editable=False)),
            ],
            options={
                'verbose_name': 'comparison of rows, files and keys',
                'verbose_name_plural': 'comparisons of rows, files and keys',
                'default_permissions': (),
                'indexes': [models.Index(fields=['-at'], name='privacy_reconciled_latest')],
            },
        ),
    ]
