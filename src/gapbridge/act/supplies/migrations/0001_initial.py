from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('interventions', '0001_initial'),
        ('people', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='item')),
                ('category', models.CharField(choices=[('equipment', 'Equipment'), ('furniture', 'Furniture'), ('household', 'Household items'), ('other', 'Other')], max_length=12, verbose_name='category')),
                ('unit', models.CharField(default='pcs', max_length=20, verbose_name='unit')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='quantity ordered')),
                ('unit_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='unit cost')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ('category', 'name'),
            },
        ),
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='place')),
                ('run_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='people.organisation', verbose_name='run by')),
            ],
            options={
                'verbose_name': 'facility',
                'verbose_name_plural': 'facilities',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('name', 'place'), name='one_facility_per_name_and_place')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_over_on', models.DateField(verbose_name='date')),
                ('received_by', models.CharField(blank=True, max_length=120, verbose_name='received by (function)')),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('handed_over', 'Handed over'), ('confirmed', 'Receipt confirmed')], default='planned', max_length=20, verbose_name='state')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='supplies.facility', verbose_name='facility')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ('handed_over_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='HandoverLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='quantity')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='supplies.handover')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handed_over', to='supplies.item', verbose_name='item')),
            ],
            options={
                'verbose_name': 'handover line',
                'verbose_name_plural': 'handover lines',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('handover', 'item'), name='one_line_per_item')],
            },
        ),
        migrations.CreateModel(
            name='Procurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('intervention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='procurement', to='interventions.intervention')),
            ],
            options={
                'verbose_name': 'procurement',
                'verbose_name_plural': 'procurements',
            },
        ),
        migrations.AddField(
            model_name='item',
            name='procurement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='supplies.procurement'),
        ),
        migrations.AddField(
            model_name='handover',
            name='procurement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='supplies.procurement'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='an_item_is_ordered_at_least_once'),
        ),
    ]
