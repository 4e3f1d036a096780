"""What is counted: each counter's records, how they add up, and the axes along which they break down."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from .axes import AXES
from .sources import (
    GAPS,
    GRANTS,
    HANDOVERS,
    LISTENING,
    MEETINGS,
    PARTICIPANTS,
    SERVICES,
    SESSIONS,
    Expression,
    Source,
)


@dataclass(frozen=True)
class Counter:
    """`mode` is "records", "distinct" (by `what`, a path to the person or organisation) or "sum" (of `what`).

    `part_of` names the counter of which this is one cell of the axis `audience`: whoever is not a keeper
    gets it from there, so that neither part can be found by subtracting the other.
    """

    key: str
    label: Any
    unit: Any
    explained: Any
    source: Source
    mode: str = "records"
    what: str = "pk"
    only: Q = field(default_factory=Q)
    axes: tuple[str, ...] = ()
    part_of: str = ""
    part: str = ""
    breaks_down_in_public: bool = True

    @property
    def is_money(self) -> bool:
        return self.what == "amount"

    @property
    def of_people(self) -> bool:
        return self.source.of_people and self.key != "organisations_trained"

    def aggregate(self, condition: Q) -> Expression:
        if self.mode == "sum":
            return Sum(self.what, filter=condition)
        return Count(self.what, distinct=self.mode == "distinct", filter=condition)


PEOPLE = _("people")
OF_ORGANISATIONS = ("intervention", "audience", "month")

COUNTERS: dict[str, Counter] = {
    each.key: each
    for each in (
        Counter(
            "people_listened_to",
            _("People listened to"),
            PEOPLE,
            _(
                "The participants of interviews and focus groups that were held. They have no name and"
                " no code here, so somebody who came twice is counted twice."
            ),
            LISTENING,
            "sum",
            "participants",
        ),
        Counter(
            "gaps_agreed",
            _("Gaps agreed"),
            _("gaps"),
            _("Gaps that all stakeholders agreed in a consultation, whether or not they are remedied since."),
            GAPS,
        ),
        Counter(
            "people_reached",
            _("Different people reached by services"),
            PEOPLE,
            _("Everybody who received at least one service, counted once however often they came."),
            SERVICES,
            "distinct",
            "person",
        ),
        Counter(
            "people_reached_contacts",
            _("Services delivered"),
            _("services"),
            _(
                "How often a service was received: the sum of all lines of the registers. Somebody who"
                " came three times is counted three times."
            ),
            SERVICES,
            "sum",
            "quantity",
            breaks_down_in_public=False,
        ),
        Counter(
            "people_trained",
            _("Different people trained"),
            PEOPLE,
            _(
                "Everybody who attended the share of at least one training that counts as trained, "
                "counted once by their person code."
            ),
            PARTICIPANTS,
            "distinct",
            "person_code",
        ),
        Counter(
            "people_trained_own",
            _("Own staff and volunteers trained"),
            PEOPLE,
            _(
                "Different people trained in trainings for the carrying organisation's own staff and "
                "volunteers."
            ),
            PARTICIPANTS,
            "distinct",
            "person_code",
            Q(training__for_own_staff=True),
            part_of="people_trained",
            part="own",
            breaks_down_in_public=False,
        ),
        Counter(
            "people_trained_others",
            _("Staff of other organisations trained"),
            PEOPLE,
            _("Different people trained in trainings for other organisations."),
            PARTICIPANTS,
            "distinct",
            "person_code",
            Q(training__for_own_staff=False),
            part_of="people_trained",
            part="others",
            breaks_down_in_public=False,
        ),
        Counter(
            "training_places",
            _("Training places taken up"),
            _("places"),
            _(
                "How often somebody was trained: who was trained twice is counted twice. It stands "
                "beside the number of different people."
            ),
            PARTICIPANTS,
            breaks_down_in_public=False,
        ),
        Counter(
            "organisations_trained",
            _("Organisations whose people were trained"),
            _("organisations"),
            _("Different organisations of which at least one person was trained."),
            PARTICIPANTS,
            "distinct",
            "organisation",
            axes=OF_ORGANISATIONS,
        ),
        Counter(
            "sessions_held",
            _("Sessions held"),
            _("sessions"),
            _("Sessions of trainings and services whose day has come."),
            SESSIONS,
        ),
        Counter(
            "meetings_held",
            _("Meetings held"),
            _("meetings"),
            _("Round tables, bilateral meetings and study tours that are completed."),
            MEETINGS,
        ),
        Counter(
            "items_handed_over",
            _("Items handed over"),
            _("items"),
            _("The quantities of all handovers that took place, confirmed by the recipient or not yet."),
            HANDOVERS,
            "sum",
            "quantity",
        ),
        Counter(
            "grants_awarded",
            _("Grants awarded"),
            _("grants"),
            _("Grants of calls whose decision is released; what is still being evaluated is not counted."),
            GRANTS,
        ),
        Counter(
            "grant_money_awarded",
            _("Grant money awarded"),
            _("in the programme's currency"),
            _("The amounts of all grants of calls whose decision is released."),
            GRANTS,
            "sum",
            "amount",
        ),
    )
}


def axes_of(counter: Counter) -> tuple[str, ...]:
    """The axes along which a counter breaks down, in the order of AXES."""
    return tuple(
        key for key in AXES if key in counter.source.axes and (not counter.axes or key in counter.axes)
    )


COUNTER_CHOICES = [(key, counter.label) for key, counter in COUNTERS.items()]
