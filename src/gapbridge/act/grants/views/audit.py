from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gapbridge.act.grants import actions
from gapbridge.act.grants.formats.audit import stream
from gapbridge.act.grants.formats.audit_content import entries_of
from gapbridge.act.grants.forms.agreement import AuditForm
from gapbridge.act.grants.models import Grant
from gapbridge.base.access import page

from .pages import RELATED


@page(Grant, perm="grants.hand_over_audit_file", related=RELATED)
def audit(request: HttpRequest, grant: Grant) -> HttpResponseBase:
    """Asks for whom (GET), then sends the file as it is made (POST). Each is noted with its purpose."""
    form = AuditForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        entries = entries_of(grant)
        actions.hand_over_audit_file(
            actor=request.user, grant=grant, files=len(entries), purpose=form.cleaned_data["purpose"]
        )
        name = slugify(grant.application.number) or str(grant.pk)
        response = StreamingHttpResponse(stream(grant, entries), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="audit-{name}.zip"'
        response["Cache-Control"] = "private, no-store"
        return response
    context = {
        "title": _("Audit file"),
        "stage": "act",
        "grant": grant,
        "parent": grant,
        "form": form,
        "submit": _("Make the file"),
        "intro": _(
            "Everything that this grant rests on, in one ZIP with an index. Bank details are left out."
        ),
        "handovers": grant.handovers.select_related("made_by"),
    }
    return render(request, "grants/audit.html", context, status=422 if form.errors else 200)
