"""Meetings of a round: who came, what they said, and what a secretary writes down for them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.forms import (
    AttendanceForm,
    ChangeHearingForm,
    CountForm,
    EnteredCommentForm,
    EnteredPositionForm,
    GroupPositionForm,
    HearingForm,
    PrivateEnteredCommentForm,
    PrivatePositionForm,
    PrivateTextForm,
    TextForm,
)
from gapbridge.agree.consultations.heard import HearingPage, hearings_of
from gapbridge.agree.consultations.models import Attendance, Consultation, Hearing
from gapbridge.agree.consultations.pages.frame import frame
from gapbridge.agree.consultations.speaking import Speaker
from gapbridge.agree.consultations.taking_part import CommentPage, whole_number
from gapbridge.agree.consultations.writing import SharedText
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.pagination import clean_pk
from gapbridge.listen.assessments.views.words import confirming

from .parts import attempt
from .say import STAGE, item_of, read_anew, spot_in, typed_in

READ, WRITE = "consultations.read_hearings", "consultations.change_consultation"


@page(Consultation, perm=READ, related=("programme",))
def hearing_list(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    context = frame(consultation, request.user, "hearings")
    context |= {"hearings": hearings_of(consultation), "may_hear": context["may_answer"]}
    return render(request, "consultations/hearings.html", context)


@page(Consultation, perm=READ, related=("programme",))
def hearing(request: HttpRequest, consultation: Consultation, hearing: int) -> HttpResponse:
    shown = HearingPage(_hearing(consultation, hearing), request.user)
    context = {"title": str(shown.hearing), "stage": STAGE, "consultation": consultation, "page": shown}
    return render(request, "consultations/hearing.html", context)


@page(Consultation, perm=WRITE)
def add_hearing(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    return form_page(
        request,
        HearingForm,
        title=_("A meeting of the round"),
        intro=_("Enter it once it was held; what was said is then written down for each who came."),
        parent=consultation,
        stage=STAGE,
        act=lambda data: actions.add_hearing(actor=request.user, consultation=consultation, **data),
    )


@page(Consultation, perm=WRITE)
def change_hearing(request: HttpRequest, consultation: Consultation, hearing: int) -> HttpResponse:
    found = _hearing(consultation, hearing)
    return form_page(
        request,
        ChangeHearingForm,
        instance=found,
        title=_("Change date and place"),
        parent=found,
        stage=STAGE,
        act=lambda data: actions.change_hearing(actor=request.user, hearing=found, **data),
    )


@page(Consultation, perm=WRITE)
def minutes(request: HttpRequest, consultation: Consultation, hearing: int) -> HttpResponse:
    found = _hearing(consultation, hearing)
    return _text_page(
        request,
        found,
        found,
        "minutes",
        title=_("Minutes"),
        act=lambda data: actions.write_minutes(actor=request.user, hearing=found, **data),
    )


# --- who came ------------------------------------------------------------------------------------


@page(Consultation, perm=WRITE)
def add_attendance(request: HttpRequest, consultation: Consultation, hearing: int) -> HttpResponse:
    found = _hearing(consultation, hearing)

    there: list[Attendance] = []  # the entry there is, when somebody enters a delegation a second time

    def act(data: dict[str, Any]) -> Attendance:
        there.extend(found.attendances.filter(stakeholder=data["stakeholder"]))
        return actions.record_attendance(actor=request.user, hearing=found, **data)

    return form_page(
        request,
        AttendanceForm,
        hearing=found,
        title=_("Who came"),
        parent=found,
        done=found,
        stage=STAGE,
        template="consultations/add_attendance.html",
        context={"there": there},
        act=act,
    )


@page(Consultation, perm=WRITE)
def count_attendance(
    request: HttpRequest, consultation: Consultation, hearing: int, attendance: int
) -> HttpResponse:
    found = _attendance(consultation, hearing, attendance)
    return form_page(
        request,
        CountForm,
        instance=found,
        title=_now("How many came: %(who)s") % {"who": found},
        parent=found.hearing,
        done=found.hearing,
        stage=STAGE,
        act=lambda data: actions.count_attendance(actor=request.user, attendance=found, **data),
    )


@page(Consultation, perm=WRITE, methods=("POST",))
def remove_attendance(
    request: HttpRequest, consultation: Consultation, hearing: int, attendance: int
) -> HttpResponse:
    found = _attendance(consultation, hearing, attendance)
    return attempt(
        request, found.hearing, lambda: actions.remove_attendance(actor=request.user, attendance=found)
    )


@page(Consultation, perm=WRITE)
def attendance(
    request: HttpRequest, consultation: Consultation, hearing: int, attendance: int
) -> HttpResponse:
    """What a delegation or group said."""
    found = _attendance(consultation, hearing, attendance)
    return _text_page(
        request,
        found.hearing,
        found,
        "said",
        title=_now("What was said: %(who)s") % {"who": found},
        act=lambda data: actions.write_said(actor=request.user, attendance=found, **data),
    )


# --- what is written down for them ---------------------------------------------------------------


@page(Consultation, perm=WRITE)
def enter_comment(
    request: HttpRequest, consultation: Consultation, hearing: int, attendance: int
) -> HttpResponse:
    """A comment; first the text it is about is chosen (`?item=`), then the sentence."""
    found = _attendance(consultation, hearing, attendance)
    if not request.GET.get("item", ""):
        return _choose_text(request, found)
    item = item_of(consultation, request.GET["item"])
    before, at = whole_number(request.POST.get("version")), request.POST.get("spot", "")
    shown = CommentPage(Speaker(request.user), item, before, at, typed=typed_in(request))
    form, extra = _private(found.hearing, EnteredCommentForm, PrivateEnteredCommentForm)
    return form_page(
        request,
        form,
        page=shown,
        initial={"language": found.hearing.language},
        template="consultations/enter_comment.html",
        title=_now("A comment of %(who)s") % {"who": found},
        submit=_("Write it down"),
        parent=found.hearing,
        done=found.hearing,
        stage=STAGE,
        draft_key=f"{request.path}?item={item.pk}",
        context={"page": shown, "attendance": found, "consultation": consultation},
        act=_guarded(
            request,
            found.hearing,
            read_anew(
                shown,
                lambda data: actions.enter_comment(
                    actor=request.user,
                    attendance=found,
                    item=item,
                    spot=spot_in(data),
                    received_at=received_at(request),
                    **data,
                ),
            ),
        ),
        **extra,
    )


def _choose_text(request: HttpRequest, attendance: Attendance) -> HttpResponse:
    context = {
        "title": _now("A comment of %(who)s") % {"who": attendance},
        "stage": STAGE,
        "attendance": attendance,
        "items": attendance.hearing.consultation.items.order_by("pk"),
    }
    return render(request, "consultations/choose_text.html", context)


@page(Consultation, perm=WRITE)
def enter_position(
    request: HttpRequest, consultation: Consultation, hearing: int, attendance: int
) -> HttpResponse:
    found = _attendance(consultation, hearing, attendance)
    is_group = bool(found.stakeholder.group_id)
    form, extra = _private(
        found.hearing, EnteredPositionForm, GroupPositionForm if is_group else PrivatePositionForm
    )
    return form_page(
        request,
        form,
        attendance=found,
        initial={"language": found.hearing.language},
        template="consultations/enter_position.html",
        title=_now("The position of %(who)s") % {"who": found},
        submit=_("Write it down"),
        said=_("Written down.")
        if is_group
        else _("Written down. It counts once the delegation has confirmed it."),
        parent=found.hearing,
        done=found.hearing,
        stage=STAGE,
        context={"attendance": found, "is_group": is_group},
        act=_guarded(
            request,
            found.hearing,
            lambda data: actions.enter_position(
                actor=request.user, attendance=found, received_at=received_at(request), **data
            ),
        ),
        **extra,
    )


# --- what they share -----------------------------------------------------------------------------


def _text_page(
    request: HttpRequest,
    hearing: Hearing,
    row: Hearing | Attendance,
    field: str,
    *,
    title: Any,
    act: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    """A text that two may write at once: the second gets the form back with the other's text beside their own."""
    shared = SharedText(row, field, request.POST.get("text", ""), whole_number(request.POST.get("version")))
    form, extra = _private(hearing, TextForm, PrivateTextForm)
    made: list[TextForm] = []

    def make(*args: Any, **kwargs: Any) -> TextForm:
        made.append(form(*args, **kwargs))
        return made[-1]

    make.base_fields = form.base_fields  # type: ignore[attr-defined]

    def tried(data: dict[str, Any]) -> Any:
        try:
            fields = {name: data[name] for name in ("text", "confirmed") if name in data}
            return act({**fields, "version": data["version"] or 0})
        except TextsChanged:
            shared.came_between(made[-1].ask_together)
            raise

    return form_page(
        request,
        make,  # type: ignore[arg-type]
        shared=shared,
        label=title,
        initial={"text": getattr(row, field)},
        template="consultations/hearing_text.html",
        title=title,
        parent=hearing,
        done=hearing,
        stage=STAGE,
        context={"shared": shared, "hearing": hearing},
        act=_guarded(request, hearing, tried),
        **extra,
    )


