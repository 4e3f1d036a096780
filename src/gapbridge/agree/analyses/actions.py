from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal, wordings
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import check_upload, store
from gapbridge.listen.assessments.models import Scope, Statement
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme

from .compose import compose, digest_of, voices_in
from .compose.gather import gather
from .compose.quotes import may_be_quoted, quotable
from .formats import MAKERS, file_name, read
from .lifecycle import ANALYSIS
from .models import Analysis, Version

FIELDS = {"title", "language", "framework", "reach", "context", "method", "conclusions"}
LANGUAGES = tuple(key for key, _label in NARRATIVE_LANGUAGES)


# --- the analysis --------------------------------------------------------------------------------


@transaction.atomic
def create_analysis(*, actor: User | None, programme: Programme, **fields: Any) -> Analysis:
    """Refuses assessments of another programme."""
    permit(actor, "analyses.add_analysis", programme)
    analysis = Analysis(programme=programme)
    _write(analysis, fields)
    journal.record(actor=actor, verb="analyses.create", target=analysis)
    return analysis


@transaction.atomic
def change_analysis(*, actor: User | None, analysis: Analysis, **fields: Any) -> Analysis:
    """Refuses while it is published, and another reach once something was published."""
    permit(actor, "analyses.change_analysis", analysis)
    _open_draft(analysis)
    _write(analysis, fields)
    journal.record(actor=actor, verb="analyses.change", target=analysis, data={"fields": sorted(fields)})
    return analysis


@transaction.atomic
def write_wordings(*, actor: User | None, analysis: Analysis, texts: Sequence[wordings.Written]) -> Analysis:
    """Keep the analysis's own texts in other languages."""
    permit(actor, "analyses.change_analysis", analysis)
    for each in texts:
        wordings.write(actor=actor, **each.fields)
    journal.record(actor=actor, verb="analyses.write_wordings", target=analysis, data={"texts": len(texts)})
    return analysis


@transaction.atomic
def choose_quotes(
    *, actor: User | None, analysis: Analysis, gap: Gap, statements: Collection[Statement]
) -> Analysis:
    """Say which voices tell a gap; none leaves the choice to the house again.

    Refuses a voice that is not behind the gap or whose consent does not reach the document's readers.
    """
    permit(actor, "analyses.change_analysis", analysis)
    _open_draft(analysis)
    chosen = [each.pk for each in statements]
    if not set(chosen) <= {each.pk for each in _usable(analysis, gap)}:
        raise Refused(_("Choose among the voices whose consent reaches the readers."), field="statements")
    analysis.quotes = {key: ids for key, ids in analysis.quotes.items() if key != str(gap.pk)}
    if chosen:
        analysis.quotes[str(gap.pk)] = chosen
    analysis.save(update_fields=["quotes"])
    data = {"gap": gap.pk, "statements": chosen}
    journal.record(actor=actor, verb="analyses.choose_quotes", target=analysis, data=data)
    return analysis


def _usable(analysis: Analysis, gap: Gap) -> list[Statement]:
    found = next((each for each in gather(analysis, analysis.language).gaps if each.pk == gap.pk), None)
    return quotable(found, analysis.reach) if found else []


