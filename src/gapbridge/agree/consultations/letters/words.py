"""What the letters say. Each function gives subject and body in the language that is active."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.consultations.models import Answer, Comment, Consultation, Position, Stakeholder

from .post import Letter
from .readers import Reader

SHORT = 200  # characters of what somebody said that a letter repeats


def facts_of(consultation: Consultation, reader: Reader, page: str = "consultation") -> dict[str, str]:
    return {
        "title": one_line(consultation.title),
        "who": reader.who,
        "opens": date_format(consultation.opens_on),
        "closes": date_format(consultation.closes_on),
        "address": settings.SITE_URL + reverse(f"consultations:{page}", args=[consultation.pk]),
    }


def one_line(text: str) -> str:
    return " ".join(text.split())


def beginning(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= SHORT else plain[: SHORT - 1].rstrip() + "…"


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def way_in(reader: Reader, address: str) -> str:
    """A link's token is in its invitation only: whoever forwards a later letter gives nobody a voice."""
    if reader.by_link:
        return _("Open your personal link to read and answer. It is in the invitation that you were sent.")
    return address


# --- asked ---------------------------------------------------------------------------------------


def invitation(consultation: Consultation, reader: Reader) -> Letter:
    facts = facts_of(consultation, reader, "answer")
    subject = _("Your position is asked: %(title)s") % facts
    if reader.by_link:
        asked = _(
            "%(who)s is invited to the consultation “%(title)s”.\n\n"
            "Read the texts, comment on them and take a position from %(opens)s until %(closes)s."
        )
        stays = _(
            "You can agree, agree with reservations, stand aside or object. Whatever you say stays with the name"
            " that you speak for, and every comment is answered."
        )
        return subject, paragraphs(asked % facts, way_in(reader, ""), stays)
    asked = _(
        "Your organisation is invited to the consultation “%(title)s”.\n\n"
        "Read the texts, comment on them and take a position from %(opens)s until %(closes)s:\n%(address)s\n\n"
        "You can agree, agree with reservations, stand aside or object. Whatever you say stays with your"
        " organisation's name on it, and every comment is answered."
    )
    return subject, paragraphs(asked % facts, whose_position(reader))


def whose_position(reader: Reader) -> str:
    """Who takes the position, where somebody is named as the holder of the mandate."""
    own = "; ".join(str(each) for each in reader.mandates)
    others = [each for each in reader.seats if each.holder_id not in {None, reader.user}]
    return paragraphs(
        _("You hold the mandate of %(who)s: its position is taken by you.") % {"who": own} if own else "",
        _("The position of %(who)s is taken by the person who holds its mandate. You can comment.")
        % {"who": "; ".join(str(each) for each in others)}
        if others
        else "",
    )


def reminder(consultation: Consultation, reader: Reader, days: int) -> Letter:
    facts = facts_of(consultation, reader, "answer") | {"days": str(days)}
    left = (
        _("Today is the last day on which positions are taken.")
        if days == 0
        else ngettext(
            "%(days)s day is left: positions are taken until %(closes)s.",
            "%(days)s days are left: positions are taken until %(closes)s.",
            days,
        )
        % facts
    )
    silent = _(
        "No position on the texts as they are now has come from %(who)s in the consultation “%(title)s” yet."
    )
    return (
        _("A position is still missing: %(title)s") % facts,
        paragraphs(silent % facts, left, way_in(reader, facts["address"])),
    )


def holder_named(seat: Stakeholder, reader: Reader, *, holds: bool) -> Letter:
    facts = facts_of(seat.consultation, reader, "answer") | {"who": str(seat)}
    if holds:
        said = _(
            "You are named as the one who holds the mandate of %(who)s in the consultation “%(title)s”."
            " From now on its position is taken by you; others who speak for it can comment."
        )
    else:
        said = _(
            "The mandate of %(who)s in the consultation “%(title)s” is no longer with you."
            " What you have said stays; you can still comment."
        )
    return _("Who holds the mandate: %(title)s") % facts, paragraphs(said % facts, facts["address"])


