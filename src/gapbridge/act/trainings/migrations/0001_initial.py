import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gapbridge.base.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('interventions', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(5000)], verbose_name='hours')),
                ('required_share', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='attendance that counts as trained, %')),
                ('for_own_staff', models.BooleanField(default=False, verbose_name="for the Red Crescent's own staff and volunteers")),
                ('intervention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='training', to='interventions.intervention')),
            ],
            options={
                'verbose_name': 'training',
                'verbose_name_plural': 'trainings',
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_code', models.CharField(max_length=40, verbose_name='person code')),
                ('name', gapbridge.base.fields.EncryptedTextField(blank=True, null=True, verbose_name='name')),
                ('capacity', models.CharField(choices=[('staff', 'Staff'), ('volunteer', 'Volunteer'), ('official', 'Official')], default='staff', max_length=10, verbose_name='takes part as')),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('other', 'Other'), ('unknown', 'Unknown')], default='unknown', max_length=10, verbose_name='sex')),
                ('age_band', models.CharField(choices=[('0-1', '0–1'), ('2-4', '2–4'), ('5', '5'), ('6-11', '6–11'), ('12', '12'), ('13-17', '13–17'), ('18-59', '18–59'), ('60+', '60+'), ('unknown', 'Unknown')], default='unknown', max_length=8, verbose_name='age')),
                ('disability', models.CharField(choices=[('disabled', 'Disabled'), ('not_disabled', 'Not disabled'), ('not_asked', 'Not asked')], default='not_asked', max_length=12, verbose_name='disability')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trained', to='people.organisation', verbose_name='organisation')),
                ('training', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='trainings.training')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'ordering': ('person_code',),
                'constraints': [models.UniqueConstraint(fields=('training', 'person_code'), name='one_participant_per_training')],
            },
        ),
        migrations.CreateModel(
            name='TrainingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('held_on', models.DateField(verbose_name='date')),
                ('hours', models.DecimalField(decimal_places=1, default=6, max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='hours')),
                ('register_kept_at', models.DateTimeField(blank=True, null=True, verbose_name='register kept')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.topic', verbose_name='topic')),
                ('trainer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='trainer')),
                ('training', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='trainings.training')),
            ],
            options={
                'verbose_name': 'training session',
                'verbose_name_plural': 'training sessions',
                'ordering': ('held_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='trainings.participant')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='trainings.trainingsession')),
            ],
            options={
                'verbose_name': 'attendance',
                'verbose_name_plural': 'attendance',
                'constraints': [models.UniqueConstraint(fields=('session', 'participant'), name='present_once')],
            },
        ),
    ]
