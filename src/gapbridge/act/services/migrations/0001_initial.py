import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import gapbridge.base.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('interventions', '0001_initial'),
        ('people', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='person code')),
                ('sex', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('other', 'Other'), ('unknown', 'Unknown')], default='unknown', max_length=10, verbose_name='sex')),
                ('age_band', models.CharField(choices=[('0-1', '0–1'), ('2-4', '2–4'), ('5', '5'), ('6-11', '6–11'), ('12', '12'), ('13-17', '13–17'), ('18-59', '18–59'), ('60+', '60+'), ('unknown', 'Unknown')], default='unknown', max_length=8, verbose_name='age')),
                ('disability', models.CharField(choices=[('disabled', 'Disabled'), ('not_disabled', 'Not disabled'), ('not_asked', 'Not asked')], default='not_asked', max_length=12, verbose_name='disability')),
                ('status', models.CharField(choices=[('refugee', 'Refugee'), ('asylum_seeker', 'Asylum seeker'), ('idp', 'Internally displaced'), ('returnee', 'Returnee'), ('host', 'Host community'), ('stateless', 'Stateless'), ('other', 'Other'), ('unknown', 'Unknown')], default='unknown', max_length=14, verbose_name='displacement status')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='lives in')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people_served', to='programmes.programme')),
            ],
            options={
                'verbose_name': 'person served',
                'verbose_name_plural': 'people served',
                'ordering': ('code',),
                'constraints': [models.UniqueConstraint(fields=('programme', 'code'), name='one_person_per_code')],
            },
        ),
        migrations.CreateModel(
            name='PersonIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', gapbridge.base.fields.EncryptedTextField(verbose_name='name')),
                ('phone', gapbridge.base.fields.EncryptedTextField(blank=True, null=True, verbose_name='telephone')),
                ('document_hash', models.CharField(blank=True, db_index=True, max_length=64)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identity', to='services.person')),
            ],
            options={
                'verbose_name': 'identity',
                'verbose_name_plural': 'identities',
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('livelihood', 'Livelihood and recovery support'), ('psychosocial', 'Psychosocial support'), ('mine_risk', 'Mine risk awareness session')], max_length=14, verbose_name='service')),
                ('intervention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='service', to='interventions.intervention')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
            },
        ),
        migrations.CreateModel(
            name='ServiceSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('held_on', models.DateField(verbose_name='date')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='services.service')),
            ],
            options={
                'verbose_name': 'service session',
                'verbose_name_plural': 'service sessions',
                'ordering': ('held_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_on', models.DateField(verbose_name='date')),
                ('quantity', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='times')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='services.person', verbose_name='person')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services_provided', to='people.organisation', verbose_name='provided by')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='services.service')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='services.servicesession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'register line',
                'verbose_name_plural': 'register lines',
                'ordering': ('-received_on', 'pk'),
                'indexes': [models.Index(fields=['service', '-received_on', 'id'], name='services_re_service_a0bf76_idx')],
                'constraints': [models.UniqueConstraint(fields=('service', 'person', 'received_on'), name='one_line_per_person_and_day')],
            },
        ),
    ]
