"""What tests of taking part in a round start from."""

from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Consultation, Hearing, Stakeholder
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.listen.assessments.models import Consent

from . import story

TEXT = "Water comes every other day. The pump is old.\nNobody mends it."


def address(name, *arguments):
    return reverse(f"consultations:{name}", args=arguments)


def open_round(cast, **fields):
    return story.opened(cast, gaps=[story.gap(cast, statement=TEXT, remedy="Mend the pump.")], **fields)


def revised(cast, consultation, text, *, because="They asked for it.", **changes):
    item = consultation.items.first()
    number = item.versions.count()
    return actions.revise_item(
        actor=cast.protection_officer, item=item, number=number, because=because, text=text, **changes
    )


def made_link(cast, consultation, *, email="chair@example.org", language="en", organisation="cso"):
    seat = seat_of(consultation, cast.organisations[organisation])
    return actions.make_link(
        actor=cast.protection_officer,
        stakeholder=seat,
        holder_role="deputy chair",
        email=email,
        language=language,
    )


def browser(token=None):
    """A browser; with a token, one in which that link was opened."""
    made = Client()
    if token:
        made.post(address("link_open", token))
    return made


def position(consultation, organisation, **fields):
    """What a position's form sends."""
    return {
        "stakeholder": seat_of(consultation, organisation).pk,
        "stand": "agree",
        "language": "en",
        "edition": Consultation.objects.get(pk=consultation.pk).edition,
    } | fields


def page_of(response):
    return response.content.decode()


def over(consultation, *, days=1):
    """The round's last day was some days ago; it is not closed."""
    today = timezone.localdate()
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_on=today - timedelta(days=10), closes_on=today - timedelta(days=days)
    )
    consultation.refresh_from_db()
    return consultation


def hearing(cast, consultation, *, kind=Hearing.Kind.MEETING, held_on: date | None = None):
    return actions.add_hearing(
        actor=cast.protection_officer,
        consultation=consultation,
        kind=kind,
        held_on=held_on or timezone.localdate(),
        language="en",
    )


def came(cast, held, stakeholder, **numbers):
    return actions.record_attendance(
        actor=cast.protection_officer, hearing=held, stakeholder=stakeholder, **numbers
    )


def group_seat(cast, consultation):
    """A group that was listened to, asked again in this round."""
    session = story.statement(cast).session
    Consent.objects.create(
        session=session,
        text_version="1",
        language="az",
        manner="spoken",
        scope="public",
        taken_on=session.held_on,
        taken_by=cast.protection_officer,
    )
    return Stakeholder.objects.create(consultation=consultation, group=session)
