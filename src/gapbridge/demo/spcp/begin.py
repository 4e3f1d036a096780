"""The programme, its partners and its budget."""

from gapbridge.demo.stage import Stage, place, population, texts, topic
from gapbridge.programmes import actions as programmes
from gapbridge.programmes.models import Framework, Partner
from gapbridge.programmes.reference import in_languages


def tell(stage: Stage) -> None:
    words = texts("spcp")["programme"]
    programme = programmes.create_programme(
        actor=None,
        lead=stage.organisations["unhcr"],
        slug=words["slug"],
        country=place("AZ"),
        currency="EUR",
        places=[place(code) for code in ("AZ-BA", "AZ-YEV", "AZ-BAR", "AZ-AGC", "AZ-FUZ")],
        populations=[population(key) for key in ("refugees", "asylum_seekers", "internally_displaced")],
        topics=[topic(key) for key in ("asylum_reception", "legal_judicial", "coordination")],
        frameworks=list(Framework.objects.all()),
        **in_languages("title", words["title"]),
        **in_languages("short_title", words["short_title"]),
        **in_languages("summary", words["summary"]),
    )
    roles = Partner.Role
    partners = {
        roles.FUNDING: ["european_commission"],
        roles.COUNTERPART: ["state_committee", "migration_service", "cabinet"],
        roles.STAKEHOLDER: ["iom", "drc", "nrc", "save_the_children", "world_vision", "georgia_ministry"],
    }
    for role, keys in partners.items():
        for key in keys:
            organisation = stage.organisations[key]
            programmes.add_partner(actor=None, programme=programme, organisation=organisation, role=role)
    for code, title, amount in (
        ("1", "Gap analysis and consultation", 70_000),
        ("2", "Asylum capacity", 160_000),
        ("3", "Exchange between countries", 35_000),
    ):
        programmes.set_budget_line(actor=None, programme=programme, code=code, title=title, amount=amount)
    stage.programmes["spcp"] = programmes.start_programme(actor=None, programme=programme)
    stage.refresh()
