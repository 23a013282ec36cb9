
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0013_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restore',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('unit', models.CharField(choices=[('default', 'database and files'), ('vault', 'keys and ledger')], editable=False, max_length=8, verbose_name='what')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='backup made at')),
                ('restored_at', models.DateTimeField(editable=False, verbose_name='put back at')),
                ('replayed_at', models.DateTimeField(editable=False, null=True, verbose_name='in order since')),
                ('erased', models.PositiveIntegerField(default=0, editable=False, verbose_name='erased again')),
            ],
            options={
                'verbose_name': 'restore',
                'default_permissions': (),
            },
        ),
    ]
