import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gapbridge.base.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'Question'), ('request', 'Request or suggestion'), ('observation', 'Observation, belief or rumour'), ('concern', 'Concern or complaint'), ('thanks', 'Thanks'), ('sensitive', 'Abuse, exploitation or harassment')], max_length=20, verbose_name='what is it about')),
                ('text', gapbridge.base.fields.EncryptedTextField(verbose_name='what do you want to tell us')),
                ('language', models.CharField(choices=[('en', 'English'), ('az', 'Azerbaijani'), ('ru', 'Russian')], default='az', max_length=2, verbose_name='language')),
                ('contact', gapbridge.base.fields.EncryptedTextField(blank=True, null=True, verbose_name='how can we reach you')),
                ('receipt_hash', models.CharField(max_length=64, unique=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('sealed', models.BooleanField(default=False)),
                ('answer', gapbridge.base.fields.EncryptedTextField(blank=True, null=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_because', gapbridge.base.fields.EncryptedTextField(blank=True, null=True, verbose_name='why it was reopened')),
                ('state', models.CharField(choices=[('received', 'Received'), ('in_review', 'Being looked into'), ('answered', 'Answered'), ('closed', 'Closed')], default='received', max_length=20, verbose_name='state')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='programmes.programme', verbose_name='programme')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'feedback',
                'verbose_name_plural': 'feedback',
                'ordering': ('-received_at',),
            },
        ),
    ]
