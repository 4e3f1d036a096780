import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


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
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='en', max_length=2, verbose_name='language of these texts')),
                ('reach', models.CharField(choices=[('authorities', 'The office and the authorities concerned'), ('public', 'Everyone')], default='public', max_length=12, verbose_name='may be read by')),
                ('quotes', models.JSONField(blank=True, default=dict)),
                ('context', models.TextField(blank=True, help_text='Markdown: **bold**, lists, links.', verbose_name='context')),
                ('method', models.TextField(blank=True, verbose_name='method')),
                ('conclusions', models.TextField(blank=True, verbose_name='conclusions')),
                ('reopened_because', models.TextField(blank=True, verbose_name='why a new version was begun')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=12, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('assessments', models.ManyToManyField(blank=True, related_name='analyses', to='assessments.assessment', verbose_name='assessments')),
                ('framework', models.ForeignKey(blank=True, help_text='Gaps stand under the areas of this framework. Left open: the one most of them point at.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.framework', verbose_name='areas by')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='analyses', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'gap analysis',
                'verbose_name_plural': 'gap analyses',
                'ordering': ('-created_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], max_length=2, verbose_name='language')),
                ('note', models.TextField(blank=True, verbose_name='what is new in it')),
                ('content', models.JSONField(default=dict)),
                ('hash', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('voices', models.JSONField(default=list)),
                ('withdrawn_voices', models.JSONField(default=list)),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='analyses.analysis')),
                ('docx', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.storedfile')),
            ],
            options={
                'verbose_name': 'version of a gap analysis',
                'verbose_name_plural': 'versions of gap analyses',
                'ordering': ('analysis', '-number', 'language'),
                'constraints': [models.UniqueConstraint(fields=('analysis', 'number', 'language'), name='one_document_per_version_and_language')],
            },
        ),
    ]
