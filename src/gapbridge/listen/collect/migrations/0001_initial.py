import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gapbridge.base.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('base', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='Which telephone, or whose bag it is in.', max_length=80, verbose_name='label')),
                ('username', models.CharField(max_length=40, unique=True, verbose_name='user name')),
                ('ha1', gapbridge.base.fields.EncryptedTextField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last seen')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='programmes.programme')),
            ],
            options={
                'verbose_name': 'device',
                'verbose_name_plural': 'devices',
                'ordering': ('label', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_id', models.CharField(max_length=64, unique=True, verbose_name='form id')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='assessments.assessment', verbose_name='assessment')),
            ],
            options={
                'verbose_name': 'form',
                'verbose_name_plural': 'forms',
                'ordering': ('title', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=64, verbose_name='version')),
                ('xform', models.TextField()),
                ('md5', models.CharField(max_length=32)),
                ('questions', models.JSONField(default=list)),
                ('languages', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='collect.form')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('xlsform', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
            ],
            options={
                'verbose_name': 'version of a form',
                'verbose_name_plural': 'versions of forms',
                'ordering': ('form', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('form', 'version'), name='one_row_per_form_version')],
            },
        ),
        migrations.CreateModel(
            name='FormAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('md5', models.CharField(max_length=32)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='collect.formversion')),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='one_attachment_per_name')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('device', 'Telephone'), ('browser', 'Browser'), ('import', 'Imported file')], max_length=10, verbose_name='came by')),
                ('stated_version', models.CharField(blank=True, max_length=64, verbose_name='version it was filled in on')),
                ('instance_id', models.CharField(max_length=120, unique=True)),
                ('deprecated_id', models.CharField(blank=True, db_index=True, max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('content', gapbridge.base.fields.EncryptedTextField(null=True)),
                ('state', models.CharField(choices=[('partial', 'Arriving'), ('received', 'To be read'), ('taken_in', 'Taken in'), ('replaced', 'Replaced by a correction'), ('set_aside', 'Set aside'), ('withdrawn', 'Withdrawn')], default='received', max_length=10, verbose_name='state')),
                ('set_aside_because', models.TextField(blank=True, verbose_name='why it was set aside')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='collect.submission')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collect.device')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collect.form')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='assessments.session')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collect.formversion')),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ('-received_at', '-pk'),
                'indexes': [models.Index(fields=['form', 'state'], name='collect_sub_form_id_e2f4c8_idx')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='collect.submission')),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('submission', 'name'), name='one_media_file_per_name')],
            },
        ),
    ]
