from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gapbridge.act.procedures import actions
from gapbridge.act.procedures.definition import sections_of
from gapbridge.act.procedures.forms.forms import section_form
from gapbridge.act.procedures.models import FormDefinition
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.programmes.models import Programme

from .procedures import programmes_of


@page(FormDefinition, related=("programme",), methods=("GET", "HEAD"))
def form(request: HttpRequest, form: FormDefinition) -> HttpResponse:
    """What an applicant is asked, as the data has it."""
    may = request.user.has_perm("procedures.change_form", form)
    draft = form.published_at is None
    context = {
        "title": form.title,
        "stage": "act",
        "form": form,
        "sections": sections_of(form),
        "may_change": may and draft and form.programme_id is not None,
        "programmes": programmes_of(request.user) if may else [],
    }
    return render(request, "procedures/form_definition.html", context)


@page(Programme, perm="procedures.change_form", methods=("POST",))
def new_version(request: HttpRequest, programme: Programme, definition: int) -> HttpResponse:
    found = FormDefinition.objects.visible_to(request.user).filter(pk=definition).first()
    if found is None:
        raise Http404
    return redirect(actions.new_version(actor=request.user, form=found, programme=programme))


@page(FormDefinition, perm="procedures.change_form", methods=("POST",))
def publish(request: HttpRequest, form: FormDefinition) -> HttpResponse:
    return redirect(actions.publish_form(actor=request.user, form=form))


@page(FormDefinition, perm="procedures.change_form", related=("programme",))
def edit_section(request: HttpRequest, form: FormDefinition, place: int) -> HttpResponse:
    if place >= len(form.definition.get("sections", ())):
        raise Http404
    sent = request.POST if request.method == "POST" else None

    def keep(data: dict[str, object]) -> FormDefinition:
        sections = [*form.definition["sections"]]
        sections[place] = data["section"]
        return actions.change_form(
            actor=request.user, form=form, definition={**form.definition, "sections": sections}
        )

    return form_page(
        request,
        section_form(form, place, sent),
        title=_("Edit a section of the form"),
        intro=_("Empty rows are left out."),
        parent=form,
        stage="act",
        done=form,
        act=keep,
    )
