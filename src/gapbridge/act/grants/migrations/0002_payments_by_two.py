import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def name_grants(apps, schema_editor):
    """Of the payments that are noted already; they wait for a second person like any other."""
    instalments = apps.get_model("grants", "Instalment").objects.filter(pk=OuterRef("instalment"))
    payments = apps.get_model("grants", "Payment").objects
    payments.update(grant=Subquery(instalments.values("grant")[:1]))


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL changes no table in the transaction that has just written to it

    dependencies = [
        ("grants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="grant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="payments",
                to="grants.grant",
            ),
        ),
        migrations.RunPython(name_grants, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="payment",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="grants.grant"
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="instalment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="grants.instalment",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="judged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="judged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="payment",
            name="rejected_because",
            field=models.TextField(blank=True, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="payment",
            name="state",
            field=models.CharField(
                choices=[
                    ("recorded", "Waits to be confirmed"),
                    ("confirmed", "Confirmed"),
                    ("rejected", "Rejected"),
                ],
                default="recorded",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=~Q(state="rejected"),
                fields=("instalment",),
                name="one_standing_payment_per_instalment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=~Q(state="confirmed", judged_by=F("made_by")),
                name="a_payment_has_two_pairs_of_eyes",
            ),
        ),
    ]
