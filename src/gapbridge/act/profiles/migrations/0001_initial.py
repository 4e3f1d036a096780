from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gapbridge.base.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='people.organisation', verbose_name='organisation')),
                ('legal_address', models.CharField(blank=True, max_length=300, verbose_name='legal address')),
                ('address_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('postal_address', models.CharField(blank=True, help_text='Only when it is another.', max_length=300, verbose_name='postal address')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('tax_number', models.CharField(blank=True, max_length=40, verbose_name='tax number')),
                ('mission', models.TextField(blank=True, max_length=6000, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what the organisation is for')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language of the text')),
                ('staff', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100000)], verbose_name='paid staff')),
                ('volunteers', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)], verbose_name='volunteers')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
            ],
            options={
                'verbose_name': "organisation's file",
                'verbose_name_plural': "organisations' files",
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('statutes', 'Statutes'), ('registration', 'Certificate of registration'), ('tax', 'Tax certificate'), ('accounts', 'Accounts'), ('audit', 'Audit report'), ('bank_letter', 'Letter of the bank'), ('safeguarding', 'Policy against sexual exploitation and abuse'), ('anti_fraud', 'Policy against fraud and corruption'), ('data_protection', 'Data protection policy'), ('gender', 'Gender policy'), ('other', 'Other document')], max_length=20, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                ('expires_on', models.DateField(blank=True, help_text='Leave empty when it does not run out.', null=True, verbose_name='valid until')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language of the text')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='people.organisation')),
                ('replaced_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='profiles.document')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ('kind', '-pk'),
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['expires_on'], name='documents_in_use')],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_on', None), ('issued_on', None), ('expires_on__gte', models.F('issued_on')), _connector='OR'), name='document_runs_out_after_it_is_issued')],
            },
        ),
        migrations.CreateModel(
            name='DueDiligence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Under way'), ('passed', 'Passed'), ('passed_with_conditions', 'Passed with conditions'), ('failed', 'Failed')], default='draft', max_length=24, verbose_name='state')),
                ('checklist', models.CharField(max_length=20, verbose_name='version of the checklist')),
                ('conditions', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='conditions')),
                ('reason', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='reason')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='due_diligence', to='people.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='due_diligence', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'due diligence check',
                'verbose_name_plural': 'due diligence checks',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['organisation', '-decided_at'], name='profiles_du_organis_8d9ba2_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('organisation', 'programme'), name='one_check_under_way')],
            },
        ),
        migrations.CreateModel(
            name='CheckAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('texts', models.JSONField()),
                ('essential', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('answer', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('not_applicable', 'Does not apply')], max_length=14, verbose_name='answer')),
                ('note', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='note')),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='profiles.duediligence')),
            ],
            options={
                'verbose_name': 'answer of a check',
                'verbose_name_plural': 'answers of a check',
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('check_of', 'question'), name='one_answer_per_question')],
            },
        ),
        migrations.CreateModel(
            name='PastProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('donor', models.CharField(max_length=200, verbose_name='donor')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('currency', models.CharField(default='AZN', max_length=3, verbose_name='currency')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('description', models.TextField(blank=True, max_length=6000, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what was done and reached')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language of the text')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.place', verbose_name='place')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.topic', verbose_name='topic')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_projects', to='profiles.profile')),
            ],
            options={
                'verbose_name': 'past project',
                'verbose_name_plural': 'past projects',
                'ordering': ('-starts_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', gapbridge.base.fields.EncryptedTextField(validators=[django.core.validators.MaxLengthValidator(200)], verbose_name='name')),
                ('name_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('position', models.CharField(max_length=120, verbose_name='position')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='officers', to='profiles.profile')),
            ],
            options={
                'verbose_name': 'officer of an organisation',
                'verbose_name_plural': 'officers of organisations',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', gapbridge.base.fields.EncryptedTextField(validators=[django.core.validators.MaxLengthValidator(200)], verbose_name='account holder')),
                ('bank', models.CharField(max_length=200, verbose_name='bank')),
                ('iban', gapbridge.base.fields.EncryptedTextField(verbose_name='IBAN')),
                ('iban_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('currency', models.CharField(default='AZN', max_length=3, verbose_name='currency')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.document', verbose_name='letter of the bank')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bank_accounts', to='profiles.profile')),
            ],
            options={
                'verbose_name': 'bank account',
                'verbose_name_plural': 'bank accounts',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Accounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990)], verbose_name='year')),
                ('currency', models.CharField(default='AZN', max_length=3, verbose_name='currency')),
                ('income', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='income')),
                ('expenditure', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='expenditure')),
                ('audited', models.BooleanField(default=False, verbose_name='audited')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='profiles.profile')),
            ],
            options={
                'verbose_name': 'annual accounts',
                'verbose_name_plural': 'annual accounts',
                'ordering': ('-year',),
                'constraints': [models.UniqueConstraint(fields=('profile', 'year'), name='one_account_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('questions', models.JSONField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questionnaires', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='one_questionnaire_per_number')],
            },
        ),
        migrations.CreateModel(
            name='SanctionsList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='where it comes from')),
                ('dated_on', models.DateField(verbose_name='date of the list')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('entries_count', models.PositiveIntegerField(default=0, verbose_name='entries')),
                ('replaced_at', models.DateTimeField(blank=True, null=True, verbose_name='replaced')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sanctions_lists', to='programmes.programme', verbose_name='programme')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sanctions list',
                'verbose_name_plural': 'sanctions lists',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='SanctionsEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=500, verbose_name='name')),
                ('aliases', models.TextField(blank=True, verbose_name='other names')),
                ('keys', models.TextField()),
                ('kind', models.CharField(blank=True, choices=[('person', 'Person'), ('entity', 'Entity'), ('', 'Not said')], max_length=8, verbose_name='kind')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='reference')),
                ('born', models.CharField(blank=True, max_length=200, verbose_name='date of birth')),
                ('country', models.CharField(blank=True, max_length=200, verbose_name='country')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='profiles.sanctionslist')),
            ],
            options={
                'verbose_name': 'entry of a sanctions list',
                'verbose_name_plural': 'entries of sanctions lists',
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run_at', models.DateTimeField(verbose_name='screened')),
                ('names', models.PositiveSmallIntegerField(verbose_name='names')),
                ('names_hash', models.CharField(max_length=64)),
                ('is_current', models.BooleanField(default=True)),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='profiles.sanctionslist')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='screenings', to='people.organisation')),
                ('run_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'screening',
                'verbose_name_plural': 'screenings',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('organisation', 'list'), name='one_current_screening')],
            },
        ),
        migrations.CreateModel(
            name='Hit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('organisation', 'Organisation'), ('officer', 'Officer')], max_length=12, verbose_name='whose name')),
                ('label', gapbridge.base.fields.EncryptedTextField(verbose_name='name')),
                ('pair_hash', models.CharField(db_index=True, max_length=64)),
                ('likeness', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(100)], verbose_name='likeness')),
                ('state', models.CharField(choices=[('open', 'To be decided'), ('false_match', 'Somebody else'), ('confirmed', 'Confirmed')], default='open', max_length=12, verbose_name='state')),
                ('reason', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='reason')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.officer')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='profiles.sanctionsentry')),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='profiles.screening')),
            ],
            options={
                'verbose_name': 'name on a sanctions list',
                'verbose_name_plural': 'names on sanctions lists',
                'ordering': ('-likeness', 'pk'),
                'indexes': [models.Index(fields=['state'], name='profiles_hi_state_69caee_idx')],
            },
        ),
    ]
