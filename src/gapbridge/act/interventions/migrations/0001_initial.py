from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('plans', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalIntervention',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training', 'Training'), ('study_tour', 'Study tour'), ('round_table', 'Round table'), ('bilateral', 'Bilateral meeting'), ('procurement', 'Procurement and handover'), ('call', 'Call for grants'), ('service', 'Service to people')], max_length=12, verbose_name='kind')),
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('planned_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='planned cost')),
                ('actual_cost', models.DecimalField(blank=True, decimal_places=2, help_text='Leave empty until it is known.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='actual cost')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('under_way', 'Under way'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='planned', max_length=20, verbose_name='state')),
                ('cancelled_because', models.TextField(blank=True, verbose_name='why it was cancelled')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('budget_line', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.budgetline', verbose_name='budget line')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.organisation', verbose_name='carried out by')),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'historical intervention',
                'verbose_name_plural': 'historical interventions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Intervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training', 'Training'), ('study_tour', 'Study tour'), ('round_table', 'Round table'), ('bilateral', 'Bilateral meeting'), ('procurement', 'Procurement and handover'), ('call', 'Call for grants'), ('service', 'Service to people')], max_length=12, verbose_name='kind')),
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('planned_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='planned cost')),
                ('actual_cost', models.DecimalField(blank=True, decimal_places=2, help_text='Leave empty until it is known.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='actual cost')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('under_way', 'Under way'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='planned', max_length=20, verbose_name='state')),
                ('cancelled_because', models.TextField(blank=True, verbose_name='why it was cancelled')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('budget_line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='programmes.budgetline', verbose_name='budget line')),
                ('measures', models.ManyToManyField(blank=True, related_name='interventions', to='plans.measure', verbose_name='measures carried out')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='people.organisation', verbose_name='carried out by')),
                ('partners', models.ManyToManyField(blank=True, related_name='+', to='people.organisation', verbose_name='with')),
                ('places', models.ManyToManyField(blank=True, related_name='interventions', to='programmes.place', verbose_name='places')),
                ('populations', models.ManyToManyField(blank=True, related_name='interventions', to='programmes.populationgroup', verbose_name='population groups')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interventions', to='programmes.programme', verbose_name='programme')),
                ('topics', models.ManyToManyField(blank=True, related_name='interventions', to='programmes.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'intervention',
                'verbose_name_plural': 'interventions',
                'ordering': ('-starts_on', 'code'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='one_intervention_per_code'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='intervention_ends_after_it_starts')],
            },
        ),
    ]
