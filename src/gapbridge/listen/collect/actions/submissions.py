"""The one way in for what was filled in: from a telephone, a browser or an imported file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.collect.errors import Conflict, TooLarge, UnknownForm, Unreadable
from gapbridge.listen.collect.instances import LONGEST_ID, Instance, decoded, digest, read_instance
from gapbridge.listen.collect.models import Device, Form, FormVersion, Submission, SubmissionMedia
from gapbridge.listen.collect.queries import answers_of, expected_files
from gapbridge.people.models import User

Outcome = Literal["created", "known", "updated-partial", "corrected"]
State = Submission.State


@dataclass(frozen=True)
class Received:
    """What became of what was sent.

    `created`: it is new. `known`: all of it was here before. `updated-partial`: more of its files came, or its
    last part. `corrected`: it is new and takes the place of an earlier one.
    """

    submission: Submission
    outcome: Outcome


@transaction.atomic
def receive_submission(
    *,
    actor: User | None,
    content: bytes | str,
    source: str,
    form: Form | None = None,
    form_id: str = "",
    media: Mapping[str, CheckedUpload] | None = None,
    incomplete: bool = False,
    device: Device | None = None,
    version: FormVersion | None = None,
    instance_id: str = "",
) -> Received:
    """Take in one filled-in form, once, however often it is sent. Nothing of it is kept when it is refused.

    `content` is the instance's XML or, with `instance_id` beside it, a JSON object {column: value} of an import.
    `incomplete`: more files of it come in further sendings. Content on a version that isn't known is kept and
    marked (`version` None, `stated_version` what it said). A correction (`deprecatedID`) replaces the earlier
    one; where that was taken in already, `corrects` says so and its state is left to intake.
    Raises Unreadable, UnknownForm, TooLarge, and Conflict for other content under a known id.
    """
    sent = _instance(content, form_id or (form.form_id if form else ""), instance_id)
    form = _form(form, sent, actor, device)
    if len(media or {}) > settings.COLLECT_MEDIA_MAX_FILES:
        raise TooLarge(
            _("Too many files at once: send at most %(most)s.") % {"most": settings.COLLECT_MEDIA_MAX_FILES}
        )
    found = _kept(sent) or _create(sent, form, source, actor, device, version, incomplete)
    submission, outcome = found
    _refuse_other_content(submission, sent, form)
    added = _add_media(submission, media or {}, actor)
    finished = _finish(submission, incomplete)
    if outcome == "known" and (added or finished):
        outcome = "updated-partial"
    if outcome != "known":
        journal.record(
            actor=actor,
            verb="collect.receive",
            target=submission,
            data={"outcome": outcome, "device": device.pk if device else None, "files": added},
        )
    return Received(submission, outcome)


# --- what was sent -------------------------------------------------------------------------------


def _instance(content: bytes | str, form_id: str, instance_id: str) -> Instance:
    if not instance_id:
        return read_instance(content)
    text = decoded(content)
    if len(instance_id) > LONGEST_ID:
        raise Unreadable(_("The instance id of this answer is too long."))
    return Instance(text, digest(text), form_id, "", instance_id, "")


def _form(form: Form | None, sent: Instance, actor: User | None, device: Device | None) -> Form:
    """The form that was answered, if whoever sends may answer it."""
    if form is None:
        forms = Form.objects.filter(form_id=sent.form_id)
        form = forms.select_related("assessment").first()
    if form is None or form.form_id != sent.form_id or not _is_reached(form, actor, device):
        raise UnknownForm(
            _(
                "This server has no form “%(form)s” for you. Ask your protection officer which form to use. "
                "The answer stays on your device."
            )
            % {"form": sent.form_id[:64]}
        )
    if device is None:
        permit(actor, "collect.send_answers", form)
    return form


def _is_reached(form: Form, actor: User | None, device: Device | None) -> bool:
    if device is not None:
        return device.programme_id == form.programme_id and device.revoked_at is None
    return actor is None or Form.objects.visible_to(actor).filter(pk=form.pk).exists()


# --- the row -------------------------------------------------------------------------------------


def _kept(sent: Instance) -> tuple[Submission, Outcome] | None:
    rows = Submission.objects.select_for_update(of=("self",)).select_related("form__assessment", "version")
    submission = rows.filter(instance_id=sent.instance_id).first()
    return (submission, "known") if submission else None


def _create(
    sent: Instance,
    form: Form,
    source: str,
    actor: User | None,
    device: Device | None,
    version: FormVersion | None,
    incomplete: bool,
) -> tuple[Submission, Outcome]:
    """A new row; or, when somebody else made it at the same moment, theirs."""
    earlier = _corrected_by(sent, form)
    withdrawn = earlier is not None and earlier.state == State.WITHDRAWN
    submission = Submission(
        form=form,
        version=version or form.versions.filter(version=sent.version).first(),
        stated_version=sent.version,
        source=source,
        instance_id=sent.instance_id,
        deprecated_id=sent.deprecated_id,
        corrects=earlier,
        sha256=sent.sha256,
        # Who withdrew their consent withdrew it from what is corrected of their words, too.
        content=None if withdrawn else sent.content,
        state=State.WITHDRAWN if withdrawn else State.PARTIAL if incomplete else State.RECEIVED,
        device=device,
        sent_by=actor,
        received_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:
        if kept := _kept(sent):
            return kept
        raise
    _expect_files(submission)
    _let_later_correction_replace(submission)
    if earlier is not None and not withdrawn:
        _replace(earlier)
    return submission, "corrected" if earlier else "created"


def _refuse_other_content(submission: Submission, sent: Instance, form: Form) -> None:
    if submission.form_id != form.pk or submission.sha256 != sent.sha256:
        raise Conflict(
            _(
                "Another answer was received under this id before, so this one was not kept. Tell your protection "
                "officer; to change what was sent, edit it in the app and send it as a correction."
            )
        )


def _finish(submission: Submission, incomplete: bool) -> bool:
    if submission.state != State.PARTIAL or incomplete:
        return False
    submission.state = State.RECEIVED
    submission.save(update_fields=["state"])
    return True


# --- corrections ---------------------------------------------------------------------------------


def _corrected_by(sent: Instance, form: Form) -> Submission | None:
    """The earlier answer that this one names, unless another correction has taken its place already.

    Where there is none the correction is taken all the same, and `deprecated_id` tells what it named.
    """
    if not sent.deprecated_id or sent.deprecated_id == sent.instance_id:
        return None
    rows = Submission.objects.select_for_update(of=("self",)).filter(form=form)
    earlier = rows.filter(instance_id=sent.deprecated_id).first()
    # Asked once the row is held: another correction may have come while this one waited for it.
    if earlier is None or Submission.objects.filter(corrects=earlier).exists():
        return None
    return earlier


def _replace(earlier: Submission) -> None:
    if earlier.state in {State.PARTIAL, State.RECEIVED, State.SET_ASIDE}:
        earlier.state = State.REPLACED
        earlier.save(update_fields=["state"])


def _let_later_correction_replace(submission: Submission) -> None:
    """A correction may arrive before what it corrects: telephones send in any order."""
    later = Submission.objects.filter(
        form=submission.form_id, deprecated_id=submission.instance_id, corrects=None
    )
    correction = later.exclude(pk=submission.pk).order_by("pk").first()
    if correction is not None:
        correction.corrects = submission
        correction.save(update_fields=["corrects"])
        _replace(submission)


# --- files ---------------------------------------------------------------------------------------


def _expect_files(submission: Submission) -> None:
    names = expected_files(submission.version, answers_of(submission))
    SubmissionMedia.objects.bulk_create(
        SubmissionMedia(submission=submission, name=name) for name in sorted(names) if len(name) <= 150
    )


def _add_media(submission: Submission, media: Mapping[str, CheckedUpload], actor: Any) -> int:
    """Keep the files that are not here yet; how many. Refuses another file under a name that is taken."""
    if not media or submission.content is None:
        return 0
    kept = {each.name: each for each in submission.media.all()}
    added = 0
    for name, upload in media.items():
        row = kept.get(name) or SubmissionMedia(submission=submission, name=name)
        if row.sha256 and row.sha256 != upload.sha256:
            raise Conflict(
                _("Another file “%(name)s” was received with this answer before.") % {"name": name}
            )
        if not row.sha256:
            _keep_file(row, upload, actor)
            added += 1
    return added


def _keep_file(row: SubmissionMedia, upload: CheckedUpload, actor: Any) -> None:
    row.sha256 = upload.sha256
    row.save()
    row.file = uploads.store(upload, actor=actor, owner=row, sealed=True)
    row.save(update_fields=["file"])
