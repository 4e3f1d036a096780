import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('base', '0001_initial'),
        ('gaps', '0001_initial'),
        ('people', '__first__'),
        ('plans', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(verbose_name='what it shows')),
                ('source', models.CharField(blank=True, help_text='Title, author and year.', max_length=250, verbose_name='document')),
                ('url', models.URLField(blank=True, verbose_name='web address')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile', verbose_name='file')),
                ('gap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='gaps.gap', verbose_name='gap')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='plans.report', verbose_name='verified report of a measure')),
            ],
            options={
                'verbose_name': 'proof of remedy',
                'verbose_name_plural': 'proofs of remedy',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('report', None), models.Q(('source', ''), _negated=True)), models.Q(('report__isnull', False), ('source', '')), _connector='OR'), name='a_proof_is_a_document_or_a_report'), models.UniqueConstraint(fields=('gap', 'report'), name='a_report_proves_a_gap_once')],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('remedied', 'Remedied'), ('better', 'Better, but not remedied'), ('same', 'No change'), ('worse', 'Worse'), ('unreachable', 'The group could not be asked')], max_length=12, verbose_name='what the group says')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('how', models.CharField(choices=[('visit', 'Visit'), ('focus_group', 'Focus group'), ('call', 'Telephone call'), ('meeting', 'Community meeting')], max_length=12, verbose_name='how they were asked')),
                ('said', models.TextField(blank=True, verbose_name='in their own words')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language')),
                ('reason', models.TextField(blank=True, verbose_name='why they could not be asked')),
                ('women', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='women')),
                ('men', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='men')),
                ('girls', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='girls')),
                ('boys', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='boys')),
                ('people', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='people in all')),
                ('again_on', models.DateField(blank=True, null=True, verbose_name='promised to come back by')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('gap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='gaps.gap', verbose_name='gap')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='assessments.session', verbose_name='group')),
            ],
            options={
                'verbose_name': 'answer of a group',
                'verbose_name_plural': 'answers of groups',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'unreachable'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_group_not_asked_has_a_reason')],
            },
        ),
    ]
