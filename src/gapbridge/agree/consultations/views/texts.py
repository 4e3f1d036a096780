"""A text in its versions, and changing it while the round is open."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.forms import RevisionForm, revision_form, revision_initial
from gapbridge.agree.consultations.models import Comment, Consultation, Item, Version
from gapbridge.agree.consultations.pages import differing, versions_context
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk

from .reply import chosen


@page(Consultation, public=True, related=("programme",))
def versions(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    found = _item(consultation, item)
    if not found.versions.exists():
        raise Http404
    context = versions_context(
        found, request.user, request.GET.get("before", ""), request.GET.get("after", "")
    )
    return render(request, "consultations/versions.html", context)


@page(Consultation, perm="consultations.change_consultation")
def revise(request: HttpRequest, consultation: Consultation, item: int) -> HttpResponse:
    """Change a text: typed, looked at word by word, saved. Nothing typed is lost when somebody else was quicker."""
    found = _item(consultation, item)
    latest = found.versions.order_by("-number").first()
    if latest is None or consultation.state != "open":
        messages.error(request, _("Texts are changed while the round is open."))
        return redirect(consultation)
    comments = chosen(consultation, request.GET.getlist("comment"))
    shown = _Revision(request, found, latest, comments)
    return shown.page()


class _Revision:
    """One request to change a text: shows the form, a preview, what another has changed meanwhile, or saves."""

    def __init__(self, request: HttpRequest, item: Item, latest: Version, comments: list[Comment]):
        self.request, self.item, self.latest, self.comments = request, item, latest, comments
        self.form_class = revision_form(item)
        self.consultation: Consultation = item.consultation

    def page(self) -> HttpResponse:
        if self.request.method == "POST":
            form = self.form_class(self.request.POST, item=self.item)
            if form.is_valid():
                if form.cleaned_data["number"] != self.latest.number:
                    return self._beside(form)
                text = form.new_text
                if text != self.item.text and form.cleaned_data["previewed"] != text["sha256"]:
                    return self._preview(form, text)
        return self._form()

    def _form(self) -> HttpResponse:
        return form_page(
            self.request,
            self.form_class,
            item=self.item,
            initial=revision_initial(self.item, self.latest.number),
            act=self._save,
            done=self._next,
            said=_("The text is changed. Everybody who is asked is told."),
            **self._dressing(),
        )

    def _dressing(self) -> dict[str, Any]:
        return {
            "title": _("Change the text of %(code)s") % {"code": self.item.text.get("code", "")},
            "intro": _(
                "Positions are then on an earlier text until they are renewed. Everybody who is asked is told."
            ),
            "submit": _("Look at the changes"),
            "parent": self.consultation,
            "stage": "agree",
            "template": "consultations/revise.html",
            "context": {"comments": self.comments, "latest": self.latest, "item": self.item},
        }

    def _save(self, data: dict[str, Any]) -> Version:
        changes = {name: value for name, value in data.items() if name != "previewed"}
        return actions.revise_item(actor=self.request.user, item=self.item, **changes)

    def _next(self, version: Version) -> str:
        if not self.comments:
            return reverse("consultations:versions", args=[self.consultation.pk, self.item.pk])
        query = urlencode([("comment", each.pk) for each in self.comments] + [("version", version.pk)])
        return f"{reverse('consultations:reply', args=[self.consultation.pk])}?{query}"

    def _preview(self, form: RevisionForm, text: dict[str, Any]) -> HttpResponse:
        again = bool(form.cleaned_data["previewed"])
        return self._shown(
            {"previewed": text["sha256"]},
            {
                "submit": _("Save this text and tell everybody"),
                "preview": differing(self.item.text, text),
                "looked_before": again,
            },
            200,
        )

    def _beside(self, form: RevisionForm) -> HttpResponse:
        """Another version has come: theirs beside what was typed, which stays in the form and is now on theirs."""
        base = self.item.versions.filter(number=form.cleaned_data["number"]).first()
        theirs = differing(base.text, self.latest.text) if base else None
        return self._shown(
            {"number": str(self.latest.number), "previewed": ""},
            {"theirs": theirs, "preview": differing(self.latest.text, form.new_text), "quicker": True},
            422,
        )

    def _shown(self, values: dict[str, str], extra: dict[str, Any], status: int) -> HttpResponse:
        data = self.request.POST.copy()
        for name, value in values.items():
            data[name] = value
        dressing = self._dressing()
        context = {
            **dressing["context"],
            **{name: dressing[name] for name in ("title", "intro", "submit", "parent", "stage")},
            "form": self.form_class(data, item=self.item),
            "autosave_key": self.request.path[:200],
            **extra,
        }
        return render(self.request, dressing["template"], context, status=status)


def _item(consultation: Consultation, pk: Any) -> Item:
    items = consultation.items.select_related("consultation__programme", "gap", "measure__plan__programme")
    return get_object_or_404(items, pk=clean_pk(pk))
