"""The house's own words in the materials, in the language that is active."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.consultations.models import Consultation, Position
from gapbridge.agree.consultations.tally import share

Rule = Consultation.Rule


def words() -> dict[str, Any]:
    return {
        "kind": _("Consultation: what is asked, and how to answer"),
        "simple_kind": _("What we ask you"),
        "asked": _("What is asked, and why"),
        "how_decided": _("How it is decided"),
        "how_to_answer": _("How to take part"),
        "texts": _("The texts"),
        "original": _("Original text"),
        "translation": _("Translation"),
        "translation_note": _("A translation to help reading. What is agreed on is the original text."),
        "outdated": _("This translation is of an earlier text: it may say something else than the original."),
        "untranslated": _("There is no translation yet: the original stands here."),
        "remedy": _("Remedy proposed"),
        "sheet": _("Answer sheet"),
        "sheet_note": _(
            "One sheet for each stakeholder. Hand it in at the meeting, or send it to the programme's office."
        ),
        "organisation": _("Organisation or group"),
        "speaks": _("Who speaks for it (role)"),
        "mandate": _("By what mandate"),
        "date": _("Date"),
        "signature": _("Signature"),
        "position": _("Position"),
        "stands": [str(label) for _key, label in Position.Stand.choices],
        "reason": _("Reason (needed for everything but “agree”)"),
        "condition": _("What would have to change for you to agree without reservations"),
        "comments": _("Comments"),
        "text_code": _("Text"),
        "sentence": _("Sentence no."),
        "comment": _("What should be changed, added or left out, and why"),
        "what_do_you_say": _("What do you say?"),
        "simple_stands": [
            _("Yes, we agree."),
            _("Yes, but something is missing."),
            _("We do not decide about this."),
            _("No, we do not agree."),
        ],
        "why": _("Why?"),
        "group": _("Group and place"),
        "people": _("How many came: women, men, girls, boys"),
        "together": _("How did you come to this together?"),
        "languages": {"en": _("English"), "az": _("Azerbaijani"), "ru": _("Russian")},
        "draft": _("In preparation"),
    }


def days(consultation: Consultation) -> str:
    facts = {"opens": date_format(consultation.opens_on), "closes": date_format(consultation.closes_on)}
    return (
        _("Comments and positions are taken from %(opens)s to %(closes)s, on the last day until midnight.")
        % facts
    )


def decided(consultation: Consultation, invited: dict[str, int], labels: dict[str, Any]) -> list[str]:
    """The rule and the quorums as plain sentences. `invited` is how many are asked of each kind."""
    number = sum(invited.values())
    facts = {"needed": share(consultation.quorum, number), "invited": number}
    said = [
        _(
            "Everybody who is asked reads the same text, can comment on it, and takes one position on all of it."
        ),
        ngettext(
            "There can be an agreement once at least %(needed)s of the %(invited)s who are asked has a position.",
            "There can be an agreement once at least %(needed)s of the %(invited)s who are asked have a position.",
            facts["needed"],
        )
        % facts,
    ]
    for each in consultation.quorums.all():
        of_kind = invited.get(each.kind, 0)
        part = {"kind": labels[each.kind], "needed": share(each.percent, of_kind), "invited": of_kind}
        said.append(_("Among them, of “%(kind)s”: at least %(needed)s of %(invited)s.") % part)
    return [*said, _rule(consultation), _("Every comment is answered before the round closes.")]


def _rule(consultation: Consultation) -> str:
    if consultation.rule == Rule.CONSENSUS:
        return _("It is decided by consensus: as long as anybody objects, there is no agreement.")
    return _(
        "It is decided by consent: whoever objects says why, and is answered. An objection without an answer keeps"
        " the round from closing; one that was answered stays in the agreement as dissent."
    )


def ways(address: str) -> list[str]:
    return [
        _("On the site, with an account of your organisation: %(address)s") % {"address": address},
        _("By a personal link that the programme's office sends you; no account is needed."),
        _("In a meeting of the round: a secretary writes down what you say, and you confirm it."),
        _("On paper, with the answer sheet at the end of this document."),
        _("To comment on one sentence, name the text and the number that stands before the sentence."),
    ]


def stands_explained() -> list[list[str]]:
    labels = dict(Position.Stand.choices)
    stand = Position.Stand
    return [
        [str(labels[stand.AGREE]), _("You can live with the text as it is and will help to carry it out.")],
        [str(labels[stand.RESERVATIONS]), _("You agree, and it is written down what you see otherwise.")],
        [str(labels[stand.ASIDE]), _("You neither carry it nor stand in its way; it is written down why.")],
        [str(labels[stand.OBJECT]), _("You can't accept it, and say why. You are answered.")],
    ]
