from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page

from .queries import calls_for

COLUMNS = (
    Column("title", gettext_lazy("Call"), sort="intervention__title", value=str, link=True),
    Column("closes_at", gettext_lazy("Deadline"), sort="closes_at", kind="datetime"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True, methods=("GET", "HEAD"))
def call_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request, title=_("Calls for grants"), queryset=calls_for(request.user), columns=COLUMNS, stage="act"
    )
