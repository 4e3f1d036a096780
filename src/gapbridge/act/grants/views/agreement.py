from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import actions
from gapbridge.act.grants.formats.agreement import agreement_pdf
from gapbridge.act.grants.formats.wording import LANGUAGES
from gapbridge.act.grants.forms.agreement import AgreementForm, SignatureForm, SignedCopyForm, TemplateForm
from gapbridge.act.grants.models import Agreement, Grant
from gapbridge.act.grants.queries.agreements import latest, template_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.markdown import render as as_html
from gapbridge.programmes.models import Programme

from .pages import RELATED

OF_GRANT = tuple(f"grant__{each}" for each in RELATED)


@page(Grant, perm="grants.change_grant", related=RELATED)
def prepare(request: HttpRequest, grant: Grant) -> HttpResponse:
    before = latest(grant)
    return form_page(
        request,
        AgreementForm,
        initial={
            "starts_on": grant.starts_on,
            "ends_on": grant.ends_on,
            "language": before.language if before else grant.application.language,
            "special_conditions": before.special_conditions if before else "",
        },
        title=_("Prepare the agreement"),
        intro=_("The programme's text is filled in with what is agreed: plan reports and instalments first."),
        parent=grant,
        stage="act",
        submit=_("Prepare it"),
        act=lambda data: actions.prepare_agreement(actor=request.user, grant=grant, **data),
    )


@page(Agreement, perm="grants.see_inside", related=OF_GRANT, methods=("GET", "HEAD"))
def agreement_page(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    context = {
        "title": _("Grant agreement"),
        "stage": "act",
        "agreement": agreement,
        "grant": agreement.grant,
        "text": as_html(agreement.text),
        "signatures": agreement.signatures.all(),
        "stands": latest(agreement.grant) == agreement,
    }
    return render(request, "grants/agreement.html", context)


@page(Agreement, perm="grants.see_inside", related=OF_GRANT, methods=("GET", "HEAD"))
def pdf(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    number = slugify(agreement.grant.application.number) or str(agreement.grant_id)
    response = HttpResponse(agreement_pdf(agreement), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agreement-{number}-{agreement.number}.pdf"'
    return response


@page(Grant, perm="grants.change_grant", related=RELATED)
def sign(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        SignatureForm,
        initial={"signed_on": localdate(), "side": request.GET.get("side", "")},
        title=_("Register a signature"),
        intro=_("With the second signature the grant is signed."),
        parent=grant,
        done=grant.get_absolute_url(),
        stage="act",
        submit=_("Register it"),
        autosave=False,
        act=lambda data: actions.register_signature(actor=request.user, grant=grant, **data),
    )


@page(Grant, perm="grants.change_grant", related=RELATED)
def signed_copy(request: HttpRequest, grant: Grant) -> HttpResponse:
    return form_page(
        request,
        SignedCopyForm,
        title=_("Signed copy of the agreement"),
        parent=grant,
        done=grant.get_absolute_url(),
        stage="act",
        submit=_("Keep it"),
        autosave=False,
        act=lambda data: actions.attach_signed_copy(actor=request.user, grant=grant, **data),
    )


@page(Programme, perm="grants.change_grant")
def template(request: HttpRequest, programme: Programme) -> HttpResponse:
    found = template_of(programme)

    def act(data: dict[str, Any]) -> Any:
        texts = {language: data[f"text_{language}"] for language in LANGUAGES}
        return actions.change_template(
            actor=request.user, programme=programme, texts=texts, shift_percent=data["shift_percent"]
        )

    return form_page(
        request,
        TemplateForm,
        initial={f"text_{language}": found.texts[language] for language in LANGUAGES}
        | {"shift_percent": found.shift_percent},
        title=_("Text of the agreement"),
        intro=_("Version %(version)s. Agreements that are prepared from now on take the new text.")
        % {"version": found.version},
        parent=programme,
        done=programme.get_absolute_url(),
        stage="act",
        act=act,
    )
