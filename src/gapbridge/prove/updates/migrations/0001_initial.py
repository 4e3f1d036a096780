import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('base', '0001_initial'),
        ('people', '__first__'),
        ('programmes', '0001_initial'),
        ('results', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('kind', models.CharField(choices=[('heading', 'Heading'), ('text', 'Text'), ('figure', 'Figure')], max_length=8, verbose_name='kind')),
                ('text', models.TextField(blank=True, help_text='Markdown: **bold**, lists, links.', verbose_name='text')),
                ('breakdown', models.CharField(blank=True, max_length=40, verbose_name='broken down by')),
                ('indicator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='results.indicator', verbose_name='indicator')),
            ],
            options={
                'verbose_name': 'block',
                'verbose_name_plural': 'blocks',
                'ordering': ('update', 'position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('target', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('words', models.TextField(blank=True)),
                ('breakdown', models.JSONField(default=dict)),
                ('evidence', models.JSONField(default=dict)),
                ('frozen_at', models.DateTimeField()),
                ('block', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='frozen', to='updates.block')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_figures', to='results.indicator')),
            ],
            options={
                'verbose_name': 'frozen figure',
                'verbose_name_plural': 'frozen figures',
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language')),
                ('period_start', models.DateField(verbose_name='period from')),
                ('period_end', models.DateField(verbose_name='period to')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('restated', models.TextField(blank=True, verbose_name='what was restated, and why')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('restated', 'Replaced by a newer version')], default='draft', max_length=20, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_html', models.TextField(blank=True)),
                ('frozen_hash', models.CharField(blank=True, max_length=64)),
                ('words_withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='programmes.programme', verbose_name='programme')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='updates.update')),
            ],
            options={
                'verbose_name': 'update',
                'verbose_name_plural': 'updates',
                'ordering': ('-period_end', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='update_ends_after_it_starts')],
            },
        ),
        migrations.AddField(
            model_name='block',
            name='update',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='updates.update'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'figure'), _negated=True), ('indicator__isnull', False), _connector='OR'), name='a_figure_has_an_indicator'),
        ),
    ]
