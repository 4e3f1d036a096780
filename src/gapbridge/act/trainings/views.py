from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.interventions.models import Intervention
from gapbridge.base import drafts
from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.programmes.models import Programme

from . import actions, register
from .filters import ParticipantFilter
from .forms import ImportForm, LookForm, ParticipantForm, SessionForm, TrainingForm
from .models import Participant, Training, TrainingSession
from .queries import figures_of, with_attendance

TRAINING = ("intervention__programme",)
OF_TRAINING = ("training__intervention__programme",)


# --- the training and its sessions ----------------------------------------------------------------


@page(Programme, perm="interventions.add_training")
def new_training(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        TrainingForm,
        programme=programme,
        user=request.user,
        title=_("New training"),
        intro=_("Sessions and participants are added on its page."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_training(actor=request.user, programme=programme, **data),
    )


@page(Intervention, perm="interventions.change_intervention", related=("programme", "training"))
def edit_training(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    training = getattr(intervention, "training", None)
    if training is None:
        raise Http404
    return form_page(
        request,
        TrainingForm,
        programme=intervention.programme,
        instance=intervention,
        initial={name: getattr(training, name) for name in actions.OWN_FIELDS},
        title=_("Edit the training"),
        parent=intervention,
        done=intervention.get_absolute_url(),
        stage="act",
        act=lambda data: actions.change_training(actor=request.user, training=training, **data),
    )


@page(Training, perm="trainings.change_sessions", related=TRAINING)
def new_session(request: HttpRequest, training: Training) -> HttpResponse:
    return form_page(
        request,
        SessionForm,
        training=training,
        title=_("Add a session"),
        parent=training,
        done=lambda made: f"{training.get_absolute_url()}#sessions",
        stage="act",
        act=lambda data: actions.add_session(actor=request.user, training=training, **data),
    )


@page(TrainingSession, perm="trainings.change_sessions", related=OF_TRAINING)
def edit_session(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    return form_page(
        request,
        SessionForm,
        training=session.training,
        instance=session,
        title=_("Edit the session"),
        parent=session.training,
        done=f"{session.get_absolute_url()}#sessions",
        stage="act",
        template="trainings/edit.html",
        context={"remove_href": reverse("trainings:remove_session", args=[session.pk])},
        act=lambda data: actions.change_session(actor=request.user, session=session, **data),
    )


@page(TrainingSession, perm="trainings.change_sessions", related=OF_TRAINING, methods=("POST",))
def remove_session(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    training = session.training
    try:
        actions.remove_session(actor=request.user, session=session)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The session is removed."))
    return redirect(f"{training.get_absolute_url()}#sessions")


# --- participants ---------------------------------------------------------------------------------


@page(Training, perm="trainings.view_participants", related=TRAINING, methods=("GET", "HEAD"))
def participants(request: HttpRequest, training: Training) -> HttpResponse:
    may_change = request.user.has_perm("trainings.change_participants", training)
    rows = (
        Participant.objects.visible_to(request.user).filter(training=training).select_related("organisation")
    )
    return list_page(
        request,
        title=_("Participants"),
        intro=training.intervention.title,
        queryset=with_attendance(rows),
        columns=participant_columns(may_change),
        filters=ParticipantFilter,
        actions=participant_buttons(training) if may_change else (),
        empty=_("Nobody is on the list yet. Add people one by one, or bring a whole list."),
        stage="act",
        template="trainings/participants.html",
        context=tabs(request, training) | {"figures": figures_of(training)},
    )


def participant_columns(may_change: bool) -> tuple[Column, ...]:
    return (
        Column("person_code", _("Person code"), sort="person_code", link=may_change),
        Column("organisation", _("Organisation"), sort="organisation__name"),
        Column("capacity", _("Takes part as"), sort="capacity"),
        Column("sex", _("Sex"), sort="sex"),
        Column("age_band", _("Age"), sort="age_band"),
        Column("disability", _("Disability"), sort="disability"),
        Column("sessions_attended", _("Sessions attended"), sort="sessions_attended", kind="number"),
        Column(
            "is_trained",
            _("Trained"),
            sort="is_trained",
            value=lambda row: _("Yes") if row.is_trained else _("No"),
        ),
    )


def participant_buttons(training: Training) -> tuple[Action, ...]:
    return (
        Action(_("Add a participant"), reverse("trainings:add_participant", args=[training.pk])),
        Action(_("Bring a list"), reverse("trainings:import", args=[training.pk])),
    )


def tabs(request: HttpRequest, training: Training) -> dict[str, Any]:
    """What the pages of one training share: their tabs, and what this reader may do."""
    may_keep = request.user.has_perm("trainings.keep_register", training)
    pages = [
        ("participants", _("Participants"), True),
        ("register", _("Register"), may_keep),
        ("names", _("Names"), request.user.has_perm("trainings.look_at_names", training)),
    ]
    return {
        "training": training,
        "tabs": [
            (reverse(f"trainings:{name}", args=[training.pk]), label) for name, label, shown in pages if shown
        ],
    }


@page(Training, perm="trainings.change_participants", related=TRAINING)
def add_participant(request: HttpRequest, training: Training) -> HttpResponse:
    return form_page(
        request,
        ParticipantForm,
        title=_("Add a participant"),
        parent=training,
        done=reverse("trainings:participants", args=[training.pk]),
        stage="act",
        autosave=False,  # a draft would hold the name unencrypted
        act=lambda data: actions.add_participants(actor=request.user, training=training, rows=[data]),
    )


@page(Training, perm="trainings.change_participants", related=TRAINING)
def import_participants(request: HttpRequest, training: Training) -> HttpResponse:
    return form_page(
        request,
        ImportForm,
        training=training,
        title=_("Bring a list of participants"),
        submit=_("Add these people"),
        parent=training,
        done=reverse("trainings:participants", args=[training.pk]),
        stage="act",
        autosave=False,
        template="trainings/import.html",
        context={"training": training},
        act=lambda data: actions.add_participants(actor=request.user, training=training, rows=data["rows"]),
    )


@page(Participant, perm="trainings.change_participants", related=OF_TRAINING)
def participant(request: HttpRequest, participant: Participant) -> HttpResponse:
    return form_page(
        request,
        ParticipantForm,
        instance=participant,
        title=_("Participant %(code)s") % {"code": participant.person_code},
        parent=participant.training,
        done=reverse("trainings:participants", args=[participant.training_id]),
        stage="act",
        autosave=False,
        template="trainings/edit.html",
        context={"remove_href": reverse("trainings:remove_participant", args=[participant.pk])},
        act=lambda data: actions.change_participant(actor=request.user, participant=participant, **data),
    )


@page(Participant, perm="trainings.change_participants", related=OF_TRAINING, methods=("POST",))
def remove_participant(request: HttpRequest, participant: Participant) -> HttpResponse:
    training_id = participant.training_id
    actions.remove_participant(actor=request.user, participant=participant)
    messages.success(request, _("Taken off the list."))
    return redirect("trainings:participants", training_id)


@page(Training, perm="trainings.look_at_names", related=TRAINING)
def names(request: HttpRequest, training: Training) -> HttpResponse:
    """Ask for a reason (GET); show the names once, journalled (POST)."""
    form = LookForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.look_at_names(actor=request.user, training=training, **form.cleaned_data)
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
    context = tabs(request, training) | {"title": _("Names"), "stage": "act", "form": form, "names": found}
    response = render(request, "trainings/names.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


# --- the register ---------------------------------------------------------------------------------


@page(Training, perm="trainings.keep_register", related=TRAINING)
def keep_register(request: HttpRequest, training: Training) -> HttpResponse:
    failure = save_register(request, training) if request.method == "POST" else ""
    if failure is None:
        return redirect(request.get_full_path())
    held = list(training.sessions.filter(held_on__lte=timezone.localdate()))
    sessions = [each for each in held if str(each.pk) == request.GET.get("session")] or held
    everybody = training.participants.select_related("organisation")
    shown = Paginator(everybody, register.ROWS).get_page(request.GET.get("page"))
    restored = drafts.restore(request.user, drafts.key_of(request)) if request.method != "POST" else None
    if restored and not register.is_of_this_page(restored.data, sessions, shown):
        restored = None
    ticked = set(request.POST.getlist("present")) if failure else None
    if restored:
        ticked = set(restored.data.get("present", []))
    context = {
        "title": _("Register"),
        "stage": "act",
        "page": shown,
        "held": held,
        "sessions": sessions,
        "to_come": training.sessions.count() - len(held),
        "lines": register.lines_of(sessions, shown, ticked),
        "failure": failure,
        "autosave_key": drafts.key_of(request),
        "restored_at": restored.saved_at if restored else None,
    }
    return render(
        request, "trainings/register.html", tabs(request, training) | context, status=422 if failure else 200
    )


def save_register(request: HttpRequest, training: Training) -> str | None:
    """None when it is saved, else why not."""
    try:
        present = actions.record_attendance(
            actor=request.user,
            training=training,
            sessions=register.read_ids(request.POST.getlist("session")),
            participants=register.read_ids(request.POST.getlist("row")),
            pairs=register.read_pairs(request.POST.getlist("present")),
        )
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    drafts.forget(request.user, drafts.key_of(request))
    said = ngettext(
        "The register is saved: %(count)d tick.", "The register is saved: %(count)d ticks.", present
    )
    messages.success(request, said % {"count": present})
    return None
