from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.interventions.models import Intervention
from gapbridge.agree.gaps.queries import who_of
from gapbridge.base import search as index
from gapbridge.base import sockets
from gapbridge.base.access import page
from gapbridge.base.models import FormDraft
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.memberships import held
from gapbridge.programmes.models import Place, Programme
from gapbridge.programmes.queries import my_programmes

from . import giving as giving_data
from . import queries
from .maps import district_map

EVENTS_A_PAGE = 24
HITS_A_PAGE = 20


@page(public=True)
def front(request: HttpRequest) -> HttpResponse:
    """The public site's first page: what the programme heard, agreed, did and reached, and ways in."""
    voice = queries.a_voice(request.user)
    return render(
        request,
        "portal/front.html",
        {
            "title": _("From a voice to proof of what changed"),
            "voice": voice,
            "voice_who": who_of(voice) if voice else "",
            "tallies": queries.tallies(request.user),
            "updates": queries.latest_updates(request.user)[:3],
            "calls": queries.open_calls(request.user, 3),
            "events": queries.events(request.user)[:4],
            "resources": queries.newest_resources(request.user)[:4],
            "programmes": Programme.objects.visible_to(request.user),
        },
    )


@page()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, then where I work."""
    user = request.user
    memberships = list(user.memberships.current().select_related("organisation"))
    return render(
        request,
        "portal/home.html",
        {
            "title": _("What waits for me"),
            "waiting": sockets.waiting_for(user),
            "drafts": FormDraft.objects.filter(user=user).order_by("-saved_at")[:5],
            "programmes": my_programmes(user),
            "tallies": queries.tallies(user),
            "memberships": memberships,
            "organisations": {each.organisation_id: each.organisation for each in memberships}.values(),
            "feedback": Feedback.objects.filter(submitted_by=user, sealed=False)[:5],
            "belongs": bool(held(user)),
            "calls": queries.open_calls(user, 3),
            "updates": queries.latest_updates(user)[:2],
            "today": timezone.localdate(),
        },
    )


@page(public=True)
def map_page(request: HttpRequest) -> HttpResponse:
    """What happens where: districts by the number of interventions, filtered by kind and programme."""
    kinds = dict(Intervention.Kind.choices)
    kind = request.GET.get("kind", "")
    programmes = list(Programme.objects.visible_to(request.user))
    programme = next((each for each in programmes if str(each.pk) == request.GET.get("programme")), None)
    conditions = {"kind": kind} if kind in kinds else {}
    if programme:
        conditions["programme"] = programme
    counts = queries.interventions_by_district(request.user, **conditions)
    names = {place.code: place.name for place in Place.objects.filter(kind__in=["district", "city"])}
    return render(
        request,
        "portal/map.html",
        {
            "title": _("What happens where"),
            "map": district_map(counts, names),
            "counts": sorted(counts, key=lambda each: (-each.count, each.place.name)),
            "kinds": Intervention.Kind.choices,
            "kind": kind,
            "programmes": programmes,
            "programme": programme,
            "stage": "act",
            "narrowed": "".join(
                f"&{name}={getattr(value, 'pk', value)}" for name, value in conditions.items()
            ),
        },
    )


@page(public=True)
def events(request: HttpRequest) -> HttpResponse:
    found = Paginator(queries.events(request.user), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    coming, past = queries.split_by_today(list(found))
    context = {"title": _("Events"), "coming": coming, "past": past, "page": found, "stage": "act"}
    return render(request, "portal/events.html", context)


@page(public=True)
def search(request: HttpRequest) -> HttpResponse:
    """Everything the reader may see that holds the words."""
    query = request.GET.get("q", "").strip()
    kinds = {label: each.model._meta.verbose_name_plural for label, each in sockets.SEARCHABLE.items()}
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds else None
    number = _page_number(request.GET.get("page", ""))
    found = index.find(query, request.user, kind, HITS_A_PAGE, (number - 1) * HITS_A_PAGE)
    return render(
        request,
        "portal/search.html",
        {
            "title": _("Search"),
            "query": query[: index.LONGEST_QUERY],
            "found": found,
            "kind": kind,
            "kinds": kinds.items(),
            "number": number,
        },
    )


def _page_number(text: str) -> int:
    return min(max(int(text), 1), 50) if text.isascii() and text.isdigit() and len(text) < 4 else 1


@page(public=True)
def complain(request: HttpRequest) -> HttpResponse:
    """How to complain, what happens with it, and who reads it."""
    return render(request, "portal/complain.html", {"title": _("How to raise a concern"), "stage": "listen"})


@page(public=True)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"title": _("Accessibility and privacy")})


@page(public=True, methods=("GET", "HEAD"))
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be had as files, by what standard and under what licence."""
    awarded = giving_data.awarded()
    context = {
        "title": _("Open data"),
        "stage": "share",
        "number": awarded.count(),
        "withheld": awarded.filter(name_withheld=True).count(),
    }
    return render(request, "portal/open_data.html", context)


@page(public=True, methods=("GET", "HEAD"))
def giving(request: HttpRequest) -> HttpResponse:
    """Awarded grants by the 360Giving Data Standard."""
    headers = {"Content-Disposition": 'inline; filename="grants.json"', "Access-Control-Allow-Origin": "*"}
    return JsonResponse(
        giving_data.package(), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
