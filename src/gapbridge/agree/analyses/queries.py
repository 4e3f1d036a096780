"""What the pages of gap analyses read."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.base import wordings
from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import Waiting
from gapbridge.base.wordings import text_of
from gapbridge.listen.assessments.models import Statement
from gapbridge.people.roles import Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing

from .compose.gather import Material, gather
from .compose.listening import missing, who_of
from .compose.quotes import quotable, quoted
from .models import Analysis, Version

GAP_TEXTS = ("title", "statement", "remedy")


def analyses_for(user: Any) -> QuerySet[Analysis]:
    """The analyses this reader sees, with `published_versions`."""
    frozen = Count("versions__number", filter=Q(versions__frozen_at__isnull=False), distinct=True)
    return Analysis.objects.visible_to(user).select_related("programme").annotate(published_versions=frozen)


def analyses_of(assessment: Any, user: Any) -> list[Analysis]:
    return list(Analysis.objects.visible_to(user).filter(assessments=assessment))


# --- versions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """One version in all its languages; `note` says what is new in it."""

    number: int
    versions: list[Version]

    @property
    def first(self) -> Version:
        return self.versions[0]

    @property
    def is_draft(self) -> bool:
        return self.first.is_draft


def editions_of(analysis: Analysis, user: Any) -> list[Edition]:
    """The versions this reader sees, the newest first; without their contents."""
    rows = versions_of(analysis, user).defer("content").select_related("made_by")
    found = groupby(rows.order_by("-number", "language"), key=lambda each: each.number)
    return [Edition(number, list(versions)) for number, versions in found]


def versions_of(analysis: Analysis, user: Any) -> QuerySet[Version]:
    return Version.objects.visible_to(user).filter(analysis=analysis)


def newer_than(version: Version, user: Any) -> Version | None:
    """The newest later version that was published, in the same language where there is one."""
    later = versions_of(version.analysis, user).filter(number__gt=version.number, frozen_at__isnull=False)
    rows = list(later.defer("content").order_by("-number"))
    return next((each for each in rows if each.language == version.language), rows[0] if rows else None)


def siblings_of(version: Version, user: Any) -> list[Version]:
    """The same version in its other languages."""
    rows = versions_of(version.analysis, user).filter(number=version.number)
    return list(rows.defer("content").order_by("language"))


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """A published version's files, for its readers; once words were taken back, for the office alone."""
    version = Version.objects.visible_to(user).filter(pk=stored.owner_id).select_related("analysis").first()
    if version is None:
        return False
    return not version.withdrawn_voices or user.has_perm("analyses.change_analysis", version.analysis)


# --- what is missing -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Lack:
    """What a document would lack if it were composed now: a sentence, and the gaps it is about."""

    says: str
    gaps: list[Gap]


def lacks_of(analysis: Analysis) -> list[Lack]:
    """Gaps not worded in a language, gaps nobody can be quoted for, drafts. The same number of queries for all."""
    material = gather(analysis, analysis.language)
    found = [
        Lack(_("Still drafts: they keep the analysis from being published."), _drafts(material)),
        Lack(
            _("No voice that its readers may be given."),
            [each for each in material.gaps if not quotable(each, analysis.reach)],
        ),
    ]
    for language, label in NARRATIVE_LANGUAGES:
        said = _("Not yet in this language, or changed since: %(language)s.") % {"language": label}
        found.append(Lack(said, _unworded(material, language)))
    return [each for each in found if each.gaps]


def warning_of(analysis: Analysis) -> str:
    """Which of the eight groups nobody has listened to; "" while no assessment was chosen."""
    material = gather(analysis, analysis.language)
    return missing(material.sessions) if material.assessments else ""


def _drafts(material: Material) -> list[Gap]:
    return [each for each in material.gaps if each.state == "draft"]


def _unworded(material: Material, language: str) -> list[Gap]:
    worded = wordings.of(material.gaps, language)
    return [each for each in material.gaps if not _is_worded(each, language, worded)]


def _is_worded(gap: Gap, language: str, worded: Any) -> bool:
    said = [text_of(gap, field, language, worded) for field in GAP_TEXTS]
    return all(each.language == language and not each.outdated for each in said if each.text)


# --- voices to choose ----------------------------------------------------------------------------


@dataclass(frozen=True)
class GapVoices:
    """A gap of the document with the voices that tell it now."""

    gap: Gap
    quoted: list[Statement]
    usable: int
    by_hand: bool


def gap_voices(analysis: Analysis) -> list[GapVoices]:
    return [
        GapVoices(
            gap,
            quoted(analysis, gap),
            len(quotable(gap, analysis.reach)),
            str(gap.pk) in analysis.quotes,
        )
        for gap in gather(analysis, analysis.language).gaps
    ]


def voices_to_choose(analysis: Analysis, gap_pk: int) -> tuple[Gap, list[tuple[Statement, str, bool]]] | None:
    """A gap with its quotable voices: each, who says it, and whether it is quoted now. None when not in it."""
    gap = next((each for each in gather(analysis, analysis.language).gaps if each.pk == gap_pk), None)
    if gap is None:
        return None
    now = {each.pk for each in quoted(analysis, gap)}
    return gap, [(each, who_of(each.session), each.pk in now) for each in quotable(gap, analysis.reach)]


def waiting_for(user: Any) -> Iterable[Waiting]:
    """Analyses whose newest version waits to be published."""
    mine = standing(user).programmes_with(Role.PROTECTION_OFFICER)
    if not mine:
        return
    drafts = Version.objects.filter(analysis__programme__in=mine, frozen_at=None, analysis__state="draft")
    for analysis in Analysis.objects.filter(pk__in=drafts.values("analysis")):
        label = _("Gap analysis to publish: %(title)s") % {"title": analysis}
        yield Waiting(label, analysis.get_absolute_url(), stage="agree")
