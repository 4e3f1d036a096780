import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('collect', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=list)),
                ('rules', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(auto_now=True)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mappings', to='collect.form')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mapping',
                'verbose_name_plural': 'mappings',
                'ordering': ('form', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('form', 'signature'), name='one_mapping_per_signature')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=150, verbose_name='file')),
                ('sha256', models.CharField(max_length=64)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('added', models.PositiveIntegerField(default=0, verbose_name='new')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='known already')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='corrections')),
                ('media', models.PositiveIntegerField(default=0, verbose_name='media files')),
                ('run_at', models.DateTimeField(auto_now_add=True, verbose_name='imported')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='collect.form')),
                ('run_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submissions', models.ManyToManyField(related_name='imports', to='collect.submission')),
                ('mapping', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.mapping')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-run_at', '-pk'),
            },
        ),
    ]
