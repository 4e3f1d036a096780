from django.http import HttpRequest, HttpResponse

from gapbridge.act.calls.queries import calls_for
from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page


@page(public=True, methods=("GET", "HEAD"))
def call_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title="Calls",
        queryset=calls_for(request.user),
        columns=(Column("title", "Call", value=str),),
    )
