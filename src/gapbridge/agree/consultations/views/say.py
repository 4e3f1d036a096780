"""Where the invited read the texts, comment and take positions, by account or by a personal link."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import CommentForm, ContestForm, PositionForm
from gapbridge.agree.consultations.models import Consultation, Item, Position
from gapbridge.agree.consultations.speaking import Speaker
from gapbridge.agree.consultations.taking_part import AnswerPage, CommentPage, ReadAnew, whole_number
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.pagination import clean_pk

STAGE = "agree"
PERM = "consultations.take_position"


# --- by account ----------------------------------------------------------------------------------


@page(Consultation, perm=PERM, related=("programme",))
def answer(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Where an invited organisation reads the texts and takes its position."""
    return answer_as(request, Speaker(request.user), consultation)


@page(Consultation, perm=PERM)
def comment(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    return comment_as(request, Speaker(request.user), consultation, item)


@page(Consultation, perm=PERM, methods=("POST",))
def renew(request: HttpRequest, consultation: Consultation, position: int) -> HttpResponse:
    return renew_as(request, Speaker(request.user), consultation, position)


@page(Consultation, perm=PERM, methods=("POST",))
def confirm(request: HttpRequest, consultation: Consultation, position: int) -> HttpResponse:
    return confirm_as(request, Speaker(request.user), consultation, position)


@page(Consultation, perm=PERM)
def contest(request: HttpRequest, consultation: Consultation, position: int) -> HttpResponse:
    return contest_as(request, Speaker(request.user), consultation, position)


# --- by whoever speaks ---------------------------------------------------------------------------


def answer_as(request: HttpRequest, speaker: Speaker, consultation: Consultation) -> HttpResponse:
    """The texts, and a form for the position. A text that changed meanwhile is shown; what was typed stays."""
    before, item = whole_number(request.POST.get("edition")), whole_number(request.GET.get("item"))
    shown = AnswerPage(speaker, consultation, before, item, typed=typed_in(request))
    return form_page(
        request,
        PositionForm,
        page=shown,
        initial=_said_before(shown),
        template="consultations/answer.html",
        title=_("Your position"),
        submit=_("Take this position"),
        said=_("Your position is recorded. You can change it until the round closes."),
        parent=None if speaker.link else consultation,
        done=speaker.address("answer", consultation) if speaker.link else consultation,
        stage=STAGE,
        autosave=speaker.link is None,
        context={"page": shown},
        act=read_anew(
            shown,
            lambda data: actions.take_position(**speaker.by, received_at=received_at(request), **data),
        ),
    )


def _said_before(shown: AnswerPage) -> dict[str, str]:
    """The current position of the one seat somebody speaks for, to start from."""
    standing = shown.seats[0].position if len(shown.mine) == 1 else None
    if standing is None:
        return {"language": get_language() or "en"}
    return {name: getattr(standing, name) for name in ("stand", "reason", "condition", "language")}


def comment_as(request: HttpRequest, speaker: Speaker, consultation: Consultation, item: int) -> HttpResponse:
    """On a text or a sentence of it; `?at=text:120` chooses the sentence."""
    found = item_of(consultation, item)
    before = whole_number(request.POST.get("version"))
    at = request.POST.get("spot", request.GET.get("at", ""))
    shown = CommentPage(speaker, found, before, at, typed=typed_in(request))
    back = f"{speaker.address('answer', consultation)}?item={found.pk}#item-{found.pk}"
    return form_page(
        request,
        CommentForm,
        page=shown,
        initial={"language": get_language() or "en", "spot": at},
        template="consultations/comment.html",
        title=_("A comment"),
        submit=_("Send the comment"),
        said=_("Your comment is there for everyone in the round. It will be answered."),
        parent=None if speaker.link else consultation,
        done=back,
        stage=STAGE,
        autosave=speaker.link is None,
        context={"page": shown, "consultation": consultation, "back": back},
        act=read_anew(shown, lambda data: _add_comment(request, speaker, found, data)),
    )


def _add_comment(request: HttpRequest, speaker: Speaker, item: Item, data: dict[str, Any]) -> Any:
    spot = spot_in(data)
    return actions.add_comment(**speaker.by, item=item, spot=spot, received_at=received_at(request), **data)


def renew_as(
    request: HttpRequest, speaker: Speaker, consultation: Consultation, position: int
) -> HttpResponse:
    found = _own(speaker, consultation, position)
    edition = whole_number(request.POST.get("edition")) or 0
    return _pressed(
        request,
        speaker.address("answer", consultation),
        lambda: actions.renew_position(
            **speaker.by, position=found, edition=edition, received_at=received_at(request)
        ),
        _("Your position stands on the texts as they are now."),
    )


def confirm_as(
    request: HttpRequest, speaker: Speaker, consultation: Consultation, position: int
) -> HttpResponse:
    found = _own(speaker, consultation, position)
    return _pressed(
        request,
        speaker.address("answer", consultation),
        lambda: actions.confirm_position(**speaker.by, position=found, received_at=received_at(request)),
        _("Confirmed: this is your position."),
    )


def contest_as(
    request: HttpRequest, speaker: Speaker, consultation: Consultation, position: int
) -> HttpResponse:
    """The delegation says that what a secretary wrote down is not its position."""
    found = _own(speaker, consultation, position)
    back = speaker.address("answer", consultation)
    return form_page(
        request,
        ContestForm,
        template="consultations/contest.html",
        title=_("This is not our position"),
        submit=_("It is not our position"),
        said=_("It no longer counts. Take your position in your own words, or leave it."),
        parent=None if speaker.link else consultation,
        done=back,
        stage=STAGE,
        autosave=speaker.link is None,
        context={"position": found, "consultation": consultation, "back": back},
        act=lambda data: actions.contest_position(**speaker.by, position=found, **data),
    )


# --- what they share -----------------------------------------------------------------------------

TYPED = {"reason": _("Reason"), "condition": _("Condition"), "text": _("Comment")}


def typed_in(request: HttpRequest) -> list[tuple[Any, str]]:
    """The words somebody sent, to be given back where they can't be taken."""
    return [(label, words) for name, label in TYPED.items() if (words := request.POST.get(name, "").strip())]


def read_anew(shown: ReadAnew, act: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """`act`; when it refuses, the page is read again before it is drawn."""

    def tried(data: dict[str, Any]) -> Any:
        try:
            return act(data)
        except ValidationError:
            shown.forget()
            raise

    return tried


def spot_in(data: dict[str, Any]) -> actions.Spot | None:
    """The chosen sentence, taken out of a form's data."""
    field, _colon, start = str(data.pop("spot", "")).partition(":")
    number = whole_number(start)
    return actions.Spot(field, number) if field and number is not None else None


def item_of(consultation: Consultation, item: Any) -> Item:
    """A text of a round that is or was open: in preparation there are no versions to comment on."""
    if consultation.state == "draft":
        raise Http404
    return get_object_or_404(consultation.items.select_related("consultation__programme"), pk=clean_pk(item))


def _own(speaker: Speaker, consultation: Consultation, position: Any) -> Position:
    mine = speaker.seats(consultation)
    found = Position.objects.filter(stakeholder__in=mine).select_related(
        "stakeholder__consultation", "stakeholder__organisation", "hearing__place"
    )
    return get_object_or_404(found, pk=clean_pk(position))


def _pressed(request: HttpRequest, back: str, act: Callable[[], Any], said: Any) -> HttpResponse:
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(back)
