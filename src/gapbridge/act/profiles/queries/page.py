"""What the page of one organisation's file shows to a reader, each part only to whom it is open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.lifecycle import CHECK
from gapbridge.act.profiles.models import (
    Accounts,
    BankAccount,
    Document,
    DueDiligence,
    Hit,
    Officer,
    PastProject,
    Profile,
    Screening,
)
from gapbridge.base.sockets import Panel

from .file import Paper, completeness, needed_for, with_files
from .lists import SOON
from .standing import not_screened, standing_check


@dataclass(frozen=True)
class Missing:
    label: str
    why: str
    url: str


@dataclass(frozen=True)
class Progress:
    done: int
    of: int
    missing: list[Missing]


def progress_of(profile: Profile) -> Progress:
    parts = completeness(profile.organisation)
    missing = [Missing(part.label, needed_for(part.key), part.url) for part in parts if not part.done]
    return Progress(len(parts) - len(missing), len(parts), missing)


def officers_of(profile: Profile, user: Any) -> list[Officer]:
    return list(Officer.objects.visible_to(user).filter(profile=profile).order_by("until", "pk"))


def accounts_of(profile: Profile, user: Any) -> list[Paper]:
    return with_files(list(Accounts.objects.visible_to(user).filter(profile=profile)))


def projects_of(profile: Profile, user: Any) -> QuerySet[PastProject]:
    return PastProject.objects.visible_to(user).filter(profile=profile).select_related("place", "theme")


def papers_of(profile: Profile, user: Any, *, in_use: bool = True) -> list[Paper]:
    rows = Document.objects.visible_to(user).filter(organisation_id=profile.pk, ended_at__isnull=in_use)
    today = localdate()
    papers = with_files(list(rows))
    for paper in papers:
        runs_out = paper.row.expires_on
        paper.row.is_over = runs_out is not None and runs_out < today
        paper.row.runs_out_soon = runs_out is not None and today <= runs_out <= today + SOON
    return papers


def accounts_in_use(profile: Profile, user: Any) -> list[BankAccount]:
    """Bank and currency only: the numbers stay closed until somebody asks for them."""
    rows = BankAccount.objects.visible_to(user).filter(profile=profile, ended_at=None)
    return list(rows.defer("iban", "holder"))


def own_results(profile: Profile) -> QuerySet[DueDiligence]:
    """What an organisation may know of its checks: result, conditions, how long; neither reasons nor notes."""
    checks = DueDiligence.objects.decided().filter(organisation_id=profile.pk)
    return checks.select_related("programme").order_by("-decided_at")


def checks_of(profile: Profile, user: Any) -> QuerySet[DueDiligence]:
    checks = DueDiligence.objects.visible_to(user).filter(organisation_id=profile.pk)
    return checks.select_related("programme", "checked_by").order_by("-pk")


def screenings_of(profile: Profile, user: Any) -> QuerySet[Screening]:
    screenings = Screening.objects.visible_to(user).current().filter(organisation_id=profile.pk)
    return screenings.select_related("list", "run_by")


def hits_of(profile: Profile, user: Any) -> QuerySet[Hit]:
    hits = Hit.objects.visible_to(user).current().filter(screening__organisation_id=profile.pk)
    return hits.select_related("entry", "screening__list", "screening__organisation")


def lacking_screening(profile: Profile, user: Any) -> bool:
    return bool(not_screened(profile.organisation, concern.family_of(user)))


@dataclass(frozen=True)
class StandingIn:
    """A programme of the reader and the check that stands for it: made there or elsewhere by the same lead."""

    programme: Any
    check: DueDiligence | None
    state_label: str


def standing_in(profile: Profile, programmes: Any) -> list[StandingIn]:
    found = []
    for programme in programmes:
        check = standing_check(profile.organisation, programme)
        found.append(StandingIn(programme, check, CHECK.state(check).label if check else ""))
    return found


def panel_on_an_organisation(organisation: Any, user: Any) -> Panel | None:
    """The way from the public page to the file, for whom it is open."""
    if not user.is_authenticated or not user.has_perm("profiles.open_file", organisation):
        return None
    return Panel(
        "profiles/panel_organisation.html", {"own": user.has_perm("profiles.keep_file", organisation)}
    )
