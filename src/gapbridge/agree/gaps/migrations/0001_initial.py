import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('base', '0001_initial'),
        ('feedback', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('statement', models.TextField(verbose_name='what people live, against what is promised')),
                ('remedy', models.TextField(blank=True, verbose_name='remedy proposed')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, '1 minimal'), (2, '2 stress'), (3, '3 severe'), (4, '4 extreme'), (5, '5 catastrophic')], verbose_name='severity')),
                ('undoing', models.PositiveSmallIntegerField(choices=[(1, 'easy to undo'), (2, 'hard to undo'), (3, "can't be undone")], default=2, verbose_name='how hard it is to undo')),
                ('people_affected', models.PositiveIntegerField(blank=True, help_text='Leave empty when nobody knows.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people affected')),
                ('people_rank', models.PositiveSmallIntegerField(blank=True, help_text="Kept beside the analysts' severity, never merged with it.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="people's own rank")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_consultation', 'In consultation'), ('agreed', 'Agreed'), ('being_remedied', 'Being remedied'), ('remedied', 'Remedied'), ('set_aside', 'Set aside')], default='draft', max_length=20, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('words_withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('clauses', models.ManyToManyField(blank=True, related_name='gaps', to='programmes.clause', verbose_name='clauses')),
                ('places', models.ManyToManyField(blank=True, related_name='gaps', to='programmes.place', verbose_name='places')),
                ('populations', models.ManyToManyField(blank=True, related_name='gaps', to='programmes.populationgroup', verbose_name='population groups')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gaps', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'gap',
                'verbose_name_plural': 'gaps',
                'ordering': ('programme', 'code'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='one_gap_per_code')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, help_text='Title, author and year.', max_length=250, verbose_name='document')),
                ('url', models.URLField(blank=True, verbose_name='web address')),
                ('note', models.TextField(blank=True, verbose_name='what it shows')),
                ('feedback', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_for', to='feedback.feedback', verbose_name='feedback')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='file')),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_for', to='assessments.statement', verbose_name='statement')),
                ('gap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='gaps.gap')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('gap', 'statement'), name='one_evidence_per_statement'), models.UniqueConstraint(fields=('gap', 'feedback'), name='one_evidence_per_feedback'), models.CheckConstraint(condition=models.Q(models.Q(('feedback', None), ('source', ''), ('statement__isnull', False)), models.Q(('feedback__isnull', False), ('source', ''), ('statement', None)), models.Q(('feedback', None), ('statement', None), models.Q(('source', ''), _negated=True)), _connector='OR'), name='evidence_is_of_one_kind')],
            },
        ),
        migrations.CreateModel(
            name='Descent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'merged'), ('split', 'split')], max_length=5)),
                ('reason', models.TextField(verbose_name='why')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ancestor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='descendants', to='gaps.gap')),
                ('descendant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ancestors', to='gaps.gap')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('ancestor', 'descendant'), name='one_descent_per_pair'), models.CheckConstraint(condition=models.Q(('ancestor', models.F('descendant')), _negated=True), name='a_gap_does_not_descend_from_itself')],
            },
        ),
        migrations.CreateModel(
            name='Cause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('law', 'Law'), ('policy', 'Policy'), ('practice', 'Practice'), ('capacity', 'Capacity'), ('resources', 'Resources'), ('attitudes', 'Attitudes')], max_length=12, verbose_name='kind')),
                ('text', models.TextField(verbose_name='cause')),
                ('duty_bearer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='duty bearer')),
                ('evidence', models.ManyToManyField(blank=True, related_name='causes', to='gaps.evidence', verbose_name='evidence')),
                ('gap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='causes', to='gaps.gap')),
            ],
            options={
                'verbose_name': 'cause',
                'verbose_name_plural': 'causes',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalGap',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('statement', models.TextField(verbose_name='what people live, against what is promised')),
                ('remedy', models.TextField(blank=True, verbose_name='remedy proposed')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, '1 minimal'), (2, '2 stress'), (3, '3 severe'), (4, '4 extreme'), (5, '5 catastrophic')], verbose_name='severity')),
                ('undoing', models.PositiveSmallIntegerField(choices=[(1, 'easy to undo'), (2, 'hard to undo'), (3, "can't be undone")], default=2, verbose_name='how hard it is to undo')),
                ('people_affected', models.PositiveIntegerField(blank=True, help_text='Leave empty when nobody knows.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people affected')),
                ('people_rank', models.PositiveSmallIntegerField(blank=True, help_text="Kept beside the analysts' severity, never merged with it.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="people's own rank")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_consultation', 'In consultation'), ('agreed', 'Agreed'), ('being_remedied', 'Being remedied'), ('remedied', 'Remedied'), ('set_aside', 'Set aside')], default='draft', max_length=20, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('words_withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(blank=True, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'historical gap',
                'verbose_name_plural': 'historical gaps',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
