"""The fixed cast: one person per role, two of rival organisations, one stranger, one who belongs to nothing.

Everyone plays in `spcp`, a running programme, except the stranger, who is an officer of `other`.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser

from gapbridge.people.models import Membership, Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Framework, Partner, Place, PopulationGroup, Programme, Topic

INSIDERS = {
    "programme_officer": ("office", Role.PROGRAMME_OFFICER),
    "protection_officer": ("office", Role.PROTECTION_OFFICER),
    "grants_officer": ("office", Role.GRANTS_OFFICER),
    "monitoring_officer": ("office", Role.MONITORING_OFFICER),
    "case_worker": ("office", Role.CASE_WORKER),
    "logistician": ("office", Role.LOGISTICIAN),
    "trainer": ("office", Role.TRAINER),
    "evaluator": ("office", Role.EVALUATOR),
    "second_evaluator": ("office", Role.EVALUATOR),
    "administrator": ("office", Role.ADMINISTRATOR),
    "official": ("authority", Role.OFFICIAL),
    "donor": ("funder", Role.DONOR),
    "applicant": ("cso", Role.CSO_STAFF),
    "rival": ("rival_cso", Role.CSO_STAFF),
    "stranger": ("elsewhere", Role.PROGRAMME_OFFICER),
}
EVERYBODY = (*INSIDERS, "community_member", "visitor")


@dataclass
class Cast:
    """People by name (`cast.official`), organisations, programmes and a few reference rows."""

    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    programme: Programme = None  # type: ignore[assignment]
    other: Programme = None  # type: ignore[assignment]
    country: Place = None  # type: ignore[assignment]
    district: Place = None  # type: ignore[assignment]
    settlement: Place = None  # type: ignore[assignment]
    idps: PopulationGroup = None  # type: ignore[assignment]
    disability: PopulationGroup = None  # type: ignore[assignment]
    topic: Topic = None  # type: ignore[assignment]
    framework: Framework = None  # type: ignore[assignment]

    def __getattr__(self, name: str):
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        organisations = self.__dict__.get("organisations", {})
        if name in organisations:
            return organisations[name]
        raise AttributeError(name)

    def fresh(self, name: str):
        """The person as a new request would load them: nothing remembered."""
        person = self.people[name]
        return person if name == "visitor" else User.objects.get(pk=person.pk)


def gather() -> Cast:
    """Every test that asks for it writes it anew: a few statements of many rows."""
    cast = Cast()
    _organisations(cast)
    _reference(cast)
    _programmes(cast)
    _people(cast)
    return cast


def _people(cast: Cast) -> None:
    names = (*INSIDERS, "community_member")
    people = [User(email=f"{name}@example.org", name=name.replace("_", " ")) for name in names]
    cast.people |= zip(names, User.objects.bulk_create(people), strict=True)
    cast.people["visitor"] = AnonymousUser()  # type: ignore[assignment]
    Membership.objects.bulk_create(
        Membership(user=cast.people[name], organisation=cast.organisations[organisation], role=role)
        for name, (organisation, role) in INSIDERS.items()
    )


def _organisations(cast: Cast) -> None:
    kinds = Organisation.Kind
    for key, name, kind in (
        ("office", "The office", kinds.UN_AGENCY),
        ("authority", "The authority", kinds.AUTHORITY),
        ("funder", "The funder", kinds.DONOR),
        ("cso", "First CSO", kinds.CSO),
        ("rival_cso", "Second CSO", kinds.CSO),
        ("elsewhere", "An office elsewhere", kinds.INGO),
    ):
        cast.organisations[key] = Organisation(name_en=name, kind=kind)
    Organisation.objects.bulk_create(cast.organisations.values())


def _reference(cast: Cast) -> None:
    cast.country = Place.objects.create(code="AZ", kind="country", name_en="Azerbaijan")
    cast.district = Place.objects.create(code="AZ-YE", kind="city", name_en="Yevlax", parent=cast.country)
    cast.district.district = cast.district
    cast.district.save()
    cast.settlement = Place.objects.create(
        code="AZ-YE.x",
        kind="settlement",
        name_en="A settlement",
        parent=cast.district,
        district=cast.district,
    )
    cast.idps = PopulationGroup.objects.create(
        key="internally_displaced", kind="status", name_en="Internally displaced persons"
    )
    cast.disability = PopulationGroup.objects.create(
        key="people_with_disabilities", kind="diversity", name_en="People with disabilities"
    )
    cast.topic = Topic.objects.create(key="asylum_reception", name_en="Asylum and reception capacity")
    cast.framework = Framework.objects.create(
        key="protection-gaps", version="2006", kind="standard", name_en="Protection gaps framework"
    )
    cast.framework.clauses.create(code="E", title_en="Basic needs", position=1)


def _programmes(cast: Cast) -> None:
    roles = Partner.Role
    cast.programme = _programme(cast, "spcp", "Strengthening Protection Capacity")
    cast.other = _programme(cast, "other", "Another programme")
    Programme.objects.bulk_create([cast.programme, cast.other])
    Partner.objects.bulk_create(
        Partner(programme=programme, organisation=cast.organisations[organisation], role=role)
        for programme, organisation, role in (
            (cast.programme, "office", roles.LEAD),
            (cast.programme, "authority", roles.COUNTERPART),
            (cast.programme, "funder", roles.FUNDING),
            (cast.other, "elsewhere", roles.LEAD),
        )
    )


def _programme(cast: Cast, slug: str, title: str) -> Programme:
    return Programme(
        slug=slug,
        title_en=title,
        short_title_en=title,
        country=cast.country,
        starts_on=date(2009, 1, 1),
        ends_on=date(2009, 12, 31),
        state="running",
    )