def successor(seat: Stakeholder, reader: Reader, former: list[tuple[Stakeholder, Position | None]]) -> Letter:
    """`former`: each seat that ended, with the position it had."""
    facts = facts_of(seat.consultation, reader, "answer") | {"who": str(seat)}
    asked = _(
        "%(who)s is asked in the consultation “%(title)s”, because it follows an organisation that was asked"
        " before. What that one said stays under its own name and is not counted: nobody inherits a consent."
        " Please read the texts and take a position of your own until %(closes)s."
    )
    return (
        _("Your position is asked: %(title)s") % facts,
        paragraphs(
            asked % facts, *(what_was_said(*each) for each in former), way_in(reader, facts["address"])
        ),
    )


def what_was_said(seat: Stakeholder, position: Position | None) -> str:
    if position is None:
        return _("%(who)s had taken no position.") % {"who": seat}
    facts = {"who": seat, "stand": position.get_stand_display(), "reason": one_line(position.reason)}
    if not facts["reason"]:
        return _("%(who)s had taken this position: %(stand)s.") % facts
    return _("%(who)s had taken this position: %(stand)s. Its reason: “%(reason)s”") % facts


# --- told ----------------------------------------------------------------------------------------


def texts_changed(consultation: Consultation, reader: Reader) -> Letter:
    facts = facts_of(consultation, reader, "answer")
    said = _(
        "Texts of the consultation “%(title)s” were changed. Every change is shown word by word, with its reason.\n\n"
        "A position that %(who)s took before is on an earlier text. It counts again once you have renewed or"
        " changed it, until %(closes)s."
    )
    return (
        _("Texts were changed, please look again: %(title)s") % facts,
        paragraphs(said % facts, way_in(reader, facts["address"])),
    )


def moved(consultation: Consultation, reader: Reader, reason: str) -> Letter:
    facts = facts_of(consultation, reader, "answer") | {"reason": reason}
    said = _(
        "The consultation “%(title)s” stays open longer: positions and comments are taken until %(closes)s.\n\n"
        "The reason: %(reason)s"
    )
    return (
        _("More time, until %(closes)s: %(title)s") % facts,
        paragraphs(said % facts, way_in(reader, facts["address"])),
    )


def answered(consultation: Consultation, reader: Reader, answer: Answer, comments: list[Comment]) -> Letter:
    facts = facts_of(consultation, reader, "comments") | {
        "outcome": str(answer.get_outcome_display()),
        "answer": answer.text,
    }
    said = ngettext(
        "Your comment in the consultation “%(title)s” was answered.",
        "Your comments in the consultation “%(title)s” were answered.",
        len(comments),
    )
    quoted = [f"— {beginning(each.text)}" for each in comments]
    return (
        _("You were answered: %(title)s") % facts,
        paragraphs(
            said % facts,
            "\n".join(quoted),
            _("%(outcome)s. The answer:\n\n%(answer)s") % facts,
            way_in(reader, facts["address"]),
        ),
    )


def objection_answered(consultation: Consultation, reader: Reader, position: Position) -> Letter:
    facts = facts_of(consultation, reader) | {"answer": position.answer}
    said = _(
        "The objection of %(who)s in the consultation “%(title)s” was answered. It stays on record as it is,"
        " unless you take another position.\n\nThe answer:\n\n%(answer)s"
    )
    return (
        _("You were answered: %(title)s") % facts,
        paragraphs(said % facts, way_in(reader, facts["address"])),
    )


def closed(consultation: Consultation, reader: Reader, outcome: str, address: str) -> Letter:
    """`address` is the agreement's, "" where there is none."""
    facts = facts_of(consultation, reader) | {"outcome": outcome, "agreement": address}
    if address:
        subject = _("Agreed: %(title)s") % facts
        said = _("The consultation “%(title)s” closed with an agreement. The outcome:\n\n%(outcome)s") % facts
        record = (
            _("Read it word for word, with every position:\n%(agreement)s") % facts
            if not reader.by_link
            else ""
        )
    else:
        subject = _("Closed without an agreement: %(title)s") % facts
        said = (
            _("The consultation “%(title)s” closed without an agreement. The reason:\n\n%(outcome)s") % facts
        )
        record = "" if reader.by_link else facts["address"]
    thanks = _("Thank you for taking part.")
    return subject, paragraphs(said, record or way_in(reader, ""), thanks)
