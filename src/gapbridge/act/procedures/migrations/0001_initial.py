from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('title_en', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('title_az', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('title_ru', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('least_points', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='points to pass')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ('step', 'position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(verbose_name='key')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_az', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_ru', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('is_template', models.BooleanField(default=True)),
                ('two_step', models.BooleanField(default=True, verbose_name='concept note first, then invited full applications')),
                ('least_days_open', models.PositiveSmallIntegerField(default=45, verbose_name='days a call stays open at least')),
                ('evaluators_each', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(5)], verbose_name='evaluators for each application')),
                ('third_score_percent', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='a third evaluator when two differ by more than this share of the higher (%)')),
                ('invited_multiple', models.DecimalField(decimal_places=2, default=Decimal('2'), max_digits=4, validators=[django.core.validators.MinValueValidator(1)], verbose_name='invited: the best, up to this multiple of the budget')),
                ('amount_margin_percent', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name="the full application's amount may differ from the concept note's by (%)")),
                ('unchangeable', models.JSONField(blank=True, default=list, verbose_name='may not change after the concept note')),
                ('reasons_for', models.JSONField(blank=True, default=list, verbose_name='scores that need a reason')),
                ('tie_rule', models.CharField(choices=[('first_section', 'More points in the first section, then the earlier receipt'), ('amount', 'The smaller amount, then the earlier receipt'), ('receipt', 'The earlier receipt')], default='first_section', max_length=20, verbose_name='rule for ties')),
                ('complaint_days', models.PositiveSmallIntegerField(default=10, verbose_name='days for a complaint')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='frozen')),
                ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='procedures.procedure')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'procedure',
                'verbose_name_plural': 'procedures',
                'ordering': ('title', '-version', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=400, verbose_name='question')),
                ('text_en', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('text_az', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('text_ru', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('guidance', models.TextField(blank=True, verbose_name='what to look for')),
                ('guidance_en', models.TextField(blank=True, null=True, verbose_name='what to look for')),
                ('guidance_az', models.TextField(blank=True, null=True, verbose_name='what to look for')),
                ('guidance_ru', models.TextField(blank=True, null=True, verbose_name='what to look for')),
                ('weight', models.DecimalField(decimal_places=2, default=Decimal('1'), max_digits=4, validators=[django.core.validators.MinValueValidator(Decimal('0.25')), django.core.validators.MaxValueValidator(20)], verbose_name='weight')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='procedures.section')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ('section', 'position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'Opening and administrative check'), ('concept', 'Concept note'), ('full', 'Full application'), ('eligibility', 'Eligibility')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('title_en', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('title_az', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('title_ru', models.CharField(max_length=150, null=True, verbose_name='title')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('least_points', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='points to pass')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='procedures.procedure')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ('procedure', 'position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('procedure', 'kind'), name='one_step_of_a_kind')],
            },
        ),
        migrations.AddField(
            model_name='section',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='procedures.step'),
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=400, verbose_name='question')),
                ('text_en', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('text_az', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('text_ru', models.CharField(max_length=400, null=True, verbose_name='question')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('eliminating', models.BooleanField(default=True, verbose_name='a no ends the evaluation')),
                ('may_be_clarified', models.BooleanField(default=False, verbose_name='the applicant may be asked to supply it')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='procedures.step')),
            ],
            options={
                'verbose_name': 'check',
                'verbose_name_plural': 'checks',
                'ordering': ('step', 'position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FormDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(verbose_name='key')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('part', models.CharField(choices=[('concept', 'Concept note'), ('full', 'Full application')], max_length=12, verbose_name='for')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('definition', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_definitions', to='programmes.programme')),
            ],
            options={
                'verbose_name': 'application form',
                'verbose_name_plural': 'application forms',
                'ordering': ('title', '-version'),
                'constraints': [models.UniqueConstraint(fields=('programme', 'key', 'version'), name='one_form_per_version'), models.UniqueConstraint(condition=models.Q(('programme', None)), fields=('key', 'version'), name='one_shipped_form_per_version')],
            },
        ),
    ]
