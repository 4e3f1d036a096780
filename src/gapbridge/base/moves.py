"""The one page through which every button of a lifecycle goes."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .access import page, visible_or_404
from .forms import ReasonForm, put_beside_fields
from .lifecycle import REGISTRY


@page()
def move(request: HttpRequest, label: str, pk: str, name: str) -> HttpResponse:
    """Confirm a transition (GET), or make it (POST), with a reason where the table asks for one.

    What one may not see answers 404, what one may see but not do answers 403.
    """
    lifecycle = REGISTRY.get(label)
    transition = lifecycle.by_name.get(name) if lifecycle else None
    if lifecycle is None or transition is None or not transition.by_hand:
        raise Http404
    obj = visible_or_404(apps.get_model(lifecycle.model).objects.visible_to(request.user), pk)
    if not request.user.has_perm(transition.perm, obj):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(sent) if transition.asks_reason else None
    failure = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        extra = {"reason": form.cleaned_data["reason"]} if form else {}
        try:
            result = transition.function()(actor=request.user, **{lifecycle.noun: obj}, **extra)
        except ValidationError as refusal:
            if form:
                put_beside_fields(form, refusal)
            else:
                failure = " ".join(refusal.messages)
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": transition.label})
            return redirect(result if hasattr(result, "get_absolute_url") else obj)
    status = 200 if request.method != "POST" else 422
    context = {
        "object": obj,
        "transition": transition,
        "form": form,
        "failure": failure,
        "title": transition.label,
    }
    return render(request, "base/move.html", context, status=status)
