from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import Form, form_page
from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.models import Recording, Session
from gapbridge.listen.assessments.recording_forms import RecordingForm

STAGE = "listen"


@page(Session, perm="assessments.add_recording", related=("assessment",))
def new_recording(request: HttpRequest, session: Session) -> HttpResponse:
    until = session.assessment.recordings_until
    return form_page(
        request,
        RecordingForm,
        title=_("Add a recording"),
        intro=_("It is kept encrypted, heard by keepers only, and deleted on %(day)s.")
        % {"day": date_format(until, "DATE_FORMAT")}
        if until
        else _("The assessment does not say until when sound is kept: without that day none is taken."),
        submit=_("Add it"),
        said=_("The recording is kept."),
        parent=session,
        stage=STAGE,
        autosave=False,
        done=session,
        act=lambda data: actions.add_recording(actor=request.user, session=session, **data),
    )


@page(Recording, perm="assessments.delete_recording", related=("session__assessment", "file"))
def delete_recording(request: HttpRequest, recording: Recording) -> HttpResponse:
    return form_page(
        request,
        Form,
        title=_("Delete the recording"),
        intro=_("The sound is deleted for good. That there was a recording stays on record."),
        submit=_("Delete it"),
        said=_("The recording was deleted."),
        parent=recording.session,
        stage=STAGE,
        autosave=False,
        done=recording.session,
        act=lambda data: actions.delete_recording(actor=request.user, recording=recording),
    )
