"""Reads. `with_attendance` is the one place that says who is trained; the counting engine uses it too."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.axes import Sex
from gapbridge.programmes.models import Partner, Programme

from .models import Attendance, Participant, Training, TrainingSession


def with_attendance(participants: QuerySet[Participant]) -> QuerySet[Participant]:
    """Each participant with `sessions_planned`, `sessions_attended` (whole numbers) and `is_trained`.

    Trained: present in at least `required_share` % of all sessions of the training, those to come included,
    so that nobody is trained before enough was held. A training without sessions trains nobody.
    """
    return participants.annotate(
        sessions_planned=_number(TrainingSession.objects.filter(training=OuterRef("training_id"))),
        sessions_attended=_number(Attendance.objects.filter(participant=OuterRef("pk"))),
        # whole numbers on both sides: 80 % of 5 is exactly 4
        margin=F("sessions_attended") * 100 - F("sessions_planned") * F("training__required_share"),
        is_trained=Case(
            When(sessions_planned__gt=0, margin__gte=0, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


def trained_participants(participants: QuerySet[Participant] | None = None) -> QuerySet[Participant]:
    """Those of them (of all, by default) who are trained: one query, rows as `with_attendance` gives them.

    One row is a person in one training; count people with `.values("person_code").distinct()`. The axes are
    `sex`, `age_band`, `disability`, `capacity`, `organisation`, and through `training__intervention` the rest.
    """
    rows: QuerySet = with_attendance(Participant.objects.all() if participants is None else participants)
    return rows.filter(is_trained=True)


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def sessions_of(training: Training) -> QuerySet[TrainingSession]:
    """The sessions in order, with `present`: how many were there, None where no register was kept."""
    return (
        training.sessions.select_related("topic", "place", "trainer")
        .annotate(counted=Count("attendance"))
        .annotate(
            present=Case(
                When(register_kept_at=None, then=None), default=F("counted"), output_field=IntegerField()
            )
        )
    )


def figures_of(training: Training) -> dict[str, int]:
    """`participants`, `women`, `men`, `organisations`, `trained` of one training."""
    rows = with_attendance(training.participants.order_by())
    return rows.aggregate(
        participants=Count("pk"),
        women=Count("pk", filter=Q(sex=Sex.FEMALE)),
        men=Count("pk", filter=Q(sex=Sex.MALE)),
        organisations=Count("organisation", distinct=True),
        trained=Count("pk", filter=Q(is_trained=True)),
    )


def trainers_of(programme: Programme) -> QuerySet[User]:
    """Who can give a session: trainers of any partner, officers of those who run the programme."""
    partners = Partner.objects.filter(programme=programme)
    run = partners.filter(role__in=[Partner.Role.LEAD, Partner.Role.IMPLEMENTING])
    able = Membership.objects.current().filter(
        Q(role=Role.TRAINER, organisation__in=partners.values("organisation"))
        | Q(role__in=OFFICERS, organisation__in=run.values("organisation"))
    )
    return User.objects.filter(pk__in=able.values("user"), is_active=True).order_by("name", "email")


def missing_registers(user: Any) -> QuerySet[TrainingSession]:
    """Sessions this person gave whose register nobody has kept."""
    held = TrainingSession.objects.filter(
        trainer=user, held_on__lte=timezone.localdate(), register_kept_at=None
    )
    open_ones = held.exclude(training__intervention__state="cancelled")
    return open_ones.select_related("training__intervention").order_by("held_on", "pk")


def waiting_registers(user: Any) -> Iterator[Waiting]:
    by_training: dict[Training, list[TrainingSession]] = {}
    for session in missing_registers(user) if user.pk else ():
        by_training.setdefault(session.training, []).append(session)
    for training, sessions in by_training.items():
        if user.has_perm("trainings.keep_register", training):
            label = ngettext(
                "“%(training)s”: the register of %(count)d session is missing",
                "“%(training)s”: the registers of %(count)d sessions are missing",
                len(sessions),
            ) % {"training": training.intervention.title, "count": len(sessions)}
            yield Waiting(
                label,
                reverse("trainings:register", args=[training.pk]),
                len(sessions),
                sessions[0].held_on,
                "act",
            )


def panel_on_an_intervention(intervention: Intervention, user: Any) -> Panel | None:
    training = Training.objects.filter(intervention=intervention).first()
    if training is None:
        return None
    training.intervention = intervention
    return Panel(
        "trainings/panel.html",
        {
            "training": training,
            "sessions": sessions_of(training),
            "figures": figures_of(training),
            "may_change_training": user.has_perm("trainings.change_sessions", training),
            "may_see_participants": user.has_perm("trainings.view_participants", training),
            "may_keep_register": user.has_perm("trainings.keep_register", training),
        },
    )