def _write(analysis: Analysis, fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS - {"assessments"}:
        raise TypeError(f"an analysis takes no {', '.join(sorted(unknown))}")
    before = analysis.reach
    for name in FIELDS & fields.keys():
        setattr(analysis, name, fields[name])
    if analysis.published_at and analysis.reach != before:
        raise Refused(
            _("Readers of what is published stay the same. Begin another analysis for other readers."),
            field="reach",
        )
    foreign = [each for each in fields.get("assessments", ()) if each.programme_id != analysis.programme_id]
    if foreign:
        raise Refused(_("Choose assessments of this programme."), field="assessments")
    analysis.clean_fields()
    analysis.save()
    if "assessments" in fields:
        analysis.assessments.set(fields["assessments"])


def _open_draft(analysis: Analysis) -> None:
    """Hold the row until the action ends; refused unless it is a draft."""
    analysis.refresh_from_db(from_queryset=Analysis.objects.select_for_update())
    if analysis.state != "draft":
        raise Refused(_("This analysis is published. Begin a new version of it first, and say why."))


# --- versions ------------------------------------------------------------------------------------


@transaction.atomic
def make_version(
    *, actor: User | None, analysis: Analysis, note: str = "", languages: Iterable[str] = LANGUAGES
) -> list[Version]:
    """Compose the document as the records stand now, once in each language; returns the drafts.

    Refuses an analysis without a gap, and a language that is not on offer.
    """
    permit(actor, "analyses.change_analysis", analysis)
    _open_draft(analysis)
    languages = [key for key in LANGUAGES if key in set(languages)]
    if not languages:
        raise Refused(_("Choose at least one language."), field="languages")
    last = analysis.versions.order_by("-number").values_list("number", flat=True).first() or 0
    made = [_version(actor, analysis, last + 1, note, language) for language in languages]
    if not any(part["kind"] == "gap" for part in made[0].content["parts"]):
        raise Refused(_("There is no gap to tell of yet. Write one down first."))
    journal.record(
        actor=actor,
        verb="analyses.make_version",
        target=analysis,
        data={"number": last + 1, "hashes": {each.language: each.hash for each in made}},
    )
    return made


def _version(actor: User | None, analysis: Analysis, number: int, note: str, language: str) -> Version:
    content = compose(analysis, language)
    return Version.objects.create(
        analysis=analysis,
        number=number,
        language=language,
        note=note.strip(),
        content=content,
        hash=digest_of(content),
        voices=voices_in(content),
        made_by=actor,
    )


@transaction.atomic
def publish_analysis(*, actor: User | None, analysis: Analysis) -> Analysis:
    """Freeze the newest version in all its languages, as a page, PDF and DOCX.

    Refuses when there is none, when it was published already, while a gap in it is a draft, and when the
    people's consent no longer reaches its readers.
    """
    ANALYSIS.move(analysis, "publish", actor=actor)
    versions = _newest(analysis)
    _refuse_unripe(analysis, versions)
    now = timezone.now()
    analysis.published_at = now
    analysis.save(update_fields=["published_at"])
    for each in versions:
        _freeze(actor, each, now)
    data = {
        "number": versions[0].number,
        "hashes": {each.language: each.hash for each in versions},
        "files": [_sha(file) for each in versions for file in (each.pdf, each.docx)],
    }
    journal.record(actor=actor, verb="analyses.publish", target=analysis, data=data)
    return analysis


def _newest(analysis: Analysis) -> list[Version]:
    versions = list(analysis.versions.select_for_update().order_by("-number", "language"))
    newest = [each for each in versions if each.number == versions[0].number]
    if not newest or newest[0].frozen_at:
        raise Refused(_("There is nothing new to publish. Make a version first."))
    return newest


def _refuse_unripe(analysis: Analysis, versions: list[Version]) -> None:
    if any(each.content.get("reach") != analysis.reach for each in versions):
        raise Refused(_("The readers were changed since this version was made. Make a version anew."))
    gaps = {part["gap"] for part in versions[0].content["parts"] if part["kind"] == "gap"}
    drafts = Gap.objects.filter(pk__in=gaps, state="draft").values_list("code", flat=True)
    if drafts:
        raise Refused(
            _(
                "Still drafts: %(codes)s. Put them before the stakeholders or set them aside, then make a version."
            )
            % {"codes": ", ".join(drafts)}
        )
    _refuse_unreached(analysis, {pk for each in versions for pk in each.voices})


def _refuse_unreached(analysis: Analysis, voices: set[int]) -> None:
    """Consent may have changed since the version was made, and voices open to everyone only with their assessment."""
    rows = list(Statement.objects.filter(pk__in=voices).select_related("session__assessment"))
    lost = len(voices) - sum(may_be_quoted(each, analysis.reach) for each in rows)
    if lost:
        said = ngettext(
            "Consent no longer covers %(number)s voice quoted in this version. Make a version anew.",
            "Consent no longer covers %(number)s voices quoted in this version. Make a version anew.",
            lost,
        )
        raise Refused(said % {"number": lost})
    closed = {str(each.session.assessment) for each in rows if each.session.assessment.state != "published"}
    if closed and analysis.reach == Scope.PUBLIC:
        raise Refused(
            _("Publish the voices of these assessments first: %(titles)s.")
            % {"titles": "; ".join(sorted(closed))}
        )


def _freeze(actor: User | None, version: Version, at: datetime) -> None:
    version.frozen_at = at
    document = read(version)
    with translation.override(version.language):
        for kind, make in MAKERS.items():
            upload = check_upload(File(BytesIO(make(document)), name=file_name(version, kind)))
            public = version.analysis.reach == Scope.PUBLIC
            setattr(version, kind, store(upload, actor=actor, owner=version, public=public))
    version.save()


def _sha(file: StoredFile | None) -> str:
    return file.sha256 if file else ""


@transaction.atomic
def reopen_analysis(*, actor: User | None, analysis: Analysis, reason: str) -> Analysis:
    """Write on: what was published stays readable, the next version says what is new."""
    ANALYSIS.move(analysis, "reopen", actor=actor)
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    analysis.reopened_because = reason.strip()
    analysis.save(update_fields=["reopened_because"])
    journal.record(actor=actor, verb="analyses.reopen", target=analysis)
    return analysis


@transaction.atomic
def remove_version(*, actor: User | None, version: Version) -> Analysis:
    """Throw a draft away, in the one language. Refuses what was published."""
    analysis = version.analysis
    permit(actor, "analyses.change_analysis", analysis)
    if version.frozen_at:
        raise Refused(_("What is published stays."))
    number, language = version.number, version.language
    version.delete()
    data = {"number": number, "language": language}
    journal.record(actor=actor, verb="analyses.remove_version", target=analysis, data=data)
    return analysis
