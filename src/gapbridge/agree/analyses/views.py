from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.base.wordings import Source, wordings_form
from gapbridge.listen.assessments.models import Statement
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme
from gapbridge.programmes.queries import create_actions

from . import actions, queries
from .compose import compose
from .difference import difference
from .formats import CONTENT_TYPES, MAKERS, Document, file_name, preview, read
from .forms import AnalysisForm, VersionForm
from .models import Analysis, Version
from .pages import drawn

STAGE = "agree"
TEXTS = ("title", "context", "method", "conclusions")
LANGUAGES = dict(NARRATIVE_LANGUAGES)
COLUMNS = (
    Column("title", gettext_lazy("Gap analysis"), sort="title", link=True),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column(
        "published_versions", gettext_lazy("Versions published"), sort="published_versions", kind="number"
    ),
    Column("published_at", gettext_lazy("Published"), sort="published_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


class AnalysisFilter(ProgrammeFilter):
    class Meta:
        model = Analysis
        fields = ("programme", "state")


@page(public=True)
def analysis_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Gap analyses"),
        intro=_("What people said, told by area: the gaps, why they are there, and who was heard."),
        queryset=queries.analyses_for(request.user),
        columns=COLUMNS,
        filters=AnalysisFilter,
        actions=create_actions(request.user, "analyses.add_analysis", "analyses:new", _("New gap analysis")),
        empty=_("No gap analysis is open to you yet. It is written once gaps stand on what people said."),
        stage=STAGE,
    )


@page(Analysis, public=True, related=("programme", "framework"))
def analysis_page(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    may_change = request.user.has_perm("analyses.change_analysis", analysis)
    context = {
        "analysis": analysis,
        "title": analysis.title,
        "stage": STAGE,
        "editions": queries.editions_of(analysis, request.user),
        "assessments": analysis.assessments.all(),
        "may_change": may_change,
        "may_write": may_change and analysis.state == "draft",
        "warning": queries.warning_of(analysis) if may_change else "",
        "lacks": queries.lacks_of(analysis) if may_change else [],
        "languages": NARRATIVE_LANGUAGES,
    }
    return render(request, "analyses/analysis.html", context)


@page(Programme, perm="analyses.add_analysis")
def new_analysis(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        AnalysisForm,
        programme=programme,
        title=_("New gap analysis"),
        intro=_("The gaps, causes, voices and numbers come from the records. You write what frames them."),
        parent=programme,
        stage=STAGE,
        act=lambda data: actions.create_analysis(actor=request.user, programme=programme, **data),
    )


@page(Analysis, perm="analyses.change_analysis", related=("programme",))
def edit_analysis(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    return form_page(
        request,
        AnalysisForm,
        instance=analysis,
        programme=analysis.programme,
        title=_("Change the gap analysis"),
        parent=analysis,
        stage=STAGE,
        act=lambda data: actions.change_analysis(actor=request.user, analysis=analysis, **data),
    )


@page(Analysis, perm="analyses.change_analysis")
def write_wordings(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    return form_page(
        request,
        wordings_form([Source(analysis, field) for field in TEXTS]),
        title=_("In other languages"),
        intro=_("The gaps and voices have pages of their own for this."),
        parent=analysis,
        stage=STAGE,
        act=lambda data: actions.write_wordings(actor=request.user, analysis=analysis, texts=data["texts"]),
    )


# --- voices --------------------------------------------------------------------------------------


@page(Analysis, perm="analyses.change_analysis")
def quotes(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    context = {
        "analysis": analysis,
        "title": _("Voices that are quoted"),
        "stage": STAGE,
        "rows": queries.gap_voices(analysis),
        "may_write": analysis.state == "draft",
    }
    return render(request, "analyses/quotes.html", context)


@page(Analysis, perm="analyses.change_analysis")
def choose_quotes(request: HttpRequest, analysis: Analysis, gap: int) -> HttpResponse:
    """Tick the voices that tell one gap; none leaves the choice to the house."""
    found = queries.voices_to_choose(analysis, gap)
    if found is None:
        raise Http404
    chosen_gap, voices = found
    failure, status = "", 200
    if request.method == "POST":
        ticked = set(request.POST.getlist("statements"))
        chosen: list[Statement] = [each for each, _who, _now in voices if str(each.pk) in ticked]
        voices = [(each, who, str(each.pk) in ticked) for each, who, _now in voices]
        try:
            actions.choose_quotes(actor=request.user, analysis=analysis, gap=chosen_gap, statements=chosen)
        except ValidationError as refusal:
            failure, status = " ".join(refusal.messages), 422
        else:
            messages.success(request, _("Saved."))
            return redirect("analyses:quotes", analysis.pk)
    context = {
        "analysis": analysis,
        "gap": chosen_gap,
        "title": _("Voices that tell this gap"),
        "stage": STAGE,
        "voices": voices,
        "failure": failure,
    }
    return render(request, "analyses/choose_quotes.html", context, status=status)


# --- versions ------------------------------------------------------------------------------------


@page(Analysis, perm="analyses.change_analysis")
def new_version(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    return form_page(
        request,
        VersionForm,
        initial={"languages": list(LANGUAGES)},
        title=_("Make a version"),
        intro=_("The document is composed as the records stand now, and kept as a draft."),
        submit=_("Make the version"),
        parent=analysis,
        done=analysis,
        stage=STAGE,
        act=lambda data: actions.make_version(actor=request.user, analysis=analysis, **data),
    )


@page(Analysis, perm="analyses.change_analysis", related=("programme",))
def preview_page(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    language = request.GET.get("language", "")
    language = language if language in LANGUAGES else analysis.language
    document = preview(analysis, compose(analysis, language))
    context = {"analysis": analysis, "version": None, "languages": NARRATIVE_LANGUAGES}
    return _document_page(request, document, context)


@page(Version, public=True, related=("analysis__programme", "pdf", "docx"))
def version_page(request: HttpRequest, version: Version) -> HttpResponse:
    context = {
        "analysis": version.analysis,
        "version": version,
        "siblings": queries.siblings_of(version, request.user),
        "newer": queries.newer_than(version, request.user),
        "may_change": request.user.has_perm("analyses.change_analysis", version.analysis),
    }
    return _document_page(request, read(version), context)


def _document_page(request: HttpRequest, document: Document, context: dict[str, Any]) -> HttpResponse:
    parts = drawn(document, request.user)
    context = {**context, "document": document, "parts": parts, "stage": STAGE, "title": document.title}
    return render(request, "analyses/version.html", context)


@page(Version, perm="analyses.change_analysis", related=("analysis",), methods=("POST",))
def remove_version(request: HttpRequest, version: Version) -> HttpResponse:
    analysis = actions.remove_version(actor=request.user, version=version)
    messages.success(request, _("The draft is gone."))
    return redirect(analysis)


@page(Version, public=True, related=("analysis__programme", "pdf", "docx"), methods=("GET", "HEAD"))
def download(request: HttpRequest, version: Version, form: str) -> HttpResponse:
    """The frozen file; or, of a draft and where words were taken back, one made at this moment."""
    if form not in MAKERS:
        raise Http404
    kept = getattr(version, form)
    if kept is not None and not version.withdrawn_voices:
        return redirect(kept.get_absolute_url())
    response = HttpResponse(MAKERS[form](read(version)), content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{file_name(version, form)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(Analysis, public=True, related=("programme",))
def compare(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Two versions in one language, the later against the earlier; by default the last two."""
    language = _asked_language(request, analysis)
    versions = list(
        queries.versions_of(analysis, request.user)
        .filter(language=language)
        .defer("content")
        .order_by("number")
    )
    after = _asked(request, "after", versions) or (versions[-1] if versions else None)
    earlier = [each for each in versions if after and each.number < after.number]
    before = _asked(request, "before", versions) or (earlier[-1] if earlier else None)
    changes = difference(read(before).content, read(after).content) if before and after else []
    context = {
        "analysis": analysis,
        "title": _("What has changed"),
        "stage": STAGE,
        "language": language,
        "languages": NARRATIVE_LANGUAGES,
        "versions": versions,
        "before": before,
        "after": after,
        "changes": changes,
    }
    return render(request, "analyses/compare.html", context)


def _asked_language(request: HttpRequest, analysis: Analysis) -> str:
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        return asked
    there = set(queries.versions_of(analysis, request.user).values_list("language", flat=True))
    return next((each for each in (get_language(), analysis.language, *LANGUAGES) if each in there), "en")


def _asked(request: HttpRequest, name: str, versions: list[Version]) -> Version | None:
    asked = request.GET.get(name, "")
    return next((each for each in versions if str(each.number) == asked), None)
