import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0001_initial'),
        ('gaps', '0001_initial'),
        ('interventions', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('plans', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('mandate', models.CharField(blank=True, max_length=200, verbose_name='led by, and with which mandate')),
                ('women', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='women')),
                ('men', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='men')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'delegation',
                'verbose_name_plural': 'delegations',
                'ordering': ('country', 'organisation__name'),
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.TextField(blank=True, verbose_name='outcome')),
                ('also_for', models.ManyToManyField(blank=True, related_name='meetings_shared', to='programmes.programme', verbose_name='held for these programmes as well')),
                ('intervention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting', to='interventions.intervention')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='lesson learnt')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('gaps', models.ManyToManyField(blank=True, related_name='lessons', to='gaps.gap', verbose_name='gaps it speaks of')),
                ('measures', models.ManyToManyField(blank=True, related_name='lessons', to='plans.measure', verbose_name='measures it speaks of')),
                ('taken_up_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons_taken_up', to='interventions.intervention', verbose_name='taken up in')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.topic', verbose_name='topic')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'lesson learnt',
                'verbose_name_plural': 'lessons learnt',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalNote',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('is_public', models.BooleanField(default=False, help_text='Otherwise only those who take part in the programme read it.', verbose_name='everyone who sees the meeting may read it')),
                ('version', models.PositiveIntegerField(default=1)),
                ('written_at', models.DateTimeField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('delegation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.delegation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'historical note of a meeting',
                'verbose_name_plural': 'historical notes of meetings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('request', 'Request'), ('commitment', 'Commitment'), ('task', 'Task')], default='task', max_length=12, verbose_name='kind')),
                ('text', models.TextField(verbose_name='what is to be done')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by')),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('declined', 'Declined'), ('dropped', 'Dropped')], default='open', max_length=20, verbose_name='state')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('done_what', models.TextField(blank=True, verbose_name='what was done')),
                ('reason', models.TextField(blank=True, verbose_name='why it is not done')),
                ('told_on', models.DateField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('called_overdue_on', models.DateField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_made', to='people.organisation', verbose_name='asked for by')),
                ('intervention', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='from_follow_ups', to='interventions.intervention', verbose_name='became the intervention')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='from_follow_ups', to='plans.measure', verbose_name='became the measure')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='people.organisation', verbose_name='who does it')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.topic', verbose_name='topic')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'ordering': ('due_on', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='delegation',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to='meetings.meeting'),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0)),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('title', models.TextField(verbose_name='agenda item')),
                ('consultation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.consultation')),
                ('gap', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='gaps.gap')),
                ('leads', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='led by')),
                ('measure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='plans.measure')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'agenda item',
                'verbose_name_plural': 'agenda items',
                'ordering': ('position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('gap', None), ('measure', None)), models.Q(('consultation', None), ('gap', None)), models.Q(('consultation', None), ('measure', None)), _connector='OR'), name='an_agenda_item_is_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('is_public', models.BooleanField(default=False, help_text='Otherwise only those who take part in the programme read it.', verbose_name='everyone who sees the meeting may read it')),
                ('version', models.PositiveIntegerField(default=1)),
                ('written_at', models.DateTimeField()),
                ('delegation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='note', to='meetings.delegation')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='meetings.meeting')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'note of a meeting',
                'verbose_name_plural': 'notes of meetings',
                'constraints': [models.UniqueConstraint(condition=models.Q(('delegation', None)), fields=('meeting',), name='one_set_of_minutes_per_meeting')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=200, verbose_name='what was visited')),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='date')),
                ('learnt', models.TextField(blank=True, verbose_name='what was learnt')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='meetings.meeting')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ('visited_on', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.UniqueConstraint(fields=('meeting', 'organisation'), name='one_delegation_per_organisation'),
        ),
    ]
