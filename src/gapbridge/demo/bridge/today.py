"""What waits today, so that it can be tried: a training whose register is missing, a handover still to come."""

from datetime import timedelta
from decimal import Decimal

from gapbridge.act.interventions import actions as interventions
from gapbridge.act.supplies import actions as supplies
from gapbridge.act.supplies.models import Facility
from gapbridge.act.trainings import actions as trainings
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import place, topic

from .act import frame
from .tale import Tale

PLACE = "AZ-FUZ.horadiz"


def tell(tale: Tale) -> None:
    _refresher(tale)
    _further_kits(tale)


def _refresher(tale: Tale) -> None:
    """Two days, the first a few days ago: its trainer has not kept the register yet."""
    officer = tale.who("programme_officer")
    words = {
        "code": "T11",
        "title": "Refresher: first psychosocial support in a group",
        "summary": "For volunteers of the Fuzuli branch. It stays open so that the register can be tried.",
    }
    facts = frame(
        tale,
        words,
        tale.ago(6),
        tale.today + timedelta(days=20),
        measures=[tale.made["M1"]],
        topics=[topic("mental_health_psychosocial")],
        places=[place(PLACE)],
        planned_cost=Decimal(1_900),
    )
    with telling(tale.ago(20)):
        training = trainings.create_training(
            actor=officer, hours=12, for_own_staff=True, required_share=80, **facts
        )
        for title, day in (("First day", tale.ago(4)), ("Second day", tale.today + timedelta(days=16))):
            trainings.add_session(
                actor=officer,
                training=training,
                title=title,
                held_on=day,
                place=place(PLACE),
                trainer=tale.who("trainer"),
            )
        branch = tale.org("branch_fuzuli")
        rows = [
            {"person_code": f"RC-{number:04}", "organisation": branch, "capacity": "volunteer", "sex": sex}
            for number, sex in zip(range(60, 72), ("female", "female", "male") * 4, strict=True)
        ]
        trainings.add_participants(actor=officer, training=training, rows=rows)
    with telling(tale.ago(6)):
        interventions.start_intervention(actor=officer, intervention=training.intervention)
        interventions.publish_intervention(actor=officer, intervention=training.intervention)


def _further_kits(tale: Tale) -> None:
    """Kits that are ordered and packed; the handover is planned for the coming days."""
    officer, logistician = tale.who("programme_officer"), tale.who("logistician")
    words = {
        "code": "P2",
        "title": "Further kits for the Fuzuli branch",
        "summary": "For the groups that begin this winter. It stays open so that a handover can be tried.",
    }
    facts = frame(
        tale,
        words,
        tale.ago(15),
        tale.today + timedelta(days=30),
        measures=[tale.made["M5"]],
        topics=[topic("mental_health_psychosocial")],
        places=[place(PLACE)],
        planned_cost=Decimal(1_600),
    )
    with telling(tale.ago(18)):
        procurement = supplies.create_procurement(actor=logistician, **facts)
        item = supplies.add_item(
            actor=logistician,
            procurement=procurement,
            name="Kit for groups with children",
            category="equipment",
            unit="kit",
            quantity=15,
            unit_cost=Decimal("88.00"),
        )
        supplies.create_handover(
            actor=logistician,
            procurement=procurement,
            facility=Facility.objects.get(run_by=tale.org("branch_fuzuli")),
            handed_over_on=tale.today + timedelta(days=3),
            received_by="Coordinator of the branch",
            lines=[(item, 15)],
        )
    with telling(tale.ago(15)):
        interventions.start_intervention(actor=officer, intervention=procurement.intervention)
