from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.wordings import Source, wordings_form
from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.models import Statement


@page(Statement, perm="assessments.change_statement", related=("session__assessment__programme",))
def statement_wordings(request: HttpRequest, statement: Statement) -> HttpResponse:
    """What somebody said, beside the same in other languages."""
    return form_page(
        request,
        wordings_form([Source(statement, "excerpt")]),
        title=_("Voice %(code)s in other languages") % {"code": statement},
        intro=_(
            "As close to the speaker's own words as the language allows. Documents say that it is translated."
        ),
        parent=statement,
        done=statement,
        stage="listen",
        act=lambda data: actions.write_statement_wordings(
            actor=request.user, statement=statement, texts=data["texts"]
        ),
    )
