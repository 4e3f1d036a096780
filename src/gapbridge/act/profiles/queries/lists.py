"""What officers see in lists: files with the state of their checks, sanctions lists, hits."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.models import Document, DueDiligence, Hit, Profile, SanctionsList
from gapbridge.people.models import Organisation

SOON = timedelta(days=30)


def _count(rows: QuerySet, of: str) -> Any:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def files_for(user: Any) -> QuerySet[Profile]:
    """Files that concern an officer, each with `standing` (the state of the last check in the reader's family of
    programmes, "over" when it ran out, "none"), `valid_until`, `expiring` documents and `open_hits`."""
    family, today = concern.family_of(user), localdate()
    checks = DueDiligence.objects.filter(organisation_id=OuterRef("pk"), programme_id__in=family)
    last = checks.decided().order_by("-decided_at", "-pk")
    drafts = checks.filter(state="draft")
    expiring = Document.objects.visible_to(user).in_use()
    expiring = expiring.filter(organisation_id=OuterRef("pk"), expires_on__lte=today + SOON)
    hits = Hit.objects.current().filter(
        screening__organisation_id=OuterRef("pk"), screening__list__programme_id__in=family, state="open"
    )
    concerned = concern.organisations(concern.checked_by(user))
    rows = Profile.objects.filter(pk__in=concerned).select_related("organisation")
    return rows.annotate(
        decided=Subquery(last.values("state")[:1]),
        valid_until=Subquery(last.values("valid_until")[:1]),
        drafted=Subquery(drafts.values("state")[:1]),
        standing=Case(
            When(Q(drafted__isnull=False) & Q(decided__isnull=True), then=Value("draft")),
            When(decided__isnull=True, then=Value("none")),
            When(valid_until__lt=today, then=Value("over")),
            default=F("decided"),
            output_field=CharField(),
        ),
        expiring=_count(expiring, "organisation_id"),
        open_hits=_count(hits, "screening__organisation_id"),
    ).order_by("organisation__name", "pk")


def to_be_screened(user: Any) -> QuerySet[Organisation]:
    """All organisations with a file that concern an officer."""
    return Organisation.objects.filter(concern.checked_by(user), profile__isnull=False)


def lists_for(user: Any) -> QuerySet[SanctionsList]:
    rows = SanctionsList.objects.visible_to(user).select_related("programme", "uploaded_by")
    current = Q(screenings__is_current=True)
    return rows.annotate(
        screened=Count("screenings", filter=current, distinct=True),
        open_hits=Count(
            "screenings__hits", filter=current & Q(screenings__hits__state="open"), distinct=True
        ),
    )


def hits_for(user: Any) -> QuerySet[Hit]:
    """Hits of current screenings, those to be decided first."""
    rows = Hit.objects.visible_to(user).current()
    return rows.select_related("screening__organisation", "screening__list__programme", "entry").order_by(
        Case(When(state="open", then=0), default=1), "-likeness", "pk"
    )
