import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('spoken', models.JSONField(blank=True, default=list, verbose_name='languages spoken')),
                ('recordings_until', models.DateField(blank=True, help_text='Sound is kept no longer than this day. Without a day no recording is taken.', null=True, verbose_name='recordings are deleted on')),
                ('reopened_because', models.TextField(blank=True, verbose_name='why it was reopened')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('collecting', 'Listening'), ('analysed', 'Analysed'), ('published', 'Published')], default='planned', max_length=20, verbose_name='state')),
                ('places', models.ManyToManyField(blank=True, related_name='+', to='programmes.place', verbose_name='places')),
                ('populations', models.ManyToManyField(blank=True, related_name='+', to='programmes.populationgroup', verbose_name='population groups')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ('-starts_on', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='assessment_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='GuideQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('theme', models.CharField(max_length=120, verbose_name='theme')),
                ('theme_en', models.CharField(max_length=120, null=True, verbose_name='theme')),
                ('theme_az', models.CharField(max_length=120, null=True, verbose_name='theme')),
                ('theme_ru', models.CharField(max_length=120, null=True, verbose_name='theme')),
                ('text', models.TextField(verbose_name='question')),
                ('text_en', models.TextField(null=True, verbose_name='question')),
                ('text_az', models.TextField(null=True, verbose_name='question')),
                ('text_ru', models.TextField(null=True, verbose_name='question')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='assessments.assessment')),
            ],
            options={
                'verbose_name': 'guide question',
                'verbose_name_plural': 'guide questions',
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=80)),
                ('confirmed_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_words', to='programmes.programme')),
            ],
            options={
                'verbose_name': 'known word',
                'verbose_name_plural': 'known words',
                'ordering': ('word',),
                'constraints': [models.UniqueConstraint(fields=('programme', 'word'), name='one_row_per_known_word')],
            },
        ),
        migrations.CreateModel(
            name='PlanCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('mixed', 'Mixed'), ('other', 'Other')], max_length=10, verbose_name='sex')),
                ('age_group', models.CharField(choices=[('10-13', '10–13'), ('14-17', '14–17'), ('18-40', '18–40'), ('41+', 'over 40'), ('mixed', 'mixed ages')], max_length=10, verbose_name='age group')),
                ('wanted', models.PositiveSmallIntegerField(default=1, verbose_name='sessions wanted')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='assessments.assessment')),
                ('diversity', models.ForeignKey(blank=True, limit_choices_to={'kind': 'diversity'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.populationgroup', verbose_name='diversity')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'cell of the plan',
                'verbose_name_plural': 'cells of the plan',
                'ordering': ('place', 'age_group', 'sex', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('assessment', 'place', 'sex', 'age_group', 'diversity'), name='one_cell_per_group_and_place'), models.UniqueConstraint(condition=models.Q(('diversity', None)), fields=('assessment', 'place', 'sex', 'age_group'), name='one_cell_of_all_in_a_place')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('kind', models.CharField(choices=[('interview', 'Interview'), ('focus_group', 'Focus group')], max_length=20, verbose_name='kind')),
                ('held_on', models.DateField(verbose_name='date')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language spoken')),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('mixed', 'Mixed'), ('other', 'Other')], max_length=10, verbose_name='sex')),
                ('age_group', models.CharField(choices=[('10-13', '10–13'), ('14-17', '14–17'), ('18-40', '18–40'), ('41+', 'over 40'), ('mixed', 'mixed ages')], max_length=10, verbose_name='age group')),
                ('participants', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of participants')),
                ('woman_facilitated', models.BooleanField(default=False, verbose_name='a woman facilitated')),
                ('notes', models.TextField(blank=True, help_text='Written up the same day. No names, numbers or addresses of people.', verbose_name='notes')),
                ('notes_version', models.PositiveIntegerField(default=1)),
                ('cancelled_because', models.TextField(blank=True, verbose_name='why it was cancelled')),
                ('consent_scope', models.CharField(choices=[('none', 'No consent'), ('internal', "The programme's office only"), ('authorities', 'The office and the authorities concerned'), ('public', 'Everyone')], default='none', max_length=12)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('coded', 'Coded'), ('cancelled', 'Cancelled')], default='planned', max_length=20, verbose_name='state')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='assessments.assessment', verbose_name='assessment')),
                ('diversity', models.ManyToManyField(blank=True, limit_choices_to={'kind': 'diversity'}, related_name='+', to='programmes.populationgroup', verbose_name='diversity')),
                ('facilitators', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='facilitators')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('population', models.ForeignKey(limit_choices_to={'kind': 'status'}, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.populationgroup', verbose_name='population group')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ('held_on', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='label')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('delete_on', models.DateField(verbose_name='deleted on')),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='assessments.session')),
            ],
            options={
                'verbose_name': 'recording',
                'verbose_name_plural': 'recordings',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_version', models.CharField(max_length=20, verbose_name='version of the consent text')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('manner', models.CharField(choices=[('spoken', 'Spoken'), ('written', 'Written')], max_length=10, verbose_name='given')),
                ('scope', models.CharField(choices=[('internal', "The programme's office only"), ('authorities', 'The office and the authorities concerned'), ('public', 'Everyone')], max_length=12, verbose_name='may be read by')),
                ('guardian_consent', models.BooleanField(default=False, verbose_name='guardians consented')),
                ('child_assent', models.BooleanField(default=False, verbose_name='the children themselves agreed')),
                ('taken_on', models.DateField(verbose_name='taken on')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('withdrawn_because', models.TextField(blank=True, verbose_name='why it was withdrawn')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='assessments.session')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('spoken', models.JSONField(blank=True, default=list, verbose_name='languages spoken')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='assessments.assessment')),
                ('members', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='members')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'ordering': ('name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('assessment', 'name'), name='one_team_per_name')],
            },
        ),
        migrations.AddField(
            model_name='session',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='assessments.team', verbose_name='team'),
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='when it is used')),
                ('position', models.PositiveIntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='assessments.theme', verbose_name='parent')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ('position', 'name'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'parent', 'name'), name='one_theme_per_name'), models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('programme', 'name'), name='one_top_theme_per_name')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('excerpt', models.TextField(verbose_name='what was said')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language')),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('memo', models.TextField(blank=True, verbose_name='memo')),
                ('for_comparison', models.BooleanField(default=False)),
                ('people_rank', models.PositiveSmallIntegerField(blank=True, help_text='1 is what they called most pressing. Leave empty when they gave no rank.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name="people's own rank")),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('clauses', models.ManyToManyField(blank=True, related_name='statements', to='programmes.clause', verbose_name='clauses')),
                ('coded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='assessments.session', verbose_name='session')),
                ('topics', models.ManyToManyField(blank=True, related_name='statements', to='programmes.topic', verbose_name='topics')),
                ('themes', models.ManyToManyField(blank=True, related_name='statements', to='assessments.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ('session', 'number'),
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='one_statement_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('start', None)), ('end__gt', models.F('start')), _connector='OR'), name='an_excerpt_ends_after_it_starts')],
            },
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(fields=('assessment', 'code'), name='one_session_per_code'),
        ),
    ]
