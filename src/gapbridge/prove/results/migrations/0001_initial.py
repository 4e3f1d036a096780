import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('interventions', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('kind', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('yes_no', 'Yes or no'), ('qualitative', 'Described in words')], default='number', max_length=12, verbose_name='kind')),
                ('accumulation', models.CharField(choices=[('flow', 'Sum of periods'), ('running', 'Value to date'), ('latest', 'Last value'), ('distinct', 'People counted once')], default='running', max_length=10, verbose_name='how periods add up')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('counter', models.CharField(blank=True, max_length=40, verbose_name='counted from')),
                ('conditions', models.JSONField(blank=True, default=dict)),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, help_text='Leave empty when it is not known.', max_digits=14, null=True, verbose_name='baseline')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('interventions', models.ManyToManyField(blank=True, related_name='indicators', to='interventions.intervention', verbose_name='interventions that contribute')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ('result', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('observed_on', models.DateField(verbose_name='date')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='value')),
                ('numerator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='numerator')),
                ('denominator', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='denominator')),
                ('text', models.TextField(blank=True, verbose_name='in words')),
                ('source', models.CharField(max_length=250, verbose_name='source')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='results.indicator')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'observation',
                'verbose_name_plural': 'observations',
                'ordering': ('observed_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('impact', 'Impact'), ('outcome', 'Outcome'), ('output', 'Output')], max_length=8, verbose_name='level')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='results.result', verbose_name='contributes to')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'result',
                'verbose_name_plural': 'results',
                'ordering': ('programme', 'code'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='one_result_per_code')],
            },
        ),
        migrations.AddField(
            model_name='indicator',
            name='result',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='results.result', verbose_name='result'),
        ),
        migrations.CreateModel(
            name='HistoricalIndicator',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('kind', models.CharField(choices=[('number', 'Number'), ('percentage', 'Percentage'), ('yes_no', 'Yes or no'), ('qualitative', 'Described in words')], default='number', max_length=12, verbose_name='kind')),
                ('accumulation', models.CharField(choices=[('flow', 'Sum of periods'), ('running', 'Value to date'), ('latest', 'Last value'), ('distinct', 'People counted once')], default='running', max_length=10, verbose_name='how periods add up')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unit')),
                ('counter', models.CharField(blank=True, max_length=40, verbose_name='counted from')),
                ('conditions', models.JSONField(blank=True, default=dict)),
                ('baseline', models.DecimalField(blank=True, decimal_places=2, help_text='Leave empty when it is not known.', max_digits=14, null=True, verbose_name='baseline')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='results.result', verbose_name='result')),
            ],
            options={
                'verbose_name': 'historical indicator',
                'verbose_name_plural': 'historical indicators',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='by')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='value')),
                ('reason', models.TextField(blank=True, verbose_name='reason of the change')),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('is_current', models.BooleanField(default=True)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='results.indicator')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'target',
                'verbose_name_plural': 'targets',
                'ordering': ('due_on', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('indicator', 'due_on'), name='one_current_target_per_date')],
            },
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('result', 'code'), name='one_indicator_per_code'),
        ),
    ]
