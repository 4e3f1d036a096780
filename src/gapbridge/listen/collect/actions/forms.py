"""Forms and their versions. A version never changes once it is there."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.assessments.models import Assessment
from gapbridge.listen.collect import method, xlsform
from gapbridge.listen.collect.lifecycle import FORM
from gapbridge.listen.collect.models import Form, FormAttachment, FormVersion
from gapbridge.listen.collect.xlsform import Converted
from gapbridge.people.models import User

FILE_MISSING = {"sheet": "survey", "row": 0, "column": "", "code": "missing_file"}


def add_form_version(
    *,
    actor: User | None,
    workbook: CheckedUpload,
    assessment: Assessment | None = None,
    form: Form | None = None,
    attachments: Iterable[CheckedUpload] = (),
) -> FormVersion:
    """Convert an XLSForm and keep it as a new version of `form`, or of `assessment`'s form by the id it names.

    The same workbook sent again is the version that is there. Refuses other content under a version that is
    taken, an id that another form has, and what can't be converted (TableErrors: sheet, row, column).
    """
    permit(actor, "collect.change_form" if form else "collect.add_form", form or assessment)
    # The conversion takes a second, through which no other writer should wait: it comes before the transaction.
    converted = xlsform.convert(workbook.file)
    with transaction.atomic():
        return _add(actor, converted, workbook, form or _form_for(assessment, converted), list(attachments))


def add_method_form(*, actor: User | None, assessment: Assessment) -> FormVersion:
    """The method's own form for listening to a group, with this assessment's places and groups to choose from."""
    permit(actor, "collect.add_form", assessment)
    return add_form_version(actor=actor, assessment=assessment, workbook=method.workbook(assessment))


def _form_for(assessment: Assessment | None, converted: Converted) -> Form:
    if assessment is None:
        raise TypeError("a form version needs a form or an assessment")
    form = Form.objects.filter(form_id=converted.form_id).first()
    if form is None:
        return Form.objects.create(
            assessment=assessment, form_id=converted.form_id, title=converted.title[:200]
        )
    if form.assessment_id != assessment.pk:
        raise Refused(
            _("The id “%(form)s” is taken. Choose another on the sheet “settings”, in the column “form_id”.")
            % {"form": converted.form_id},
            field="workbook",
        )
    return form


def _add(
    actor: User | None,
    converted: Converted,
    workbook: CheckedUpload,
    form: Form,
    attachments: list[CheckedUpload],
) -> FormVersion:
    form = Form.objects.select_for_update().get(pk=form.pk)
    if form.form_id != converted.form_id:
        raise Refused(
            _("This workbook is of the form “%(other)s”, and here is “%(form)s”. Correct its “form_id”.")
            % {"other": converted.form_id, "form": form.form_id},
            field="workbook",
        )
    if known := _known(form, converted, workbook, attachments):
        return known
    version = FormVersion.objects.create(
        form=form,
        version=converted.version,
        xform=converted.xform,
        md5=_md5(converted.xform.encode()),
        questions=converted.questions,
        languages=converted.languages,
        warnings=[*converted.warnings, *_missing_files(converted, attachments)],
        made_by=actor,
    )
    version.xlsform = uploads.store(workbook, actor=actor, owner=version)
    version.save(update_fields=["xlsform"])
    for each in attachments:
        _attach(version, each, actor)
    if form.title != converted.title[:200]:
        form.title = converted.title[:200]
        form.save(update_fields=["title"])
    journal.record(actor=actor, verb="collect.add_version", target=form, data={"version": version.pk})
    return version


def _known(
    form: Form, converted: Converted, workbook: CheckedUpload, attachments: list[CheckedUpload]
) -> FormVersion | None:
    """The version that this is already; refuses other content under its name."""
    newest = form.versions.select_related("xlsform").first()
    if newest and newest.xlsform and newest.xlsform.sha256 == workbook.sha256 and not attachments:
        return newest  # also where the clock would have named it anew
    version = form.versions.filter(version=converted.version).first()
    if version is None:
        return None
    same_files = {(each.name, each.md5) for each in version.attachments.all()} == {
        (each.name, _md5_of(each)) for each in attachments
    }
    if version.md5 == _md5(converted.xform.encode()) and same_files:
        return version
    raise Refused(
        _(
            "Version “%(version)s” is here already, with other content. Raise the version on the sheet “settings” "
            "and send the workbook again."
        )
        % {"version": converted.version},
        field="workbook",
    )


def _missing_files(converted: Converted, attachments: list[CheckedUpload]) -> list[dict[str, Any]]:
    there = {each.name for each in attachments}
    return [FILE_MISSING | {"args": {"text": name}} for name in converted.files if name not in there]


def _attach(version: FormVersion, upload: CheckedUpload, actor: User | None) -> None:
    if version.attachments.filter(name=upload.name).exists():
        raise Refused(_("Two files are called “%(name)s”.") % {"name": upload.name}, field="attachments")
    stored = uploads.store(upload, actor=actor, owner=version)
    FormAttachment.objects.create(version=version, name=upload.name, file=stored, md5=_md5_of(upload))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _md5_of(upload: CheckedUpload) -> str:
    upload.file.seek(0)
    return _md5(upload.file.read())


@transaction.atomic
def open_form(*, actor: User | None, form: Form) -> Form:
    """Offer it to telephones and browsers. Refuses a form without a version."""
    FORM.move(form, "open", actor=actor)
    if not form.versions.exists():
        raise Refused(_("Add a version of the form first."))
    journal.record(actor=actor, verb="collect.open", target=form)
    return form


@transaction.atomic
def close_form(*, actor: User | None, form: Form) -> Form:
    """Offer it no more. What was filled in before is still taken."""
    FORM.move(form, "close", actor=actor)
    journal.record(actor=actor, verb="collect.close", target=form)
    return form
