import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azərbaycanca'), ('ru', 'Русский')], default='en', max_length=2, verbose_name='language')),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False, help_text='A demonstration account, refused in production.')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_en', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('name_az', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('name_ru', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='short name')),
                ('kind', models.CharField(choices=[('cso', 'Civil society organisation'), ('national_society', 'National Society'), ('branch', 'Branch of a National Society'), ('authority', 'Authority'), ('un_agency', 'UN agency'), ('donor', 'Donor'), ('international', 'International organisation'), ('ingo', 'International NGO'), ('community', 'Community group')], max_length=20, verbose_name='kind')),
                ('country', models.CharField(default='AZ', help_text='Two letters, ISO 3166-1.', max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='town')),
                ('registration_number', models.CharField(blank=True, max_length=60, verbose_name='registration number')),
                ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                ('legal_form', models.CharField(blank=True, max_length=120, verbose_name='legal form')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('about', models.TextField(blank=True, verbose_name='about')),
                ('language', models.CharField(default='en', max_length=2, verbose_name='language of the text')),
                ('is_listed', models.BooleanField(default=True, verbose_name='shown on the public site')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='people.organisation', verbose_name='branch of')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('role', models.CharField(choices=[('programme_officer', 'Programme officer'), ('protection_officer', 'Protection officer'), ('grants_officer', 'Grants officer'), ('monitoring_officer', 'Monitoring officer'), ('evaluator', 'Evaluator'), ('official', 'Official of an authority'), ('donor', 'Donor'), ('trainer', 'Trainer'), ('logistician', 'Logistician'), ('cso_staff', 'CSO staff'), ('case_worker', 'Case worker'), ('administrator', 'Office administrator')], max_length=20, verbose_name='role')),
                ('language', models.CharField(default='en', max_length=2, verbose_name='language')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='open', max_length=20)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='people.organisation')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('programme_officer', 'Programme officer'), ('protection_officer', 'Protection officer'), ('grants_officer', 'Grants officer'), ('monitoring_officer', 'Monitoring officer'), ('evaluator', 'Evaluator'), ('official', 'Official of an authority'), ('donor', 'Donor'), ('trainer', 'Trainer'), ('logistician', 'Logistician'), ('cso_staff', 'CSO staff'), ('case_worker', 'Case worker'), ('administrator', 'Office administrator')], max_length=20, verbose_name='role')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='one_membership_per_role')],
            },
        ),
    ]
