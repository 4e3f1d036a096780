from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('interventions', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('plans', '0001_initial'),
        ('procedures', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guidelines', models.TextField(blank=True, max_length=100000, verbose_name='guidelines')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('closes_at', models.DateTimeField(verbose_name='deadline')),
                ('full_closes_at', models.DateTimeField(blank=True, null=True, verbose_name='deadline of full applications')),
                ('time_zone', models.CharField(default='Asia/Baku', max_length=40, verbose_name='time zone')),
                ('questions_until', models.DateTimeField(blank=True, null=True, verbose_name='questions until')),
                ('answers_by', models.DateField(blank=True, null=True, verbose_name='answers by')),
                ('budget', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='budget')),
                ('co_financing_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='co-financing at least (%)')),
                ('least_months', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='months at least')),
                ('most_months', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='months at most')),
                ('priorities', models.TextField(blank=True, verbose_name='priorities')),
                ('state', models.CharField(choices=[('draft', 'In preparation'), ('open', 'Open'), ('evaluation', 'Being evaluated'), ('decided', 'Decided'), ('cancelled', 'Cancelled')], default='draft', max_length=20, verbose_name='state')),
                ('cancelled_because', models.TextField(blank=True, verbose_name='reason of the cancellation')),
                ('concept_form', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.formdefinition', verbose_name="concept note's form")),
                ('full_form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.formdefinition', verbose_name="full application's form")),
                ('intervention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='call', to='interventions.intervention')),
                ('procedure', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='procedures.procedure', verbose_name='procedure')),
            ],
            options={
                'verbose_name': 'call for grants',
                'verbose_name_plural': 'calls for grants',
                'ordering': ('-closes_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='call_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(('most_months__gte', models.F('least_months'))), name='most_months_not_below_least')],
            },
        ),
        migrations.CreateModel(
            name='Corrigendum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.TextField(verbose_name='what changes, and why')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('changes', models.JSONField(default=list)),
                ('published_at', models.DateTimeField(verbose_name='published')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrigenda', to='calls.call')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'corrigendum',
                'verbose_name_plural': 'corrigenda',
                'ordering': ('call', 'number'),
                'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='one_corrigendum_per_number')],
            },
        ),
        migrations.CreateModel(
            name='EligibilityRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('organisation_kind', 'Kind of organisation'), ('country', 'Country of registration'), ('registered_years', 'Years since registration, at least'), ('income_share', 'Amount in percent of past yearly income, at most'), ('documents', 'Documents'), ('past_projects', 'Past projects, at least'), ('co_applicants', 'Co-applicants, at most')], max_length=20, verbose_name='rule')),
                ('value', models.JSONField(verbose_name='value')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='calls.call')),
            ],
            options={
                'verbose_name': 'eligibility rule',
                'verbose_name_plural': 'eligibility rules',
                'ordering': ('call', 'position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('call', 'kind'), name='one_rule_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='InfoSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('minutes', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('where', models.CharField(help_text='An address, or a link for an online meeting.', max_length=300, verbose_name='where')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language')),
                ('places', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='places')),
                ('recording', models.URLField(blank=True, verbose_name='recording')),
                ('notes', models.TextField(blank=True, verbose_name='what was said')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='calls.call')),
            ],
            options={
                'verbose_name': 'information session',
                'verbose_name_plural': 'information sessions',
                'ordering': ('starts_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('priorities', models.TextField(blank=True, verbose_name='priorities')),
                ('budget', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='budget')),
                ('smallest', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='smallest grant')),
                ('largest', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='largest grant')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lots', to='calls.call')),
                ('measures', models.ManyToManyField(blank=True, related_name='lots', to='plans.measure', verbose_name='measures carried out')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='programmes.topic', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'lot',
                'verbose_name_plural': 'lots',
                'ordering': ('call', 'number'),
                'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='one_lot_per_number'), models.CheckConstraint(condition=models.Q(('largest__gte', models.F('smallest'))), name='largest_grant_is_not_below_the_smallest')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('text', models.TextField(verbose_name='question')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('published_text', models.TextField(blank=True, verbose_name='the question as published')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answer_language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2)),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='calls.call')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.organisation')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ('call', 'number'),
                'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='one_question_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(20)], verbose_name='people')),
                ('registered_at', models.DateTimeField()),
                ('attended', models.BooleanField(blank=True, null=True, verbose_name='attended')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.organisation')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='calls.infosession')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ('registered_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('session', 'user'), name='one_registration_per_person')],
            },
        ),
        migrations.CreateModel(
            name='TimetableEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200, verbose_name='what')),
                ('on', models.DateField(verbose_name='when')),
                ('is_indicative', models.BooleanField(default=True, verbose_name='indicative')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timetable', to='calls.call')),
            ],
            options={
                'verbose_name': 'date of the timetable',
                'verbose_name_plural': 'timetable',
                'ordering': ('call', 'on', 'pk'),
            },
        ),
    ]
