"""Letters about personal links: to their holders in the link's language, to the office in each reader's own."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Partner

from .links import CODE_LASTS, report_key
from .models import Consultation, Link, Position


def send_link(link: Link, token: str) -> None:
    with translation.override(link.language):
        facts = _facts(link) | {"address": _address("consultations:link", token)}
        _to_holder(
            link,
            _("Your position is asked: %(title)s") % facts,
            _(
                "You are asked to speak for %(who)s in the consultation “%(title)s”.\n\n"
                "This link is yours alone (%(role)s). Read the texts, comment on them and take a position from"
                " %(opens)s until %(closes)s; you need no account:\n%(address)s\n\n"
                "Please don't pass it on: it belongs to the first browser that opens it. If you did not expect this"
                " letter, leave the link unopened and tell the office."
            )
            % facts,
            key=f"link:{link.pk}",
        )


def send_code(link: Link, code: str) -> None:
    with translation.override(link.language):
        facts = _facts(link) | {"code": code, "minutes": int(CODE_LASTS.total_seconds() // 60)}
        _to_holder(
            link,
            _("Your code: %(code)s") % facts,
            _(
                "Your personal link to the consultation “%(title)s” (%(who)s) was opened in another browser.\n\n"
                "If it was you, enter this code there: %(code)s\nIt holds for %(minutes)s minutes.\n\n"
                "If it wasn't you, enter nothing and tell nobody the code: without it nobody else can use your link."
            )
            % facts,
        )


def acknowledge(position: Position, through: Link | None = None) -> None:
    """Tell the holder what was said by the link, with a way to say that it was somebody else."""
    link = through or position.link
    if link is None or not link.email:
        return
    with translation.override(link.language):
        facts = _facts(link) | {
            "stand": position.get_stand_display(),
            "address": _address("consultations:link_report", report_key(position, link)),
        }
        _to_holder(
            link,
            _("Recorded: %(stand)s (%(title)s)") % facts,
            _(
                "Through your personal link this position was recorded for %(who)s in the consultation “%(title)s”:\n"
                "%(stand)s\n\n"
                "You can change it by the same link until %(closes)s.\n\n"
                "If it wasn't you, tell us here:\n%(address)s"
            )
            % facts,
        )


def tell_office(link: Link) -> int:
    """Somebody says that a link is in the wrong hands; how many officers are told."""
    readers = officers_of(link.stakeholder.consultation)
    for reader in readers:
        with translation.override(reader.language):
            facts = _facts(link) | {
                "address": settings.SITE_URL
                + reverse("consultations:links", args=[link.stakeholder.consultation_id, link.stakeholder_id])
            }
            queue_mail(
                to=reader.email,
                subject=_("A personal link is in doubt: %(title)s") % facts,
                body=_(
                    "Somebody says that the personal link of %(who)s (%(role)s) in the consultation “%(title)s” is in"
                    " the wrong hands.\n\n"
                    "Ask the person it was made for. Then withdraw it, or say that all is well:\n%(address)s"
                )
                % facts,
                language=reader.language,
            )
    return len(readers)


def officers_of(consultation: Consultation) -> list[User]:
    """Protection officers of the organisations that run the programme."""
    running = Partner.objects.filter(
        programme=consultation.programme_id, role__in=(Partner.Role.LEAD, Partner.Role.IMPLEMENTING)
    )
    members = Membership.objects.current().filter(
        organisation__in=running.values("organisation"), role=Role.PROTECTION_OFFICER
    )
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk"))


def _facts(link: Link) -> dict[str, object]:
    consultation = link.stakeholder.consultation
    return {
        "title": " ".join(consultation.title.split()),
        "who": link.stakeholder,
        "role": link.holder_role,
        "opens": date_format(consultation.opens_on),
        "closes": date_format(consultation.closes_on),
    }


def _address(name: str, argument: str) -> str:
    return settings.SITE_URL + reverse(name, args=[argument])


def _to_holder(link: Link, subject: str, body: str, key: str | None = None) -> None:
    queue_mail(to=link.email, subject=subject, body=body, language=link.language, key=key)