def _private(hearing: Hearing, plain: Any, private: Any) -> tuple[Any, dict[str, Any]]:
    """In a community's session nobody is named: the form that looks for names, and what it needs."""
    if hearing.kind == Hearing.Kind.COMMUNITY:
        return private, {"known_to": hearing.consultation.programme}
    return plain, {}


def _guarded(
    request: HttpRequest, hearing: Hearing, act: Callable[[dict[str, Any]], Any]
) -> Callable[[dict[str, Any]], Any]:
    """Words ticked as no names are remembered for the programme where the writer may, else let pass this once."""
    programme = hearing.consultation.programme
    if hearing.kind == Hearing.Kind.COMMUNITY and request.user.has_perm(
        "assessments.confirm_words", programme
    ):
        remembering = confirming(request, programme, act)
        return lambda data: remembering({"confirmed": [], **data})
    return act


def _hearing(consultation: Consultation, hearing: Any) -> Hearing:
    found = consultation.hearings.select_related("consultation__programme", "place")
    return get_object_or_404(found, pk=clean_pk(hearing))


def _attendance(consultation: Consultation, hearing: Any, attendance: Any) -> Attendance:
    found = Attendance.objects.filter(hearing__consultation=consultation, hearing=clean_pk(hearing))
    found = found.select_related(
        "hearing__consultation__programme", "stakeholder__organisation", "stakeholder__group__place"
    )
    return get_object_or_404(found, pk=clean_pk(attendance))
