from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.queries import wording_sources
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.wordings import wordings_form

from .parts import STAGE


@page(Gap, perm="gaps.change_gap")
def wordings(request: HttpRequest, gap: Gap) -> HttpResponse:
    """What the gap says, beside what it says in other languages."""
    return form_page(
        request,
        wordings_form(wording_sources(gap)),
        title=_("In other languages"),
        intro=_("Readers see their own language where it is filled in, and can always turn to the original."),
        parent=gap,
        done=gap,
        stage=STAGE,
        act=lambda data: actions.write_wordings(actor=request.user, gap=gap, texts=data["texts"]),
    )
